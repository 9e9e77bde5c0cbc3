import type { ComponentProps } from 'react';
import { barsOf, pointsOf } from '../../../analysis/timeline/bars.ts';
import { MARK_STYLES } from '../../../analysis/timeline/marks.ts';
import { isShown, type TimeAxis } from '../../../analysis/timeline/timeAxis.ts';
import { tickText } from '../../../analysis/timeline/timelineLabels.ts';
import type { CallState } from '../../../run/callState.ts';
import type { Ms, ToolCall } from '../../../run/types.ts';
import { selectDocument, selectIsShownRunning, timeoutFor } from '../../../store/plan/document.ts';
import { selectAttempts, selectHasBarriers, selectLostKeys } from '../../../store/rows/rowMarks.ts';
import { selectCriticalPath, selectMeasuredProof, selectPlayhead } from '../../../store/run/selectors.ts';
import { gridOf } from '../../axis/axis.ts';
import { at, span } from '../../axis/percent.ts';
import { deferredPart } from '../../ui/deferred.tsx';
import { useFanout } from '../../ui/useFanout.ts';
import type { TimeLimits as TimeLimitsPart } from '../policyFlags/TimeLimits.tsx';
import type { BatchBarriers as BatchBarriersPart } from './BatchBarriers.tsx';
import { CallBar, CallPoint } from './CallBars.tsx';
import type { GhostHandle as GhostHandlePart } from './GhostHandle.tsx';

/** Visible on hover; the row editor offers the same change. */
const GhostHandle = deferredPart<ComponentProps<typeof GhostHandlePart>>('GhostHandle');
/** Only in plans with batches or time limits. */
const BatchBarriers = deferredPart<ComponentProps<typeof BatchBarriersPart>>('BatchBarriers');
const TimeLimits = deferredPart<ComponentProps<typeof TimeLimitsPart>>('TimeLimits');

interface LaneProps {
  index: number;
  call: ToolCall;
  ran: CallState | undefined;
  /** Number of the run that the result is from, if the shown run did not repeat the call. */
  kept: number | undefined;
  ghost: CallState | undefined;
  ghostStalls: boolean;
  /** The length that is drawn where the prediction is hidden. */
  plannedMs: Ms | undefined;
  axis: TimeAxis;
  selected: boolean;
}

/** The ghost with the run's bars above it. A settled call replaces its ghost by a tick at the predicted end. */
export function Lane({ index, call, ran, kept, ghost, ghostStalls, plannedMs, axis, selected }: LaneProps) {
  const running = useFanout(selectIsShownRunning);
  const steered = useFanout((state) => selectMeasuredProof(state)?.steered);
  const tries = useFanout(selectAttempts);
  const gated = useFanout(selectHasBarriers);
  const limited = useFanout((state) => {
    const doc = selectDocument(state);
    return timeoutFor(doc, call) != null || doc.plan.policy?.deadlineMs != null;
  });
  const isLost = useFanout((state) => selectLostKeys(state).has(index));
  const lost = isLost && ran !== undefined;
  const ghostLost = isLost && ran === undefined;
  const settled = ran?.outcome !== undefined;
  const ghostEnd = ghost?.attempts.at(-1)?.endedAt;
  const handleAt = plannedMs ?? ghostEnd;
  const planned = plannedMs === undefined ? undefined : span(0, plannedMs, axis);
  const endless = ghostStalls && ghost?.outcome?.kind === 'cancelled' && ghost.attempts.length > 0;
  const ranEnd = ran?.attempts.at(-1)?.endedAt;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a cell of a virtual grid.
    <div role="gridcell" tabIndex={-1} className="lane" style={gridOf(axis) as React.CSSProperties}>
      {planned && <i className={MARK_STYLES.planned.className} style={planned} title={MARK_STYLES.planned.word} />}
      {!settled &&
        ghost &&
        barsOf(ghost, ghostStalls).map((bar) => (
          <CallBar key={`${bar.kind}${bar.from}`} bar={bar} axis={axis} tries={tries} ghost lost={ghostLost} />
        ))}
      {!settled &&
        ghost &&
        pointsOf(ghost, { stalled: ghostStalls, lost: ghostLost }).map(({ mark, at: moment }) => (
          <CallPoint key={`${mark}${moment}`} mark={mark} at={moment} axis={axis} ghost />
        ))}
      {!ran && endless && <i className={MARK_STYLES.noEnd.className} />}
      {ran &&
        barsOf(ran).map(
          (bar) =>
            (bar.to !== undefined || !running) && (
              <CallBar key={`${bar.kind}${bar.from}`} bar={bar} axis={axis} tries={tries} lost={lost} />
            ),
        )}
      <PathStrip index={index} axis={axis} />
      {ran &&
        pointsOf(ran, { lost }).map(({ mark, at: moment }) => (
          <CallPoint key={`${mark}${moment}`} mark={mark} at={moment} axis={axis} />
        ))}
      {gated && <BatchBarriers index={index} ran={ran !== undefined} ghost={ghost !== undefined} axis={axis} />}
      {settled && !endless && !steered && ghostEnd !== undefined && ranEnd !== undefined && isShown(axis, ghostEnd) && (
        <i
          className={MARK_STYLES.predicted.className}
          title={tickText(ghostEnd, ranEnd)}
          style={{ left: at(ghostEnd, axis) }}
        />
      )}
      {kept !== undefined && <span className="kept">kept from run {kept}</span>}
      {!ran && handleAt !== undefined && !endless && (
        <GhostHandle index={index} call={call} to={handleAt} axis={axis} selected={selected} />
      )}
      {limited && <TimeLimits call={call} shown={ran ?? ghost} axis={axis} />}
      <LaneFinish axis={axis} />
      <LaneHead axis={axis} />
    </div>
  );
}

/** The parts of this call on the critical path. */
function PathStrip({ index, axis }: { index: number; axis: TimeAxis }) {
  const sections = useFanout((state) => selectCriticalPath(state)?.of(index));
  return sections?.map(({ from, to, kind }) => {
    const style = span(from, to, axis);
    return style && <i key={`${kind}${from}`} className="path-strip" style={style} />;
  });
}

/** On a phone the names are between the lanes, so the playhead is drawn lane by lane. */
function LaneHead({ axis }: { axis: TimeAxis }) {
  const now = useFanout((state) => selectPlayhead(state)?.at);
  if (now === undefined || now > axis.to) return null;
  return <i className="lane-head" style={{ left: at(now, axis) }} />;
}

/** Like `LaneHead`, for the finish line. */
function LaneFinish({ axis }: { axis: TimeAxis }) {
  const total = useFanout((state) => selectMeasuredProof(state)?.total);
  if (total === undefined || !isShown(axis, total)) return null;
  return <i className={MARK_STYLES.finish.className} style={{ left: at(total, axis) }} />;
}
