import type { TimeAxis } from '../../analysis/timeAxis.ts';
import { at } from '../percent.ts';
import { useActions } from '../useFanout.ts';
import { useWidth } from '../useWidth.ts';
import { type Fit, tickLabel, ticksOf } from './axis.ts';
import { RowsTools } from './RowsTools.tsx';

const PX_PER_TICK = 64;

export function Axis({ axis, fit }: { axis: TimeAxis; fit: Fit }) {
  const [ref, widthPx] = useWidth<HTMLDivElement>();
  const ticks = ticksOf(axis, Math.max(2, Math.floor(widthPx / PX_PER_TICK)));
  const step = (ticks[1] ?? axis.to) - (ticks[0] ?? axis.from);
  return (
    <div className="track-grid axis flex-none">
      <RowsTools />
      <div ref={ref} className="axis-track" aria-hidden>
        {ticks.map((tick) => (
          <span key={tick} className={axis.share(tick) > 0.97 ? 'last' : ''} style={{ left: at(tick, axis) }}>
            {tickLabel(tick, axis, step)}
          </span>
        ))}
      </div>
      <FitChoice fit={fit} />
    </div>
  );
}

function FitChoice({ fit }: { fit: Fit }) {
  const { fitChosen } = useActions();
  const choice = (one: Fit) => (
    <button
      type="button"
      className={`rounded px-1 hover:text-ink ${fit === one ? 'font-[560] text-ink' : ''}`}
      aria-pressed={fit === one}
      aria-label={`Fit ${one}`}
      title="Key 0"
      onClick={() => fitChosen(one)}
    >
      {one}
    </button>
  );
  return (
    <div className="flex items-center justify-end gap-0.5 pr-4 max-[760px]:hidden">
      Fit {choice('sum')}|{choice('total')}
    </div>
  );
}
