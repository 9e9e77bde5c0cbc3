import type { CallState } from '../../../run/callState.ts';
import type { Ms } from '../../../run/types.ts';

/** When each attempt times out, counted from its own start. Empty without a timeout. */
export function timeoutsOf(call: CallState | undefined, timeoutMs: Ms | null | undefined): Ms[] {
  if (timeoutMs == null || !call) return [];
  return call.attempts.map(({ startedAt }) => startedAt + timeoutMs);
}
