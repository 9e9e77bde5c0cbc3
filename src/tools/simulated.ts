import type { Tool, ToolContext } from '../engine/types.ts';
import type { CallTiming } from '../run/callTiming.ts';
import type { Ms } from '../run/types.ts';
import { checkFields, type SimulatedArgs } from './arguments.ts';
import { CATALOGUE, type CatalogueEntry } from './catalogue.ts';
import { KINDS, type ToolDefinition } from './kinds.ts';

/** The page's tools, as the engine takes them. A hanging call's `ms` says nothing: it never ends. */
export const simulatedTools: readonly Tool[] = CATALOGUE.map((entry) => simulated(entry));

export function simulated(entry: CatalogueEntry, { body, fields }: ToolDefinition = KINDS[entry.kind]): Tool {
  return {
    name: entry.tool,
    check: (args) => checkFields(fields, args),
    // LangChain enters a tool's body some microtasks after its call, when the calls beside it have been made too.
    // The turn waited here keeps it so without LangChain: else what follows a blocking call would be predicted wrong.
    async invoke(checked, ctx) {
      await undefined;
      const args = checked as unknown as SimulatedArgs;
      return body(args, ctx, timeOf(args, entry.ms, ctx), {});
    },
  };
}

export function timeOf({ ms, spread = 0 }: CallTiming, usual: Ms, ctx: ToolContext): Ms {
  const middle = ms ?? usual;
  return spread === 0 ? middle : middle * (1 + spread * (2 * ctx.random() - 1));
}
