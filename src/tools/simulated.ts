import type { Tool, ToolContext } from '../engine/types.ts';
import type { Ms } from '../run/types.ts';
import { checkFields, FIELDS, type SimulatedArgs } from './arguments.ts';
import { CATALOGUE, type CatalogueEntry, type ToolKind } from './catalogue.ts';
import { onAbort, sleep } from './sleep.ts';

type Body = (args: SimulatedArgs, ctx: ToolContext, ms: Ms) => unknown;

/**
 * They keep nothing between calls, and take time from `ctx.clock` alone: predicted and real runs share these
 * bodies. Those that sleep stop at their signal, so that Stop leaves no timer behind.
 */
const BODIES: Readonly<Record<ToolKind, Body>> = {
  async fast({ query }, ctx, ms) {
    await sleep(ctx, ms);
    return `Fast result for: ${query}`;
  },
  async slow({ query }, ctx, ms) {
    await sleep(ctx, ms);
    if (query.includes('fail')) throw new Error('Simulated failure');
    return `Slow result for: ${query}`;
  },
  async failing(_args, ctx, ms) {
    await sleep(ctx, ms);
    throw new Error('Simulated failure');
  },
  async flaky({ query, failures = 1 }, ctx, ms) {
    await sleep(ctx, ms);
    if (ctx.attempt <= failures) throw new Error(`Simulated failure on attempt ${ctx.attempt}`);
    return `Flaky result for: ${query}`;
  },
  hanging({ deaf = true }, ctx) {
    return new Promise((_, reject) => {
      if (!deaf) onAbort(ctx.signal, reject);
    });
  },
  blocking({ query }, ctx, ms) {
    ctx.clock.block(ms);
    return `Blocking result for: ${query}`;
  },
};

/** The page's tools, as the engine takes them. A hanging call's `ms` says nothing: it never ends. */
export const simulatedTools: readonly Tool[] = CATALOGUE.map(simulated);

function simulated(entry: CatalogueEntry): Tool {
  const body = BODIES[entry.kind];
  const fields = FIELDS[entry.kind];
  return {
    name: entry.tool,
    check: (args) => checkFields(fields, args),
    // LangChain enters a tool's body some microtasks after its call, when the calls beside it have been made too.
    // The turn waited here keeps it so without LangChain: else what follows a blocking call would be predicted wrong.
    async invoke(checked, ctx) {
      await undefined;
      const args = checked as unknown as SimulatedArgs;
      return body(args, ctx, timeOf(args, entry.ms, ctx));
    },
  };
}

function timeOf({ ms, spread = 0 }: SimulatedArgs, usual: Ms, ctx: ToolContext): Ms {
  const middle = ms ?? usual;
  return spread === 0 ? middle : middle * (1 + spread * (2 * ctx.random() - 1));
}
