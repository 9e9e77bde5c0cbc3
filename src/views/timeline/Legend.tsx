import { X } from 'lucide-react';
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { MARK_SENTENCES } from '../../analysis/timeline/markSentences.ts';
import { MARK_STYLES, MARKS, type MarkKey } from '../../analysis/timeline/marks.ts';
import { selectVisibleMarks } from '../../store/rows/legendMarks.ts';
import { MarkIcon } from '../ui/icons/icons.tsx';
import { useFanout } from '../ui/useFanout.ts';

/** A part of a sample: a mark, drawn from `from` to `to` in % of the sample's lane; without `to` a point. */
type Piece = readonly [mark: MarkKey, from: number, to?: number, more?: string];

/** Composition of the samples. The marks themselves are drawn by their classes. */
const SAMPLES: Readonly<Record<MarkKey, readonly Piece[]>> = {
  ghost: [['ghost', 4, 88]],
  planned: [['planned', 4, 88]],
  noEnd: [
    ['ghost', 4, 100, 'endless'],
    ['noEnd', Number.NaN],
  ],
  waiting: [['waiting', 4, 88]],
  running: [['running', 4, 88]],
  attempt: [
    ['succeeded', 4, 88],
    ['attempt', 4, 88],
  ],
  backoff: [
    ['failed', 0, 30],
    ['backoff', 30, 66],
    ['succeeded', 66, 100],
  ],
  partial: [
    ['succeeded', 4, 88],
    ['partial', 30],
    ['partial', 55],
  ],
  succeeded: [['succeeded', 4, 88]],
  failed: [['failed', 4, 88]],
  timedOut: [['timedOut', 4, 88]],
  cancelled: [['cancelled', 4, 88]],
  withdrawn: [
    ['waiting', 4, 60],
    ['withdrawn', 60],
  ],
  skipped: [
    ['waiting', 4, 60],
    ['skipped', 60],
  ],
  rejected: [['rejected', 4]],
  recovered: [
    ['failed', 0, 45],
    ['recovered', 45],
  ],
  tail: [
    ['timedOut', 0, 45],
    ['tail', 45, 96, 'open'],
  ],
  late: [
    ['timedOut', 0, 45],
    ['tail', 45, 85],
    ['late', 85],
  ],
  lost: [
    ['cancelled', 0, 60, 'lost'],
    ['lost', 60],
  ],
  gate: [
    ['waiting', 0, 50],
    ['gate', 50],
    ['ghost', 50, 95],
  ],
  idle: [
    ['succeeded', 0, 35],
    ['idle', 35, 80],
    ['gate', 80],
  ],
  predicted: [
    ['succeeded', 4, 80],
    ['predicted', 84],
  ],
  finish: [
    ['succeeded', 4, 80],
    ['finish', 80],
  ],
};

/** As in marks.css. */
const WIDTH_PX = 380;

interface LegendProps {
  id?: string;
  button?: RefObject<HTMLButtonElement | null>;
  onClose?: () => void;
}

/** All marks, drawn by the same classes as in the rows; those on the screen come first. */
export function Legend({ id, button, onClose }: LegendProps) {
  const shown = useFanout(selectVisibleMarks);
  const panel = useRef<HTMLDivElement>(null);
  const place = usePlace(button);

  useEffect(() => {
    const element = panel.current;
    element?.showPopover();
    element?.focus();
  }, []);

  const here = MARKS.filter((mark) => shown?.has(mark));
  const others = MARKS.filter((mark) => !shown?.has(mark));
  return (
    <div
      ref={panel}
      id={id}
      popover="manual"
      role="dialog"
      aria-label="Legend"
      tabIndex={-1}
      className="legend"
      style={place}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        button?.current?.focus();
        onClose?.();
      }}
    >
      <div className="flex items-center justify-between">
        <h2 className="font-semibold text-base">Legend</h2>
        <button
          type="button"
          className="row-action"
          aria-label="Close the legend"
          onClick={() => {
            button?.current?.focus();
            onClose?.();
          }}
        >
          <X size={14} aria-hidden />
        </button>
      </div>
      <Entries title="On the screen now" marks={here} />
      <Entries title={here.length > 0 ? 'Elsewhere' : ''} marks={others} />
    </div>
  );
}

function Entries({ title, marks }: { title: string; marks: readonly MarkKey[] }) {
  if (marks.length === 0) return null;
  return (
    <>
      {title && <h3 className="mt-2 text-ink3 text-small">{title}</h3>}
      <ul>
        {marks.map((mark) => (
          <li key={mark} data-mark={mark} className="flex items-center gap-3 py-0.5">
            <span className="lane sample" aria-hidden>
              {SAMPLES[mark].map((piece) => (
                <SamplePiece key={piece.join(' ')} piece={piece} />
              ))}
            </span>
            <span className="w-4 flex-none">
              <MarkIcon mark={mark} />
            </span>
            <p className="min-w-0 text-ink2 text-small leading-4">
              <b className="font-[560] text-ink">{MARK_STYLES[mark].word}</b>: {MARK_SENTENCES[mark]}
            </p>
          </li>
        ))}
      </ul>
    </>
  );
}

function SamplePiece({ piece: [mark, from, to, more = ''] }: { piece: Piece }) {
  const { className, icon } = MARK_STYLES[mark];
  const classes = `${className} ${more}`;
  if (Number.isNaN(from)) return <i className={classes} />;
  if (mark === 'attempt')
    return (
      <i className="bar" style={{ left: `${from}%`, right: 0, background: 'none' }}>
        <b className={classes}>
          <span>2/3</span>
        </b>
      </i>
    );
  const style = to === undefined ? { left: `${from}%` } : { left: `${from}%`, width: `${to - from}%` };
  return (
    <i className={classes} style={style}>
      {to === undefined && icon && <MarkIcon mark={mark} size={14} className="block" />}
    </i>
  );
}

/**
 * Above the button and inside of the window. A popover in the top layer, because parts of the card overlap each other.
 */
function usePlace(button: RefObject<HTMLButtonElement | null> | undefined) {
  const [place, setPlace] = useState<{ left: number; bottom: number; maxHeight: number }>();
  useLayoutEffect(() => {
    function measure(): void {
      const box = button?.current?.getBoundingClientRect();
      if (!box) return;
      const left = Math.max(10, box.right - WIDTH_PX);
      setPlace({ left, bottom: window.innerHeight - box.top + 6, maxHeight: Math.max(160, box.top - 16) });
    }
    measure();
    window.addEventListener('resize', measure);
    window.addEventListener('scroll', measure, { passive: true });
    return () => {
      window.removeEventListener('resize', measure);
      window.removeEventListener('scroll', measure);
    };
  }, [button]);
  return place;
}
