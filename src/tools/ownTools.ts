import type { Tool, ToolContext } from '../engine/types.ts';
import { jsonText } from '../run/file/jsonText.ts';
import { textOf } from '../run/messageText.ts';
import type { CallBehavior, Plan } from '../run/types.ts';
import { entryOfKind } from './catalogue.ts';
import { KINDS } from './kinds.ts';
import { timeOf } from './simulated.ts';

/**
 * The tools of a plan: `base`, and one for each name of its calls with a behavior. Two calls of one name may behave
 * differently; a fallback to such a tool behaves like the first call of it. Without such calls it is `base` itself.
 *
 * @param base the page's tools
 * @param adapt called with each tool that is made here, for a run that needs it in another form
 */
export function toolsOfPlan(
  { calls }: Plan,
  base: readonly Tool[],
  adapt: (tool: Tool) => Tool = (tool) => tool,
): readonly Tool[] {
  /** The behaviors of each tool, by the call's id, which `admitPlan` makes distinct. */
  const byTool = new Map<string, Map<string, CallBehavior>>();
  for (const { id, name, behavior } of calls) {
    if (!behavior) continue;
    const behaviors = byTool.get(name) ?? new Map<string, CallBehavior>();
    byTool.set(name, behaviors.set(id, behavior));
  }
  if (byTool.size === 0) return base;
  const own = [...byTool].map(([name, behaviors]) => adapt(ownTool(name, behaviors)));
  const byName = new Map(own.map((tool) => [tool.name, tool]));
  const both = base.map((tool) => {
    const other = byName.get(tool.name);
    byName.delete(tool.name);
    return other ? shared(tool, other, calls) : tool;
  });
  return [...both, ...byName.values()];
}

function ownTool(name: string, behaviors: ReadonlyMap<string, CallBehavior>): Tool {
  const [first] = behaviors.values();
  return {
    name,
    // The turn: see `simulated`.
    async invoke(_args, ctx) {
      await undefined;
      return behave((behaviors.get(ctx.callId) ?? first) as CallBehavior, name, ctx);
    },
  };
}

function behave({ kind, result, error, ...settings }: CallBehavior, name: string, ctx: ToolContext): unknown {
  const ms = timeOf(settings, entryOfKind(kind).ms, ctx);
  return KINDS[kind].body({ query: '', ...settings }, ctx, ms, {
    result: result === undefined ? `Result of ${name}` : result,
    ...(error !== undefined && { error: textOf(error) }),
  });
}

/** A tool of the page of which some calls have a behavior: those are of the tool `own`, the others of `page`. */
function shared(page: Tool, own: Tool, calls: Plan['calls']): Tool {
  const { check } = page;
  const ofOwn = calls.filter(({ name, behavior }) => behavior && name === page.name);
  const ids = new Set(ofOwn.map(({ id }) => id));
  const ownArgs = new Set(ofOwn.map(({ args }) => jsonText(args)));
  return {
    ...page,
    // A check is not told whose arguments these are.
    ...(check && { check: (args) => (ownArgs.has(jsonText(args)) ? [] : check.call(page, args)) }),
    invoke: (args, ctx) => (ids.has(ctx.callId) ? own : page).invoke(args, ctx),
  };
}
