import type { ComponentProps, KeyboardEvent, PointerEvent } from 'react';
import { duration, ownText } from '../../analysis/format/format.ts';
import type { Proof } from '../../analysis/metrics/proof.ts';
import { isShown, type TimeAxis } from '../../analysis/timeline/timeAxis.ts';
import { savedText } from '../../analysis/timeline/timelineLabels.ts';
import { TOTAL_UNKNOWN } from '../../analysis/verdict/question.ts';
import { strategyLabel } from '../../run/strategies.ts';
import type { Ms } from '../../run/types.ts';
import { selectDocument, selectIsShownRunning } from '../../store/plan/document.ts';
import { selectStrategies } from '../../store/run/selectors.ts';
import { at, momentUnder, span } from '../axis/percent.ts';
import { deferredPart } from '../ui/deferred.tsx';
import { Value } from '../ui/figures/Value.tsx';
import { ARROWS } from '../ui/icons/arrows.ts';
import type { RevealUntilNow as RevealUntilNowPart } from '../ui/RevealUntilNow.tsx';
import { useActions, useFanout } from '../ui/useFanout.ts';
import { useRem } from '../ui/useRem.ts';
import { useWidth } from '../ui/useWidth.ts';
import { placeLabels } from './tickLabels.ts';

const GUESS_STEP_MS = 50;
/** Minimum width for the label of the dimension line. */
const SAVED_PX = 96;
/** The same with the name of the baseline. */
const NAMED_PX = 230;

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
  const until = proof?.oneByOne ?? 0;
  const roomPx = known && saved ? (Math.min(1, axis.share(until)) - Math.max(0, axis.share(total))) * widthPx : 0;
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
            right: until > axis.to ? 0 : `calc(100% - ${at(until, axis)})`,
          }}
        >
          {/* In front of the ticks. */}
          <span className="relative z-1 bg-panel px-1">
            <Value name="Saved" value={saved} text={savedText({ saved })} className="" />
            {roomPx > NAMED_PX && ' against one by one'}
          </span>
          {until <= axis.to && <i />}
        </span>
      )}
      <Ticks axis={axis} total={total} guessed={proof !== undefined} widthPx={widthPx} />
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

/** Width of a letter of a label, at the default text size: an estimate that is rather too large. */
const PX_PER_LETTER = 6;

interface Tick {
  name: string;
  label: string;
  at: Ms;
  text: string;
}

interface TicksProps {
  axis: TimeAxis;
  /** Where the finish line is. */
  total: Ms | undefined;
  guessed: boolean;
  widthPx: number;
}

/** Ticks below the bar: after a run the user's guess, and the latest totals of the other strategies. */
function Ticks({ axis, total, guessed, widthPx }: TicksProps) {
  const views = useFanout(selectStrategies);
  const running = useFanout(selectIsShownRunning);
  const guess = useFanout((state) => state.guess);
  const letterPx = PX_PER_LETTER * useRem();
  const ticks: Tick[] = views.flatMap(({ name, n = 1, measured, chosen }) => {
    if (measured === undefined || (chosen && !running)) return [];
    const label = strategyLabel(name === 'at-most' || name === 'batches' ? { kind: name, n } : { kind: name });
    return [{ name, label, at: measured, text: ownText(measured, true) }];
  });
  if (guessed && guess !== undefined)
    ticks.unshift({ name: 'guess', label: 'Your guess', at: guess, text: duration(guess) });
  const shown = ticks.filter((tick) => isShown(axis, tick.at));
  const px = (moment: Ms) => axis.share(moment) * widthPx;
  const sides = placeLabels(
    shown.map(({ at: moment, label, text }) => ({
      px: px(moment),
      widthPx: (label.length + text.length + 1) * letterPx,
    })),
    total === undefined ? [] : [px(total)],
    widthPx,
  );
  return shown.map(({ name, label, at: moment, text }, i) => {
    const place = at(moment, axis);
    return (
      <span key={name}>
        <i className={`tick ${name === 'guess' ? 'guessed' : ''}`} title={`${label} ${text}`} style={{ left: place }} />
        {sides[i] && (
          <span
            className="tick-label"
            style={sides[i] === 'left' ? { right: `calc(100% - ${place})` } : { left: place }}
          >
            {label} <Value name={label} value={moment} text={text} className="" />
          </span>
        )}
      </span>
    );
  });
}
