import type { ComponentProps, KeyboardEvent, PointerEvent } from 'react';
import { duration } from '../../analysis/format/format.ts';
import type { Proof } from '../../analysis/metrics/proof.ts';
import { isShown, type TimeAxis } from '../../analysis/timeline/timeAxis.ts';
import { TOTAL_UNKNOWN } from '../../analysis/verdict/question.ts';
import { selectDocument, selectIsShownRunning } from '../../store/plan/document.ts';
import { at, momentUnder, span } from '../axis/percent.ts';
import { deferredPart } from '../ui/deferred.tsx';
import { Value } from '../ui/figures/Value.tsx';
import { ARROWS } from '../ui/icons/arrows.ts';
import type { RevealUntilNow as RevealUntilNowPart } from '../ui/RevealUntilNow.tsx';
import { useActions, useFanout } from '../ui/useFanout.ts';
import { useWidth } from '../ui/useWidth.ts';
import type { TotalMarks as TotalMarksPart } from './TotalMarks.tsx';

const GUESS_STEP_MS = 50;

/** After the first run. */
const TotalMarks = deferredPart<ComponentProps<typeof TotalMarksPart>>('TotalMarks');

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

/** The empty Total row takes the user's guess, by a click or the arrow keys. */
function GuessTrack({ axis }: { axis: TimeAxis }) {
  const guess = useFanout((state) => state.guess);
  const { setGuess } = useActions();

  function plant(event: PointerEvent<HTMLDivElement>): void {
    const under = momentUnder(event.clientX, event.currentTarget, axis);
    setGuess(Math.round(Math.min(axis.to, Math.max(axis.from, under)) / 10) * 10);
  }

  function step(event: KeyboardEvent): void {
    const by = ARROWS[event.key];
    if (by !== undefined) setGuess(Math.min(axis.to, Math.max(0, (guess ?? 0) + by * GUESS_STEP_MS)));
    else if (event.key === 'Delete' || event.key === 'Backspace') setGuess(undefined);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label="Your guess of the total"
      aria-valuemin={0}
      aria-valuemax={Math.round(Math.max(axis.to, guess ?? 0))}
      aria-valuenow={guess ?? 0}
      aria-valuetext={guess === undefined ? 'no guess yet' : duration(guess)}
      className="absolute inset-0 cursor-crosshair rounded border border-transparent hover:border-line"
      onPointerDown={plant}
      onKeyDown={step}
    >
      {guess === undefined && (
        // In a narrow row the second half wraps out of the visible line.
        <span className="flex h-full flex-wrap overflow-hidden pl-1.5 text-ink3 text-small leading-[1.375rem] phone:pl-0">
          <span>{TOTAL_UNKNOWN}</span>
          <span>, or click here to plant a guess</span>
        </span>
      )}
    </div>
  );
}

function GuessFlag({ axis }: { axis: TimeAxis }) {
  const guess = useFanout((state) => state.guess);
  if (guess === undefined || !isShown(axis, guess)) return null;
  return (
    <span className={`guess ${axis.share(guess) > 0.8 ? 'flip' : ''}`} style={{ left: at(guess, axis) }}>
      <span>
        your guess <Value name="Your guess" value={guess} text={duration(guess)} className="" />
      </span>
    </span>
  );
}
