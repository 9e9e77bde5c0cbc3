import type { CallState } from '../../../run/callState.ts';
import type { Ms } from '../../../run/types.ts';

/** When the time of each attempt runs out: a timeout counts from an attempt's own start. None without a timeout. */
export function timeoutsOf(call: CallState | undefined, timeoutMs: Ms | null | undefined): Ms[] {
  if (timeoutMs == null || !call) return [];
  return call.attempts.map(({ startedAt }) => startedAt + timeoutMs);
}
