import type { RunState } from './fold.ts';
import type { Ms, Outcome } from './types.ts';

/** The reason in the outcome of a call that was cancelled by itself, and not with its run. */
export const CANCELLED_BY_USER = 'cancelled by the user';

export function wasCancelledByUser(outcome: Outcome | undefined): boolean {
  return outcome?.kind === 'cancelled' && outcome.reason === CANCELLED_BY_USER;
}

/** The reason in the outcomes of calls that Stop took away. */
export const STOPPED = 'stopped';

/**
 * Somebody had a hand in it: paused, changed the limit, or cancelled a call. What it took is then no measure of its
 * plan: no prediction, and no other run, had that hand in it.
 */
export function wasSteered({ limits, pauses, calls }: RunState): boolean {
  return limits.length > 0 || pauses.length > 0 || calls.some((call) => wasCancelledByUser(call?.outcome));
}

/** The limit as it is now; `planned` until it was changed. */
export function limitNow({ limits }: RunState, planned: number | null): number | null {
  const last = limits.at(-1);
  return last ? last.limit : planned;
}

/** How long a run was paused altogether; a pause that nobody ended lasts to the run's end. */
export function pausedMs({ pauses, makespan, at }: RunState): Ms {
  return pauses.reduce((sum, { from, to = makespan ?? at }) => sum + Math.max(0, to - from), 0);
}
