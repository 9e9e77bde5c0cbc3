import type { Concurrency } from '../../analysis/concurrency.ts';
import { count } from '../../analysis/format.ts';
import type { Ms } from '../../run/types.ts';
import { concurrency, shownRun } from '../../store/selectors.ts';
import { useFanout } from '../useFanout.ts';

const HEIGHT = 48;
const TOP = 4;
/** The path is drawn in a box this wide and stretched to the axis; steps closer than one unit are drawn as the highest. */
const WIDTH = 1200;

/** How many calls ran at each moment, on the axis of the rows. */
export function ConcurrencyStrip({ domain }: { domain: Ms }) {
  const profile = useFanout(concurrency);
  const ghost = useFanout((state) => shownRun(state) === undefined);
  return (
    <div className="track-grid flex-none border-line border-t">
      <div className="px-5 py-1.5 text-body text-ink2 leading-[18px] max-[760px]:px-0">
        Running at once
        <br />
        <b className="font-semibold text-ink">{profile ? `peak ${count(profile.peak)}` : ' '}</b>
      </div>
      <div className="h-[48px] overflow-hidden max-[760px]:col-span-2">
        {profile && profile.peak > 0 && (
          <svg
            width="100%"
            height={HEIGHT}
            viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
            preserveAspectRatio="none"
            aria-hidden="true"
          >
            <path
              d={pathOf(profile, domain)}
              className={ghost ? 'fill-none stroke-ink3' : 'fill-accent-soft stroke-accent'}
              strokeWidth="1.5"
              strokeDasharray={ghost ? '4 3' : undefined}
              vectorEffect="non-scaling-stroke"
            />
          </svg>
        )}
      </div>
    </div>
  );
}

/** A staircase from 0 to the end and back to the ground. Within one unit of width only the highest level is kept. */
function pathOf({ steps, peak, end }: Concurrency, domain: Ms): string {
  const x = (moment: Ms) => Math.round((moment / domain) * WIDTH);
  const y = (running: number) => Math.round((HEIGHT - (running / peak) * (HEIGHT - TOP)) * 10) / 10;
  let path = `M0 ${HEIGHT}`;
  let column = 0;
  let highest = 0;
  let level = 0;
  for (const { at, running } of steps) {
    const here = x(at);
    if (here > column) {
      path += `V${y(highest)}V${y(level)}H${here}`;
      column = here;
      highest = level;
    }
    level = running;
    highest = Math.max(highest, running);
  }
  return `${path}V${y(highest)}V${y(level)}H${x(end)}V${HEIGHT}`;
}
