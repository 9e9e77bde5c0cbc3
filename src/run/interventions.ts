import type { RunState } from './fold.ts';
import type { Ms, Outcome } from './types.ts';

/** The call was cancelled by itself, and not with its run. */
export function wasCancelledByUser(outcome: Outcome | undefined): boolean {
  return outcome?.cause === 'user';
}

/**
 * Whether the run was paused, its limit changed, or one of its calls cancelled. Its makespan then does not measure its
 * plan, and cannot be compared with a prediction or another run.
 */
export function wasSteered({ limits, pauses, calls }: RunState): boolean {
  return limits.length > 0 || pauses.length > 0 || calls.some((call) => wasCancelledByUser(call?.outcome));
}

/** The current limit; `planned` if it was never changed. */
export function limitNow({ limits }: RunState, planned: number | null): number | null {
  const last = limits.at(-1);
  return last ? last.limit : planned;
}

/** Total time in ms that the run was paused; a pause that was never resumed lasts to the run's end. */
export function pausedMs({ pauses, makespan, at }: RunState): Ms {
  return pauses.reduce((sum, { from, to = makespan ?? at }) => sum + Math.max(0, to - from), 0);
}
