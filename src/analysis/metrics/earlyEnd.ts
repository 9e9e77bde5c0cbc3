import type { CallState } from '../../run/callState.ts';
import type { RunState } from '../../run/fold.ts';
import { wasCancelledByUser } from '../../run/interventions.ts';
import type { Policy } from '../../run/types.ts';

/** A failure, a first success or the deadline ended the run while calls were still open. */
export interface EarlyEnd {
  by: 'failure' | 'success' | 'deadline';
  /** The call that ended the run; `undefined` for a deadline. */
  call: CallState | undefined;
  /** Ids of the calls that had succeeded before; without the successful call of a first success. */
  before: string[];
  /** Calls that had settled by themselves. */
  done: number;
  /** Calls that were started and ended by the run's end. */
  lost: number;
  unstarted: number;
}

export function endedEarly({ calls, stalled }: RunState, { onError, deadlineMs }: Policy): EarlyEnd | undefined {
  const taken = calls.filter(isTaken);
  if (stalled || taken.length === 0) return undefined;
  const failed = calls.filter(({ outcome }) => outcome && ['failed', 'timedOut', 'rejected'].includes(outcome.kind));
  const ownEnd = failed.filter((call) => !isTaken(call));
  const decisive =
    onError === 'first-success'
      ? calls.find(({ outcome }) => outcome?.kind === 'succeeded')
      : onError === 'collect'
        ? undefined
        : (ownEnd.find(({ outcome }) => outcome?.kind === 'rejected') ?? ownEnd[0]);
  if (!decisive && deadlineMs === null) return undefined;
  const lost = taken.filter(({ attempts }) => attempts.length > 0).length;
  return {
    by: !decisive ? 'deadline' : onError === 'first-success' ? 'success' : 'failure',
    call: decisive,
    before: calls.filter((call) => call.outcome?.kind === 'succeeded' && call !== decisive).map(({ id }) => id),
    done: calls.length - taken.length,
    lost,
    unstarted: taken.length - lost,
  };
}

/**
 * Whether the run's end, and not the call's own outcome, settled it. A call's own timeout has an error and no reason.
 */
function isTaken({ outcome }: CallState): boolean {
  if (outcome?.kind === 'timedOut') return outcome.reason !== undefined;
  return outcome?.kind === 'skipped' || (outcome?.kind === 'cancelled' && !wasCancelledByUser(outcome));
}

/**
 * Whether the user stopped the run: calls were cancelled together, and nothing had happened that makes the policy end a
 * run.
 */
export function wasStopped(state: RunState, policy: Policy): boolean {
  const cancelled = state.calls.some(({ outcome }) => outcome?.kind === 'cancelled' && !wasCancelledByUser(outcome));
  return cancelled && !state.stalled && !endedEarly(state, policy)?.call;
}
