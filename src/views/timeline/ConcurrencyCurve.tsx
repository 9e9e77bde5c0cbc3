import type { ConcurrencyShape } from '../../analysis/metrics/concurrency.ts';
import type { TimeAxis } from '../../analysis/timeline/timeAxis.ts';
import { lostText, peakText } from '../../analysis/timeline/timelineLabels.ts';
import type { Ms } from '../../run/types.ts';
import { selectIsShownRunning } from '../../store/plan/document.ts';
import { selectLostKeys, selectStillRunning } from '../../store/rows/rowMarks.ts';
import { selectShownRun } from '../../store/run/selectors.ts';
import { selectConcurrency } from '../../store/viewport/concurrency.ts';
import { Parts } from '../ui/figures/Parts.tsx';
import { RevealUntilNow } from '../ui/RevealUntilNow.tsx';
import { useFanout } from '../ui/useFanout.ts';

const HEIGHT = 48;
const TOP = 4;
/** The path's coordinate width; it is stretched to the axis. */
const WIDTH = 1200;

/** The largest number of attempts that run at once, and how many calls' results are lost. */
export function ConcurrencyPeak() {
  const peak = useFanout((state) => selectConcurrency(state)?.peak);
  const ran = useFanout((state) => selectShownRun(state) !== undefined);
  const stillRunning = useFanout(selectStillRunning);
  const lost = useFanout((state) => selectLostKeys(state).size);
  return (
    <>
      <b className="font-semibold text-ink">
        {peak === undefined ? '\u00a0' : <Parts words={peakText(peak, stillRunning)} />}
      </b>
      {/* On wide screens the number is on the finish line's flag. */}
      {lost > 0 && ran && (
        <span className="not-phone:hidden">
          , <Parts words={[lostText(lost)]} />
        </span>
      )}
    </>
  );
}

export function ConcurrencyCurve({ axis }: { axis: TimeAxis }) {
  const profile = useFanout(selectConcurrency);
  const ghost = useFanout((state) => selectShownRun(state) === undefined);
  const running = useFanout(selectIsShownRunning);
  const drawn = profile && profile.peak > 0 && (
    <svg
      className="block"
      width="100%"
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path
        d={pathOf(profile, axis, running)}
        className={ghost ? 'fill-none stroke-ink3' : 'fill-accent-soft stroke-accent'}
        strokeWidth="1.5"
        strokeDasharray={ghost ? '4 3' : undefined}
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
  // During a run the last level extends to the edge and is revealed as time passes.
  return running ? <RevealUntilNow axis={axis}>{drawn}</RevealUntilNow> : drawn;
}

/** A step line from 0 to the end and back to the baseline. Levels narrower than one unit are merged. */
function pathOf({ steps, peak, end }: ConcurrencyShape, axis: TimeAxis, open: boolean): string {
  // Points outside of the window are moved just beyond its edges.
  const place = (moment: Ms) => Math.min(WIDTH + 2, Math.max(-2, axis.share(moment) * WIDTH));
  const x = (moment: Ms) => Math.round(place(moment));
  const y = (running: number) => Math.round((HEIGHT - (running / peak) * (HEIGHT - TOP)) * 10) / 10;
  const path = [`M${x(0)} ${HEIGHT}`];
  /** The highest level since the last step that was drawn. */
  let highest = 0;
  steps.forEach(({ at, running }, i) => {
    const until = steps[i + 1]?.at ?? (open ? Number.POSITIVE_INFINITY : end);
    highest = Math.max(highest, running);
    if (place(until) - place(at) < 1) return;
    path.push(`H${x(at)}`);
    if (highest > running) path.push(`V${y(highest)}`);
    path.push(`V${y(running)}`);
    highest = 0;
  });
  return `${path.join('')}H${open ? WIDTH : x(end)}V${HEIGHT}`;
}
