import type { Ms } from '../../run/types.ts';
import { at } from '../percent.ts';
import { useActions } from '../useFanout.ts';
import { useWidth } from '../useWidth.ts';
import { type Fit, tickLabel, ticksOf } from './axis.ts';
import { RowsTools } from './RowsTools.tsx';

const PX_PER_TICK = 64;

export function Axis({ domain, fit }: { domain: Ms; fit: Fit }) {
  const [ref, widthPx] = useWidth<HTMLDivElement>();
  const ticks = ticksOf(domain, Math.max(2, Math.floor(widthPx / PX_PER_TICK)));
  return (
    <div className="track-grid axis flex-none">
      <RowsTools />
      <div ref={ref} className="axis-track" aria-hidden>
        {ticks.map((tick) => (
          <span key={tick} className={tick > domain * 0.97 ? 'last' : ''} style={{ left: at(tick, domain) }}>
            {tickLabel(tick, domain)}
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
