import { barsOf, pointsOf } from '../../analysis/bars.ts';
import { GRAMMAR } from '../../analysis/grammar.ts';
import { tickText } from '../../analysis/labels.ts';
import type { CallState } from '../../run/fold.ts';
import type { Ms, ToolCall } from '../../run/types.ts';
import { isShownRunning } from '../../store/doc.ts';
import { lostKeys, triesOf } from '../../store/rowMarks.ts';
import { headOf, measuredProof, pathShown } from '../../store/selectors.ts';
import { at } from '../percent.ts';
import { useFanout } from '../useFanout.ts';
import { BarOf, PointOf } from './BarOf.tsx';
import { Gates } from './Gates.tsx';
import { GhostHandle } from './GhostHandle.tsx';
import { TimeLimits } from './TimeLimits.tsx';

interface LaneProps {
  index: number;
  call: ToolCall;
  ran: CallState | undefined;
  /** Which run its result is of, when the one on the screen did not run it again. */
  kept: number | undefined;
  ghost: CallState | undefined;
  ghostStalls: boolean;
  domain: Ms;
  selected: boolean;
}

/** Ghost below, what ran above it; a settled call leaves of its ghost the tick at the predicted end. */
export function Lane({ index, call, ran, kept, ghost, ghostStalls, domain, selected }: LaneProps) {
  const running = useFanout(isShownRunning);
  const steered = useFanout((state) => measuredProof(state)?.steered);
  const tries = useFanout(triesOf);
  const isLost = useFanout((state) => lostKeys(state).has(index));
  const lost = isLost && ran !== undefined;
  const ghostLost = isLost && ran === undefined;
  const settled = ran?.outcome !== undefined;
  const ghostEnd = ghost?.attempts.at(-1)?.endedAt;
  const endless = ghostStalls && ghost?.outcome?.kind === 'cancelled' && ghost.attempts.length > 0;
  const ranEnd = ran?.attempts.at(-1)?.endedAt;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a cell of a virtual grid.
    <div role="gridcell" tabIndex={-1} className="lane">
      {!settled &&
        ghost &&
        barsOf(ghost, ghostStalls).map((bar) => (
          <BarOf key={`${bar.kind}${bar.from}`} bar={bar} domain={domain} tries={tries} ghost lost={ghostLost} />
        ))}
      {!settled &&
        ghost &&
        pointsOf(ghost, { stalled: ghostStalls, lost: ghostLost }).map(({ mark, at: moment }) => (
          <PointOf key={`${mark}${moment}`} mark={mark} at={moment} domain={domain} ghost />
        ))}
      {!ran && endless && <i className={GRAMMAR.noEnd.className} />}
      {ran &&
        barsOf(ran).map(
          (bar) =>
            (bar.to !== undefined || !running) && (
              <BarOf key={`${bar.kind}${bar.from}`} bar={bar} domain={domain} tries={tries} lost={lost} />
            ),
        )}
      <PathStrip index={index} domain={domain} />
      {ran &&
        pointsOf(ran, { lost }).map(({ mark, at: moment }) => (
          <PointOf key={`${mark}${moment}`} mark={mark} at={moment} domain={domain} />
        ))}
      <Gates index={index} ran={ran !== undefined} ghost={ghost !== undefined} domain={domain} />
      {settled && !endless && !steered && ghostEnd !== undefined && ranEnd !== undefined && (
        <i
          className={GRAMMAR.predicted.className}
          title={tickText(ghostEnd, ranEnd)}
          style={{ left: at(ghostEnd, domain) }}
        />
      )}
      {kept !== undefined && <span className="kept">kept from run {kept}</span>}
      {!ran && ghostEnd !== undefined && !endless && (
        <GhostHandle index={index} call={call} to={ghostEnd} domain={domain} selected={selected} />
      )}
      <TimeLimits call={call} shown={ran ?? ghost} domain={domain} />
      <LaneFinish domain={domain} />
      <LaneHead domain={domain} />
    </div>
  );
}

/** What of this call the run had to wait for. */
function PathStrip({ index, domain }: { index: number; domain: Ms }) {
  const sections = useFanout((state) => pathShown(state)?.byKey.get(index));
  return sections?.map(({ from, to, kind }) => (
    <i
      key={`${kind}${from}`}
      className="path-strip"
      style={{ left: at(from, domain), width: at(Math.max(0, Math.min(to, domain) - from), domain) }}
    />
  ));
}

/** On a phone the names stand between the lanes, so the playhead is drawn lane by lane. */
function LaneHead({ domain }: { domain: Ms }) {
  const now = useFanout((state) => headOf(state)?.at);
  if (now === undefined || now > domain) return null;
  return <i className="lane-head" style={{ left: at(now, domain) }} />;
}

/** The finish line too. */
function LaneFinish({ domain }: { domain: Ms }) {
  const total = useFanout((state) => measuredProof(state)?.total);
  if (total === undefined || !Number.isFinite(total) || total > domain) return null;
  return <i className={GRAMMAR.finish.className} style={{ left: at(total, domain) }} />;
}
