import type { RunState } from '../../run/fold.ts';
import type { Ms, Plan, ToolCall } from '../../run/types.ts';

/** Proposed where nothing is known to end: longer than the page's slow calls, short enough to wait for. */
const UNKNOWN_MS = 1500;
/** Room for the machine's delays and for jitter. */
const MARGIN = 1.5;

/**
 * The timeout that is proposed for a plan with a call that never ends: above the slowest attempt that ends. Calls that
 * have not ended in `state`, such as those that wait behind the endless one, count with what `longestOf` expects of them.
 *
 * @param state a run of the plan or its prediction; without it only `longestOf` counts
 * @param longestOf the longest that a call can take; `undefined` if that is unknown, Infinity if it has no end
 */
export function proposedTimeout(
  state: RunState | undefined,
  { calls }: Pick<Plan, 'calls'>,
  longestOf: (call: ToolCall) => Ms | undefined,
): Ms {
  let longest = 0;
  calls.forEach((call, key) => {
    let own: Ms | undefined;
    for (const { startedAt, endedAt, result } of state?.calls[key]?.attempts ?? [])
      if (endedAt !== undefined && (result === 'succeeded' || result === 'failed'))
        own = Math.max(own ?? 0, endedAt - startedAt);
    const expected = own ?? longestOf(call) ?? 0;
    if (Number.isFinite(expected)) longest = Math.max(longest, expected);
  });
  return longest > 0 ? roundUp(longest * MARGIN) : UNKNOWN_MS;
}

/** Rounds up to two significant digits. */
export function roundUp(ms: Ms): Ms {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(ms, 1))) - 1);
  // 1e-6 is subtracted because of rounding: 1100.0000001 stays 1100.
  return Math.ceil(ms / step - 1e-6) * step;
}
