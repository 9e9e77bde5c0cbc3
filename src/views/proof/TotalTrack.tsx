import type { ComponentProps } from 'react';
import type { Proof } from '../../analysis/metrics/proof.ts';
import type { TimeAxis } from '../../analysis/timeline/timeAxis.ts';
import { selectDocument, selectIsShownRunning } from '../../store/plan/document.ts';
import { span } from '../axis/percent.ts';
import { deferredPart } from '../ui/deferred.tsx';
import type { RevealUntilNow as RevealUntilNowPart } from '../ui/RevealUntilNow.tsx';
import { useFanout } from '../ui/useFanout.ts';
import { useWidth } from '../ui/useWidth.ts';
import type { GuessFlag as GuessFlagPart, GuessTrack as GuessTrackPart } from './GuessTrack.tsx';
import type { TotalMarks as TotalMarksPart } from './TotalMarks.tsx';

/** After the first run. */
const TotalMarks = deferredPart<ComponentProps<typeof TotalMarksPart>>('TotalMarks');

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
  const bar = known ? span(0, total, axis) : undefined;
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
      <TotalMarks proof={proof} axis={axis} widthPx={widthPx} />
      {!proof && <GuessFlag axis={axis} />}
    </div>
  );
}
