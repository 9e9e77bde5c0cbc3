import type { KeyboardEvent, PointerEvent } from 'react';
import { duration } from '../../analysis/format/format.ts';
import { isShown, type TimeAxis } from '../../analysis/timeline/timeAxis.ts';
import { TOTAL_UNKNOWN } from '../../analysis/verdict/question.ts';
import { at, momentUnder } from '../axis/percent.ts';
import { Value } from '../ui/figures/Value.tsx';
import { ARROWS } from '../ui/icons/arrows.ts';
import { useActions, useFanout } from '../ui/useFanout.ts';

const GUESS_STEP_MS = 50;

/** The empty Total row takes the user's guess, by a click or the arrow keys. */
export function GuessTrack({ axis }: { axis: TimeAxis }) {
  const guess = useFanout((state) => state.guess);
  const { setGuess } = useActions();

  function plant(event: PointerEvent<HTMLDivElement>): void {
    const under = momentUnder(event.clientX, event.currentTarget, axis);
    setGuess(Math.round(Math.min(axis.to, Math.max(axis.from, under)) / 10) * 10, true);
  }

  /** Until then the guess is on its way, and nothing is shown for it: a key moves it by a step, a touch may scroll. */
  const commit = () => guess !== undefined && setGuess(guess);

  function step(event: KeyboardEvent): void {
    const by = ARROWS[event.key];
    if (by !== undefined) setGuess(Math.min(axis.to, Math.max(0, (guess ?? 0) + by * GUESS_STEP_MS)), true);
    else if (event.key === 'Enter') commit();
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
      onPointerUp={commit}
      onBlur={commit}
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

export function GuessFlag({ axis }: { axis: TimeAxis }) {
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
