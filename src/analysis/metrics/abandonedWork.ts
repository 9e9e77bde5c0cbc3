import type { AttemptState, CallState } from '../../run/callState.ts';
import type { RunState } from '../../run/fold.ts';
import type { Ms, Policy } from '../../run/types.ts';

/** Two times of one event-loop turn of a real clock may differ by this much. */
export const TURN_MS = 1;

/**
 * Whether work continues after its attempt has ended. Work that ends in the turn of its abort signal reacted to it and
 * is not abandoned. Work of a settled call continues only if its outcome says so: killed work does not.
 */
export function isAbandoned({ outcome }: CallState, { endedAt, result, lateAt }: AttemptState): boolean {
  if (endedAt === undefined || (result !== 'timedOut' && result !== 'cancelled')) return false;
  return lateAt === undefined ? !outcome || outcome.abandoned === true : lateAt - endedAt >= TURN_MS;
}

/** Whether abandoned work of the call runs at `at`, as far as the log shows; by default at the log's end. */
export function isStillRunning(call: CallState, at = Number.POSITIVE_INFINITY): boolean {
  return call.attempts.some(
    (attempt) =>
      (attempt.endedAt ?? Number.POSITIVE_INFINITY) <= at &&
      (attempt.lateAt === undefined || attempt.lateAt > at) &&
      isAbandoned(call, attempt),
  );
}

/**
 * The calls whose abandoned work still runs at `at`: what every "still running" on the page counts and names. A call
 * counts once, however many of its attempts run on.
 */
export function stillRunning({ calls }: RunState, at?: Ms): CallState[] {
  return calls.filter((call) => call && isStillRunning(call, at));
}

/**
 * Calls that were still running when a failure, or a first success, ended the run, so that their results are lost.
 * Excludes those that stopped at their abort signal or were cancelled by the user.
 */
export function lostKeys({ calls, makespan }: RunState, onError: Policy['onError']): ReadonlySet<number> {
  const lost = new Set<number>();
  if (onError === 'collect' || makespan === undefined) return lost;
  for (const call of calls) {
    const { outcome, attempts } = call;
    const last = attempts.at(-1);
    if (
      outcome?.kind === 'cancelled' &&
      outcome.settledAt === makespan &&
      last?.endedAt === makespan &&
      isAbandoned(call, last)
    )
      lost.add(call.key);
  }
  return lost;
}
