import type { ToolCall } from '../run/types.ts';
import { entryOf, neverEnds } from './catalogue.ts';

/** The call taking half its time; `undefined` where that is nothing, or has no end. */
export function faster(call: ToolCall): ToolCall | undefined {
  const ms = takes(call);
  return ms === undefined ? undefined : { ...call, args: { ...call.args, ms: Math.ceil(ms / 2) } };
}

/** A blocking call as one that sleeps as long; `undefined` for any other. */
export function offThread(call: ToolCall): ToolCall | undefined {
  const ms = takes(call);
  if (!entryOf(call.name)?.blocks || ms === undefined) return undefined;
  return { ...call, name: 'slow_tool', args: { ...call.args, ms } };
}

function takes({ name, args }: ToolCall): number | undefined {
  const entry = entryOf(name);
  const ms = typeof args.ms === 'number' ? args.ms : entry?.ms;
  return entry === undefined || neverEnds(entry) || !ms || !Number.isFinite(ms) ? undefined : ms;
}
