import type { CallState } from '../../run/callState.ts';
import type { RunState } from '../../run/fold.ts';
import { wasCancelledByUser } from '../../run/interventions.ts';
import type { Policy } from '../../run/types.ts';

/** A failure, a success or the deadline ended the run before its calls had. */
export interface EarlyEnd {
  by: 'failure' | 'success' | 'deadline';
  /** The call whose end was the run's; none for a deadline. */
  call: CallState | undefined;
  /** Ids of those that had succeeded before; at a first success that one is not among them. */
  before: string[];
  /** Calls that had come to an end of their own. */
  done: number;
  /** Started, and taken away before their end. */
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

/** Its end was the run's and not its own. A timeout of its own has no reason beside its error. */
function isTaken({ outcome }: CallState): boolean {
  if (outcome?.kind === 'timedOut') return outcome.reason !== undefined;
  return outcome?.kind === 'skipped' || (outcome?.kind === 'cancelled' && !wasCancelledByUser(outcome));
}

/** Somebody stopped the run: calls were cancelled, not one by one, and nothing that the policy ends a run for had happened. */
export function wasStopped(state: RunState, policy: Policy): boolean {
  const cancelled = state.calls.some(({ outcome }) => outcome?.kind === 'cancelled' && !wasCancelledByUser(outcome));
  return cancelled && !state.stalled && !endedEarly(state, policy)?.call;
}
