import { withTiming } from '../run/callTiming.ts';
import type { ToolCall } from '../run/types.ts';
import { entryOfCall, takesOf } from './catalogue.ts';
import { longestOf } from './kinds.ts';

/** The call taking half its time; `undefined` where that is nothing, or has no end. */
export function faster(call: ToolCall): ToolCall | undefined {
  const ms = takes(call);
  return ms === undefined ? undefined : withTiming(call, { ms: Math.ceil(ms / 2) });
}

/** A blocking call as one that sleeps as long; `undefined` for any other. */
export function offThread(call: ToolCall): ToolCall | undefined {
  const ms = takes(call);
  if (!entryOfCall(call)?.blocks || ms === undefined) return undefined;
  const { behavior } = call;
  if (behavior) return { ...call, behavior: { ...behavior, kind: 'slow', ms } };
  return { ...call, name: 'slow_tool', args: { ...call.args, ms } };
}

/** The longest that the call can take. */
export const longest: (call: ToolCall) => number | undefined = longestOf;

/** How long the call takes; `undefined` where that is nothing, unknown or without end. */
function takes(call: ToolCall): number | undefined {
  const ms = takesOf(call);
  return entryOfCall(call) === undefined || !ms || !Number.isFinite(ms) ? undefined : ms;
}
