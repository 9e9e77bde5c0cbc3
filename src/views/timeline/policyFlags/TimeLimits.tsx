import { isShown, type TimeAxis } from '../../../analysis/timeline/timeAxis.ts';
import type { CallState } from '../../../run/callState.ts';
import type { ToolCall } from '../../../run/types.ts';
import { selectDocument, timeoutFor } from '../../../store/plan/document.ts';
import { at } from '../../axis/percent.ts';
import { useFanout } from '../../ui/useFanout.ts';
import { timeoutsOf } from './limits.ts';

/**
 * Marks in a lane where the call's time limits are. A timeout counts from each attempt's own start, so its marks form
 * one line if all calls start at once and a staircase under a limit or in batches. The deadline counts from the run's
 * start.
 */
export function TimeLimits({ call, shown, axis }: { call: ToolCall; shown: CallState | undefined; axis: TimeAxis }) {
  const timeoutMs = useFanout((state) => timeoutFor(selectDocument(state), call));
  const deadlineMs = useFanout((state) => selectDocument(state).plan.policy?.deadlineMs);
  const ends = timeoutsOf(shown, timeoutMs);
  return (
    <>
      {ends.map((end) => isShown(axis, end) && <i key={end} className="time-limit" style={{ left: at(end, axis) }} />)}
      {deadlineMs != null && isShown(axis, deadlineMs) && (
        <i className="time-limit whole-run" style={{ left: at(deadlineMs, axis) }} />
      )}
    </>
  );
}
