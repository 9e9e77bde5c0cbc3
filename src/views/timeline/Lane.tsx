import { Ban, SkipForward } from 'lucide-react';
import { type Bar, barsOf } from '../../analysis/bars.ts';
import { tickText } from '../../analysis/labels.ts';
import type { CallState } from '../../run/fold.ts';
import type { Ms, ToolCall } from '../../run/types.ts';
import { isRunning } from '../../store/doc.ts';
import { measuredProof } from '../../store/selectors.ts';
import { at } from '../percent.ts';
import { useFanout } from '../useFanout.ts';
import { GhostHandle } from './GhostHandle.tsx';
import { TimeLimits } from './TimeLimits.tsx';

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
          <StillBar key={`${bar.kind}${bar.from}`} bar={bar} domain={domain} ghost />
        ))}
      {!ran && endless && <i className="endless-arrow" />}
      {ran &&
        barsOf(ran).map((bar) =>
          bar.to !== undefined ? (
            <StillBar key={`${bar.kind}${bar.from}`} bar={bar} domain={domain} />
          ) : (
            !running && <OpenBar key={`${bar.kind}${bar.from}`} bar={bar} domain={domain} />
          ),
        )}
      <OutcomeMark ran={ran} domain={domain} />
      {settled && !endless && ghostEnd !== undefined && ranEnd !== undefined && (
        <i className="ghost-end" title={tickText(ghostEnd, ranEnd)} style={{ left: at(ghostEnd, domain) }} />
      )}
      {!ran && ghostEnd !== undefined && !endless && (
        <GhostHandle index={index} call={call} to={ghostEnd} domain={domain} selected={selected} />
      )}
      <TimeLimits call={call} shown={ran ?? ghost} domain={domain} />
      <LaneFinish domain={domain} />
    </div>
  );
}

function StillBar({ bar, domain, ghost = false }: { bar: Bar; domain: Ms; ghost?: boolean }) {
  const { from, to = domain } = bar;
  const result = bar.kind === 'attempt' ? (bar.result ?? '') : '';
  const endless = bar.kind === 'attempt' && bar.endless;
  const style = { left: at(from, domain), width: at(Math.max(0, to - from), domain) };
  return <i className={`bar ${bar.kind} ${ghost ? 'ghost' : result} ${endless ? 'endless' : ''}`} style={style} />;
}

/** What is still open, drawn to the edge of the axis: of a run under way time uncovers it, abandoned work goes on for good. */
export function OpenBar({ bar, domain }: { bar: Bar; domain: Ms }) {
  return <i className={`bar ${bar.kind} open`} style={{ left: at(bar.from, domain), right: 0 }} />;
}

/** A call that never ran leaves a mark in place of a bar. */
function OutcomeMark({ ran, domain }: { ran: CallState | undefined; domain: Ms }) {
  const outcome = ran?.outcome;
  if (!outcome || outcome.attempts > 0) return null;
  const Icon = outcome.kind === 'rejected' ? Ban : SkipForward;
  if (outcome.kind !== 'rejected' && outcome.kind !== 'skipped') return null;
  return (
    <Icon size={14} className="mark" style={{ left: `calc(${at(outcome.settledAt, domain)} + 2px)` }} aria-hidden />
  );
}

/** On a phone the names stand between the lanes, so the finish line is drawn lane by lane. */
function LaneFinish({ domain }: { domain: Ms }) {
  const total = useFanout((state) => measuredProof(state)?.total);
  if (total === undefined || !Number.isFinite(total) || total > domain) return null;
  return <i className="lane-finish" style={{ left: at(total, domain) }} />;
}
