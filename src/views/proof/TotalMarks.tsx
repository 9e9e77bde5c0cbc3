import { duration, exact, ownText } from '../../analysis/format/format.ts';
import type { Proof } from '../../analysis/metrics/proof.ts';
import { isShown, type TimeAxis } from '../../analysis/timeline/timeAxis.ts';
import { predictedText, savedText } from '../../analysis/timeline/totalLabels.ts';
import { strategyLabel } from '../../run/strategies.ts';
import type { Ms } from '../../run/types.ts';
import { selectIsShownRunning } from '../../store/plan/document.ts';
import { selectStrategies } from '../../store/run/selectors.ts';
import { at } from '../axis/percent.ts';
import { Parts } from '../ui/figures/Parts.tsx';
import { Value } from '../ui/figures/Value.tsx';
import { useFanout } from '../ui/useFanout.ts';
import { useRem } from '../ui/useRem.ts';
import { freeCentre, placeLabels } from './tickLabels.ts';

/** Minimum width for the label of the dimension line. */
const SAVED_PX = 96;
const NAME = ' against one by one';
/** Width of a letter of a tick's label, at the default text size: an estimate that is rather too large. */
const PX_PER_LETTER = 6;

interface MarksProps {
  proof: Proof | undefined;
  axis: TimeAxis;
  widthPx: number;
}

/** Over the Total bar once something has run: what was saved, the person's guess, and the totals of other strategies. */
export function TotalMarks({ proof, axis, widthPx }: MarksProps) {
  const ticks = useTicks(proof !== undefined).filter((tick) => isShown(axis, tick.at));
  return (
    <>
      {proof && <SavedDimension proof={proof} ticks={ticks} axis={axis} widthPx={widthPx} />}
      <Ticks total={proof?.total} ticks={ticks} axis={axis} widthPx={widthPx} />
    </>
  );
}

/** At the end of the Total row. */
export function TotalValue({ proof }: { proof: Proof }) {
  const { total } = proof;
  return (
    <>
      <Value name="Total" value={total} text={total === undefined ? '' : exact(total)} />{' '}
      <Parts words={predictedText(proof)} />
    </>
  );
}

/** From the end of the Total bar to the total one by one. */
function SavedDimension({ proof, ticks, axis, widthPx }: MarksProps & { proof: Proof; ticks: readonly Tick[] }) {
  const letterPx = PX_PER_LETTER * useRem();
  const { total = 0, saved, oneByOne = 0 } = proof;
  const [from, to] = [Math.max(0, axis.share(total)) * widthPx, Math.min(1, axis.share(oneByOne)) * widthPx];
  const roomPx = to - from;
  if (saved === undefined || roomPx <= SAVED_PX) return null;
  const text = savedText(proof);
  const lines = ticks.map((tick) => axis.share(tick.at) * widthPx);
  const widthOf = (after: string) => (text.length + after.length + 3) * letterPx;
  const centreOf = (after: string) => freeCentre(from, to, widthOf(after), lines);
  // The name of the baseline is left out where a tick would cross it.
  const after = centreOf(NAME) === undefined ? '' : NAME;
  const centre = centreOf(after) ?? 0.5;
  const labelPx = widthOf(after);
  // The lines on both sides of the label share what is left.
  const rule = (share: number) => Math.max(0, share * roomPx - labelPx / 2);
  return (
    <span
      className="dimension"
      style={{
        left: isShown(axis, total) ? `calc(${at(total, axis)} + 4px)` : 0,
        right: oneByOne > axis.to ? 0 : `calc(100% - ${at(oneByOne, axis)})`,
        ...({ '--before': rule(centre), '--after': rule(1 - centre) } as React.CSSProperties),
      }}
    >
      {/* In front of the ticks, if nothing else is left. */}
      <span className="relative z-1 bg-panel px-1">
        <Value name="Saved" value={saved} text={text} className="" />
        {after}
      </span>
      {oneByOne <= axis.to && <i />}
    </span>
  );
}

interface Tick {
  name: string;
  label: string;
  at: Ms;
  text: string;
}

/** After a run the user's guess, and the latest totals of the other strategies: the most important first. */
function useTicks(guessed: boolean): Tick[] {
  const views = useFanout(selectStrategies);
  const running = useFanout(selectIsShownRunning);
  const guess = useFanout((state) => state.guess);
  const ticks: Tick[] = views.flatMap(({ name, n = 1, measured, chosen }) => {
    if (measured === undefined || (chosen && !running)) return [];
    const label = strategyLabel(name === 'at-most' || name === 'batches' ? { kind: name, n } : { kind: name });
    return [{ name, label, at: measured, text: ownText(measured, true) }];
  });
  return guessed && guess !== undefined
    ? [{ name: 'guess', label: 'Your guess', at: guess, text: duration(guess) }, ...ticks]
    : ticks;
}

interface TicksProps {
  /** Where the finish line is. */
  total: Ms | undefined;
  ticks: readonly Tick[];
  axis: TimeAxis;
  widthPx: number;
}

/** On the bar, with their labels below it. */
function Ticks({ total, ticks, axis, widthPx }: TicksProps) {
  const letterPx = PX_PER_LETTER * useRem();
  const px = (moment: Ms) => axis.share(moment) * widthPx;
  const sides = placeLabels(
    ticks.map(({ at: moment, label, text }) => ({
      px: px(moment),
      widthPx: (label.length + text.length + 1) * letterPx,
    })),
    total === undefined ? [] : [px(total)],
    widthPx,
  );
  return ticks.map(({ name, label, at: moment, text }, i) => {
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
