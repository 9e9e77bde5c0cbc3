import { isShown, type TimeAxis } from '../../../analysis/timeline/timeAxis.ts';
import type { CallState } from '../../../run/callState.ts';
import type { ToolCall } from '../../../run/types.ts';
import { selectDocument, timeoutFor } from '../../../store/plan/document.ts';
import { at } from '../../axis/percent.ts';
import { useFanout } from '../../ui/useFanout.ts';
import { timeoutsOf } from './limits.ts';

/**
 * Where in its lane a call's time runs out. A timeout counts from each attempt's own start, so under a limit or in
 * batches its marks are a staircase; where all start at once they make one line. The deadline is the run's.
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
