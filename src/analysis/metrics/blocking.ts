import type { RunState } from '../../run/fold.ts';
import type { Ms, Policy } from '../../run/types.ts';
import { leading } from './partitionPoint.ts';

export interface Blocked {
  /** Calls that held the thread while others were there, in call order. */
  ids: string[];
  /** For how long, together. */
  ms: Ms;
}

/** Two times from one turn of a real clock may differ by this much. */
const TURN_MS = 1;

/**
 * Which of the calls with a blocking tool held others up, by the log. That a tool blocks is the caller's
 * knowledge (`blocks`): a log cannot tell a blocked thread from one where nothing was due. What it does tell
 * is for how long at most: from the last thing that happened before the call's end (its own start, or any
 * start or end of another call) to that end. And it counts only if another call ran meanwhile, or was ready
 * and had a slot.
 */
export function blockedBy(state: RunState, { limit }: Policy, blocks: (tool: string) => boolean): Blocked | undefined {
  const suspects = state.calls.filter(({ name, attempts }) => attempts.length > 0 && blocks(name));
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
      // Itself is one of those that ran.
      const beside = below(starts, end) - below(ends, from + TURN_MS) - 1;
      const couldStart = below(ready, end) - below(starts, end) > 0 && beside + 1 < (limit ?? Number.POSITIVE_INFINITY);
      return from < end && (beside > 0 || couldStart) ? [[from, to]] : [];
    });
    if (held.length > 0) ids.push(call.id);
    for (const one of held) holds.push(one);
  }
  return ids.length > 0 ? { ids, ms: covered(holds) } : undefined;
}

/** How many of `times` are less than `t`. */
function below(times: Float64Array, t: Ms): number {
  return leading(times.length, (i) => (times[i] as Ms) < t);
}

/** Length of the union: two that blocked in one turn may share their time in the log. */
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
