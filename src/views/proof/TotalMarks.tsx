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
import { placeLabels } from './tickLabels.ts';

/** Minimum width for the label of the dimension line. */
const SAVED_PX = 96;
/** The same with the name of the baseline. */
const NAMED_PX = 230;
/** Width of a letter of a tick's label, at the default text size: an estimate that is rather too large. */
const PX_PER_LETTER = 6;

interface MarksProps {
  proof: Proof | undefined;
  axis: TimeAxis;
  widthPx: number;
}

/** Over the Total bar once something has run: what was saved, the person's guess, and the totals of other strategies. */
export function TotalMarks({ proof, axis, widthPx }: MarksProps) {
  return (
    <>
      {proof && <SavedDimension proof={proof} axis={axis} widthPx={widthPx} />}
      <Ticks proof={proof} axis={axis} widthPx={widthPx} />
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
function SavedDimension({ proof, axis, widthPx }: MarksProps & { proof: Proof }) {
  const { total = 0, saved, oneByOne = 0 } = proof;
  const roomPx = (Math.min(1, axis.share(oneByOne)) - Math.max(0, axis.share(total))) * widthPx;
  if (saved === undefined || roomPx <= SAVED_PX) return null;
  return (
    <span
      className="dimension"
      style={{
        left: isShown(axis, total) ? `calc(${at(total, axis)} + 4px)` : 0,
        right: oneByOne > axis.to ? 0 : `calc(100% - ${at(oneByOne, axis)})`,
      }}
    >
      {/* In front of the ticks. */}
      <span className="relative z-1 bg-panel px-1">
        <Value name="Saved" value={saved} text={savedText(proof)} className="" />
        {roomPx > NAMED_PX && ' against one by one'}
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

/** Ticks below the bar: after a run the user's guess, and the latest totals of the other strategies. */
function Ticks({ proof, axis, widthPx }: MarksProps) {
  const total = proof?.total;
  const views = useFanout(selectStrategies);
  const running = useFanout(selectIsShownRunning);
  const guess = useFanout((state) => state.guess);
  const letterPx = PX_PER_LETTER * useRem();
  const ticks: Tick[] = views.flatMap(({ name, n = 1, measured, chosen }) => {
    if (measured === undefined || (chosen && !running)) return [];
    const label = strategyLabel(name === 'at-most' || name === 'batches' ? { kind: name, n } : { kind: name });
    return [{ name, label, at: measured, text: ownText(measured, true) }];
  });
  if (proof && guess !== undefined)
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
