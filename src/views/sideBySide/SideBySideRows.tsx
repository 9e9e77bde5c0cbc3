import { type KeyboardEvent, memo, useEffect, useState } from 'react';
import { valueText } from '../../analysis/format/valueText.ts';
import { durationText, rowName } from '../../analysis/log/callTable.ts';
import { type Bar, barsOf } from '../../analysis/timeline/bars.ts';
import type { TimeAxis } from '../../analysis/timeline/timeAxis.ts';
import { selectDocument } from '../../store/plan/document.ts';
import { selectRowOrder } from '../../store/rows/rowsSlice.ts';
import { selectOtherPrediction } from '../../store/sideBySide/extent.ts';
import { selectOtherCall, selectOtherGhost, selectOtherRun } from '../../store/sideBySide/sideBySide.ts';
import { span } from '../axis/percent.ts';
import { RevealUntilNow } from '../ui/RevealUntilNow.tsx';
import { useRowPx } from '../ui/rowPx.ts';
import { useFanout } from '../ui/useFanout.ts';
import { useMedia, useNarrow } from '../ui/useNarrow.ts';

/**
 * Most rows of the second chart, so that it does not push the page's own rows out of view. In longer plans it follows
 * their scroll position.
 */
const MOST_ROWS = 12;
const MOST_ROWS_LOW = 6;
const LOW = '(height <= 56.25rem)';

/**
 * The window of rows that follows the scroll position of the page's rows, in the same order; moved up at the end of the
 * list so that it stays full.
 */
export function useRowWindow(card: HTMLElement | null): { first: number; rows: number } {
  const { count } = useFanout(selectRowOrder);
  const rowPx = useRowPx();
  const low = useMedia(LOW);
  const most = useNarrow() || !low ? MOST_ROWS : MOST_ROWS_LOW;
  const [first, setFirst] = useState(0);
  useEffect(() => {
    const scroller = card?.querySelector('.rows');
    if (!scroller || count <= most) return setFirst(0);
    const onScroll = () => setFirst(Math.min(Math.round(scroller.scrollTop / rowPx), count - most));
    onScroll();
    scroller.addEventListener('scroll', onScroll, { passive: true });
    return () => scroller.removeEventListener('scroll', onScroll);
  }, [card, count, rowPx, most]);
  return { first: Math.min(first, Math.max(0, count - most)), rows: Math.min(most, count) };
}

export function SideBySideRows(props: { first: number; rows: number; axis: TimeAxis; label: string }) {
  const { first, rows, axis, label } = props;
  const open = useFanout((state) => {
    const run = selectOtherRun(state);
    return run !== undefined && run.phase !== 'settled';
  });
  const startedAt = useFanout((state) => selectOtherRun(state)?.startedAt);
  const [focused, setFocused] = useState(0);
  const { item } = useFanout(selectRowOrder);
  // Group headings have no bars.
  const keys = Array.from({ length: rows }, (_, i) => item(first + i)).filter((one) => typeof one === 'number');
  const stop = keys.includes(focused) ? focused : keys[0];

  function go(event: KeyboardEvent<HTMLElement>): void {
    const here = event.target as HTMLElement;
    const to = {
      ArrowDown: here.nextElementSibling,
      ArrowUp: here.previousElementSibling,
      Home: here.parentElement?.firstElementChild,
      End: here.parentElement?.lastElementChild,
    }[event.key];
    if (!(to instanceof HTMLElement)) return;
    to.focus();
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <div className="relative">
      {/* biome-ignore lint/a11y/useSemanticElements: bars, not text; the rows above are the grid. */}
      <div role="list" aria-label={label} onKeyDown={go}>
        {keys.map((key) => (
          <OtherRow key={key} index={key} axis={axis} focusable={key === stop} onFocused={setFocused} />
        ))}
      </div>
      {open && (
        <div className="pointer-events-none absolute inset-0 overflow-hidden" aria-hidden>
          <RevealUntilNow axis={axis} startedAt={startedAt} className="h-full">
            {keys.map((key) => (
              <OpenOtherRow key={key} index={key} axis={axis} />
            ))}
          </RevealUntilNow>
        </div>
      )}
    </div>
  );
}

interface OtherRowProps {
  index: number;
  axis: TimeAxis;
  focusable: boolean;
  onFocused: (key: number) => void;
}

const OtherRow = memo(function OtherRow({ index, axis, focusable, onFocused }: OtherRowProps) {
  const ran = useFanout((state) => selectOtherCall(state, index));
  const ghost = useFanout((state) => selectOtherGhost(state, index));
  const stalls = useFanout((state) => selectOtherPrediction(state)?.state.stalled ?? false);
  const over = useFanout((state) => selectOtherRun(state)?.phase === 'settled');
  const id = useFanout((state) => selectDocument(state).plan.calls[index]?.id ?? '');
  const settled = ran?.outcome !== undefined;
  const name = ran
    ? rowName(ran)
    : `${valueText(id)}, ${ghost ? `predicted ${durationText(ghost, stalls)}` : 'not run'}`;
  return (
    // biome-ignore lint/a11y/useSemanticElements: bars, not text.
    <div
      role="listitem"
      tabIndex={focusable ? 0 : -1}
      className="other-row"
      data-other={index}
      aria-label={name}
      title={name}
      onFocus={() => onFocused(index)}
    >
      {!settled &&
        ghost &&
        barsOf(ghost, stalls).map((bar) => <OtherBar key={`${bar.kind}${bar.from}`} bar={bar} axis={axis} ghost />)}
      {ran &&
        barsOf(ran).map((bar) =>
          bar.to !== undefined || over ? <OtherBar key={`${bar.kind}${bar.from}`} bar={bar} axis={axis} /> : null,
        )}
    </div>
  );
});

function OtherBar({ bar, axis, ghost = false }: { bar: Bar; axis: TimeAxis; ghost?: boolean }) {
  const style = span(bar.from, bar.to, axis);
  if (!style) return null;
  const result = bar.kind === 'attempt' ? (bar.result ?? '') : '';
  const open = bar.to === undefined && !ghost ? 'open' : '';
  const endless = bar.kind === 'attempt' && bar.endless ? 'endless' : '';
  return <i className={`bar ${bar.kind} ${ghost ? 'ghost' : result} ${open} ${endless}`} style={style} />;
}

/** The bars that are still growing, revealed as time passes. */
const OpenOtherRow = memo(function OpenOtherRow({ index, axis }: { index: number; axis: TimeAxis }) {
  const ran = useFanout((state) => selectOtherCall(state, index));
  return (
    <div className="other-row">
      {ran &&
        barsOf(ran).map(
          (bar) => bar.to === undefined && <OtherBar key={`${bar.kind}${bar.from}`} bar={bar} axis={axis} />,
        )}
    </div>
  );
});
