import { timingOf, withTiming } from '../run/callTiming.ts';
import type { ToolCall } from '../run/types.ts';
import { entryOfCall, neverEnds } from './catalogue.ts';

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

function takes(call: ToolCall): number | undefined {
  const entry = entryOfCall(call);
  const timing = timingOf(call);
  const ms = typeof timing.ms === 'number' ? timing.ms : entry?.ms;
  return entry === undefined || neverEnds(entry) || !ms || !Number.isFinite(ms) ? undefined : ms;
}
