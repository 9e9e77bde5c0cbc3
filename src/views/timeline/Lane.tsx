import { barsOf, pointsOf } from '../../analysis/bars.ts';
import { GRAMMAR } from '../../analysis/grammar.ts';
import { tickText } from '../../analysis/labels.ts';
import type { CallState } from '../../run/fold.ts';
import type { Ms, ToolCall } from '../../run/types.ts';
import { isRunning } from '../../store/doc.ts';
import { lostKeys, triesOf } from '../../store/rowMarks.ts';
import { measuredProof } from '../../store/selectors.ts';
import { at } from '../percent.ts';
import { useFanout } from '../useFanout.ts';
import { BarOf, PointOf } from './BarOf.tsx';
import { Gates } from './Gates.tsx';
import { GhostHandle } from './GhostHandle.tsx';

interface LaneProps {
  index: number;
  call: ToolCall;
  ran: CallState | undefined;
  ghost: CallState | undefined;
  ghostStalls: boolean;
  domain: Ms;
  selected: boolean;
}

/** Ghost below, what ran above it; a settled call leaves of its ghost the tick at the predicted end. */
export function Lane({ index, call, ran, ghost, ghostStalls, domain, selected }: LaneProps) {
  const running = useFanout(isRunning);
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
      {ran &&
        pointsOf(ran, { lost }).map(({ mark, at: moment }) => (
          <PointOf key={`${mark}${moment}`} mark={mark} at={moment} domain={domain} />
        ))}
      <Gates index={index} ran={ran !== undefined} ghost={ghost !== undefined} domain={domain} />
      {settled && !endless && ghostEnd !== undefined && ranEnd !== undefined && (
        <i
          className={GRAMMAR.predicted.className}
          title={tickText(ghostEnd, ranEnd)}
          style={{ left: at(ghostEnd, domain) }}
        />
      )}
      {!ran && ghostEnd !== undefined && !endless && (
        <GhostHandle index={index} call={call} to={ghostEnd} domain={domain} selected={selected} />
      )}
      <LaneFinish domain={domain} />
    </div>
  );
}

/** On a phone the names stand between the lanes, so the finish line is drawn lane by lane. */
function LaneFinish({ domain }: { domain: Ms }) {
  const total = useFanout((state) => measuredProof(state)?.total);
  if (total === undefined || !Number.isFinite(total) || total > domain) return null;
  return <i className={GRAMMAR.finish.className} style={{ left: at(total, domain) }} />;
}
