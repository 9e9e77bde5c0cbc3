import type { CallState } from '../../run/callState.ts';
import type { Outcome, OutcomeKind } from '../../run/types.ts';

/** How many calls ended in each way; the numbers add up to the settled calls. */
export function outcomeCounts(calls: readonly (CallState | undefined)[]): Record<OutcomeKind, number> {
  const counts = { succeeded: 0, failed: 0, timedOut: 0, cancelled: 0, skipped: 0, rejected: 0 };
  for (const call of calls) if (call?.outcome) counts[call.outcome.kind]++;
  return counts;
}

/** What a call brought: 2 = its own result, 1 = its fallback's, 0 = none. */
function worthOf(outcome: Outcome | undefined): 0 | 1 | 2 {
  if (outcome?.kind !== 'succeeded') return 0;
  return outcome.recovered === undefined ? 2 : 1;
}

/**
 * The results of a run as text, one digit of `worthOf` for each call. The times of two runs of the same calls may be
 * compared only if these are equal: otherwise one of them has skipped work.
 */
export function resultsOf(outcomes: readonly (Outcome | undefined)[]): string {
  return outcomes.map(worthOf).join('');
}

/** Indices of the calls that brought more in `before` than in `after`, both from `resultsOf`. */
export function lostBetween(before: string, after: string): number[] {
  return Array.from(before).flatMap((worth, key) => (worth > (after[key] ?? '0') ? key : []));
}
