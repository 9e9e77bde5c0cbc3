import type { ComponentProps } from 'react';
import type { ConcurrencyShape } from '../../analysis/metrics/concurrency.ts';
import type { TimeAxis } from '../../analysis/timeline/timeAxis.ts';
import { lostText, peakText } from '../../analysis/timeline/timelineLabels.ts';
import type { Ms } from '../../run/types.ts';
import { selectIsShownRunning } from '../../store/plan/document.ts';
import { selectLostKeys, selectStillRunning } from '../../store/rows/rowMarks.ts';
import { selectConcurrency, selectShownRun } from '../../store/run/selectors.ts';
import { deferredPart } from '../ui/deferred.tsx';
import { Parts } from '../ui/figures/Parts.tsx';
import { lazyOptional } from '../ui/lazy.tsx';
import type { RevealUntilNow as RevealUntilNowPart } from '../ui/RevealUntilNow.tsx';
import { useFanout } from '../ui/useFanout.ts';
import { LegendButton } from './LegendButton.tsx';

const HEIGHT = 48;
const TOP = 4;
/** The path's coordinate width; it is stretched to the axis. */
const WIDTH = 1200;

const PlaybackControls = lazyOptional(() =>
  import('../app/afterFirst.ts').then(({ afterFirst }) => afterFirst.PlaybackControls),
);

const RevealUntilNow = deferredPart<ComponentProps<typeof RevealUntilNowPart>>('RevealUntilNow');

/** The number of running attempts over time, on the axis of the rows. */
export function ConcurrencyStrip({ axis }: { axis: TimeAxis }) {
  const profile = useFanout(selectConcurrency);
  const ghost = useFanout((state) => selectShownRun(state) === undefined);
  const ran = useFanout((state) => selectShownRun(state) !== undefined);
  const stillRunning = useFanout(selectStillRunning);
  const lost = useFanout((state) => selectLostKeys(state).size);
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
  return (
    <div className="concurrency track-grid flex-none border-line border-t">
      <div className="flex items-center justify-between py-1.5 pr-3 pl-5 text-body text-ink2 leading-[1.125rem] phone:col-span-2 phone:px-0">
        <span>
          Running at once
          <br />
          <b className="font-semibold text-ink">
            {profile ? <Parts words={peakText(profile.peak, stillRunning)} /> : '\u00a0'}
          </b>
          {/* On wide screens the number is on the finish line's flag. */}
          {lost > 0 && !ghost && (
            <span className="not-phone:hidden">
              , <Parts words={[lostText(lost)]} />
            </span>
          )}
        </span>
        <LegendButton />
      </div>
      <div className="h-[3rem] overflow-hidden phone:col-span-2">
        {/* During a run the last level extends to the edge and is revealed as time passes. */}
        {running ? <RevealUntilNow axis={axis}>{drawn}</RevealUntilNow> : drawn}
      </div>
      {ran && <PlaybackControls />}
    </div>
  );
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
