import type { CallState } from '../../run/callState.ts';
import type { RunState } from '../../run/fold.ts';
import type { Ms, Policy } from '../../run/types.ts';
import { partitionPoint } from './partitionPoint.ts';

export interface Blocked {
  /** Calls that blocked the thread while other calls could have progressed, in call order. */
  ids: string[];
  /** Total blocked time. */
  ms: Ms;
}

/** Whether a call of the log blocks the thread. */
export type Blocks = (call: Pick<CallState, 'key' | 'name'>) => boolean;

/** Two times of one event-loop turn of a real clock may differ by this much. */
const TURN_MS = 1;

/**
 * Finds the calls that blocked the thread and delayed others, from the log. Whether a call blocks is an input
 * (`blocks`), because a log shows no difference between a blocked thread and an idle one. The log does bound the
 * blocked time from above: it reaches from the last other event before the call's end (its own start, or any start or
 * end of another call) to that end.
 *
 *   call    |███████████████|
 *   other   |███|           |██|
 *                [ blocked  ]
 *
 * The time counts only if another call ran meanwhile, or was ready and a slot was free.
 */
export function blockedBy(state: RunState, { limit }: Policy, blocks: Blocks): Blocked | undefined {
  const suspects = state.calls.filter((call) => call.attempts.length > 0 && blocks(call));
  if (suspects.length === 0) return undefined;
  const attempts = state.calls.flatMap((call) => call.attempts);
  const ready = ascending(attempts.map(({ readyAt }) => readyAt));
  const starts = ascending(attempts.map(({ startedAt }) => startedAt));
  const ends = ascending(attempts.map(({ startedAt, endedAt = startedAt }) => endedAt));

  const ids: string[] = [];
  const holds: [from: Ms, to: Ms][] = [];
  for (const call of suspects) {
    const held = call.attempts.flatMap(({ startedAt, endedAt: to = startedAt }): [Ms, Ms][] => {
      const end = to - TURN_MS;
      const from = Math.max(startedAt, starts[below(starts, end) - 1] ?? 0, ends[below(ends, end) - 1] ?? 0);
      // The call itself is one of those that ran.
      const beside = below(starts, end) - below(ends, from + TURN_MS) - 1;
      const couldStart = below(ready, end) - below(starts, end) > 0 && beside + 1 < (limit ?? Number.POSITIVE_INFINITY);
      return from < end && (beside > 0 || couldStart) ? [[from, to]] : [];
    });
    if (held.length > 0) ids.push(call.id);
    for (const one of held) holds.push(one);
  }
  return ids.length > 0 ? { ids, ms: covered(holds) } : undefined;
}

/** Number of `times` before `t`. */
function below(times: Float64Array, t: Ms): number {
  return partitionPoint(times.length, (i) => (times[i] as Ms) < t);
}

/** Length of the union of the spans: two calls that block in one turn may share time in the log. */
function covered(spans: readonly [from: Ms, to: Ms][]): Ms {
  let length = 0;
  let reached = 0;
  for (const [from, to] of spans.toSorted((a, b) => a[0] - b[0])) {
    length += Math.max(0, to - Math.max(from, reached));
    reached = Math.max(reached, to);
  }
  return length;
}

function ascending(times: readonly Ms[]): Float64Array {
  return Float64Array.from(times).sort();
}
