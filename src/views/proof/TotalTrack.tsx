import type { ComponentProps } from 'react';
import { duration, exact } from '../../analysis/format/format.ts';
import type { Proof } from '../../analysis/metrics/proof.ts';
import { isShown, type TimeAxis } from '../../analysis/timeline/timeAxis.ts';
import { savedText } from '../../analysis/timeline/timelineLabels.ts';
import { strategyLabel } from '../../run/strategies.ts';
import type { Ms } from '../../run/types.ts';
import { selectDocument, selectIsShownRunning } from '../../store/plan/document.ts';
import { selectStrategies } from '../../store/run/selectors.ts';
import { at, span } from '../axis/percent.ts';
import { deferredPart } from '../ui/deferred.tsx';
import type { RevealUntilNow as RevealUntilNowPart } from '../ui/RevealUntilNow.tsx';
import { useFanout } from '../ui/useFanout.ts';
import { useWidth } from '../ui/useWidth.ts';
import type { GuessFlag as GuessFlagPart, GuessTrack as GuessTrackPart } from './GuessTrack.tsx';

/** Minimum width for the label of the dimension line. */
const SAVED_PX = 96;

/** The row takes a guess right after the first render. */
const GuessTrack = deferredPart<ComponentProps<typeof GuessTrackPart>>('GuessTrack');
const GuessFlag = deferredPart<ComponentProps<typeof GuessFlagPart>>('GuessFlag');
const RevealUntilNow = deferredPart<ComponentProps<typeof RevealUntilNowPart>>('RevealUntilNow');

/**
 * The Total row: empty before the first run, then the total, what was saved, and the latest totals of the other
 * strategies.
 */
export function TotalTrack({ proof, axis }: { proof: Proof | undefined; axis: TimeAxis }) {
  const running = useFanout(selectIsShownRunning);
  const total = proof?.total;
  const known = total !== undefined && Number.isFinite(total);
  const [ref, widthPx] = useWidth<HTMLDivElement>();
  const saved = known ? proof?.saved : undefined;
  const bar = known ? span(0, total, axis) : undefined;
  const roomPx = known && saved ? (Math.min(1, axis.share(saved.end)) - Math.max(0, axis.share(total))) * widthPx : 0;
  const canRun = useFanout(
    (state) => selectDocument(state).plan.calls.length > 0 && state.predictionProblem === undefined,
  );
  return (
    <div ref={ref} className="proof-track">
      <span className="absolute inset-0 overflow-hidden">{bar && <i className="proof-bar total" style={bar} />}</span>
      {running && (
        <RevealUntilNow axis={axis} className="absolute inset-0">
          <i className="proof-bar total w-full" />
        </RevealUntilNow>
      )}
      {!running && !proof && canRun && <GuessTrack axis={axis} />}
      {known && saved && roomPx > SAVED_PX && (
        <span
          className="dimension"
          style={{
            left: isShown(axis, total) ? `calc(${at(total, axis)} + 4px)` : 0,
            right: saved.end > axis.to ? 0 : `calc(100% - ${at(saved.end, axis)})`,
          }}
        >
          {proof && savedText(proof)}
          {saved.end <= axis.to && <i />}
        </span>
      )}
      <Ticks axis={axis} guessed={proof !== undefined} />
      {!proof && <GuessFlag axis={axis} />}
    </div>
  );
}

/** Minimum distance of two labels, as a share of the axis. */
const LABEL_SHARE = 0.16;

interface Tick {
  name: string;
  at: Ms;
  text: string;
}

/** Ticks below the bar: the latest totals of the other strategies, and after a run the user's guess. */
function Ticks({ axis, guessed }: { axis: TimeAxis; guessed: boolean }) {
  const views = useFanout(selectStrategies);
  const running = useFanout(selectIsShownRunning);
  const guess = useFanout((state) => state.guess);
  const ticks: Tick[] = views.flatMap(({ name, n = 1, measured, chosen }) => {
    if (measured === undefined || (chosen && !running)) return [];
    const label = strategyLabel(name === 'at-most' || name === 'batches' ? { kind: name, n } : { kind: name });
    return [{ name, at: measured, text: `${label} ${exact(measured)}` }];
  });
  if (guessed && guess !== undefined) ticks.push({ name: 'guess', at: guess, text: `Your guess ${duration(guess)}` });
  let free = Number.NEGATIVE_INFINITY;
  return ticks
    .filter((tick) => isShown(axis, tick.at))
    .sort((a, b) => a.at - b.at)
    .map(({ name, at: moment, text }) => {
      const share = axis.share(moment);
      const flip = share > 0.84;
      const labelled = share >= free + (flip ? LABEL_SHARE : 0);
      if (labelled) free = share + (flip ? 0 : LABEL_SHARE);
      const place = at(moment, axis);
      return (
        <span key={name}>
          <i className={`tick ${name === 'guess' ? 'guessed' : ''}`} title={text} style={{ left: place }} />
          {labelled && (
            <span className="tick-label" style={flip ? { right: `calc(100% - ${place})` } : { left: place }}>
              {text}
            </span>
          )}
        </span>
      );
    });
}
