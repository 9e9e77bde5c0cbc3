import type { TimeAxis } from '../../../analysis/timeline/timeAxis.ts';
import { type Fit, tickLabel, ticksOf } from '../../axis/axis.ts';
import { at } from '../../axis/percent.ts';
import type { Axes } from '../../axis/useTimeAxis.ts';
import { useActions } from '../../ui/useFanout.ts';
import { useWidth } from '../../ui/useWidth.ts';
import { RowsTools } from '../RowsTools.tsx';

/** About four ticks at most on a phone. */
const PX_PER_TICK = 84;
/** With a smaller tick distance the label inside of the axis' end would touch the one before it. */
const LAST_PX = 90;

export function Axis({ axis, full, fit }: Axes & { fit: Fit }) {
  return (
    <div className="track-grid axis flex-none">
      <RowsTools />
      <Ticks axis={axis} />
      <FitChoice fit={fit} part={axis !== full} />
    </div>
  );
}

export function Ticks({ axis }: { axis: TimeAxis }) {
  const [ref, widthPx] = useWidth<HTMLDivElement>();
  const ticks = ticksOf(axis, Math.max(3, Math.floor(widthPx / PX_PER_TICK)));
  const step = Math.min(...ticks.slice(1).map((tick, i) => tick - (ticks[i] ?? 0)), axis.length);
  return (
    <div ref={ref} className="axis-track" aria-hidden>
      {ticks.map((tick) => {
        const side = sideOf(axis.share(tick));
        return (
          <span
            key={tick}
            className={side}
            hidden={side === 'last' && step * widthPx < LAST_PX * axis.length}
            style={{ left: at(tick, axis) }}
          >
            {tickLabel(tick, axis, step)}
          </span>
        );
      })}
    </div>
  );
}

/** Labels at the edges are placed inside of the axis. */
function sideOf(share: number): string {
  return share < 0.03 ? 'first' : share > 0.97 ? 'last' : '';
}

function FitChoice({ fit, part }: { fit: Fit; part: boolean }) {
  const { setFit, changeViewport } = useActions();
  const choice = (one: Fit) => (
    <button
      type="button"
      className={`rounded px-1 hover:text-ink ${!part && fit === one ? 'font-[560] text-ink' : ''}`}
      aria-pressed={!part && fit === one}
      aria-label={`Fit ${one}`}
      title="Key 0"
      onClick={() => setFit(one)}
    >
      {one}
    </button>
  );
  return (
    <div className="fit-choice flex items-center justify-end gap-0.5 pr-4 phone:hidden">
      {part ? (
        <button
          type="button"
          className="link-button mr-1"
          title="Key 0"
          onClick={() => changeViewport({ zoom: undefined })}
        >
          Fit
        </button>
      ) : (
        'Fit '
      )}
      {choice('sum')}|{choice('total')}
    </div>
  );
}
