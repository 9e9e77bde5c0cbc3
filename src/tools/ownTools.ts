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
  /** What a fallback to the tool behaves like, by the tool's name. */
  const firsts = new Map<string, CallBehavior>();
  for (const { name, behavior } of calls) if (behavior && !firsts.has(name)) firsts.set(name, behavior);
  if (firsts.size === 0) return base;
  const own = [...firsts].map(([name, first]) => adapt(ownTool(name, first, calls)));
  const byName = new Map(own.map((tool) => [tool.name, tool]));
  const both = base.map((tool) => {
    const other = byName.get(tool.name);
    byName.delete(tool.name);
    return other ? shared(tool, other, calls) : tool;
  });
  return [...both, ...byName.values()];
}

function ownTool(name: string, first: CallBehavior, calls: Plan['calls']): Tool {
  return {
    name,
    // The turn: see `simulated`.
    async invoke(_args, ctx) {
      await undefined;
      return behave(behaviorOf(name, calls, ctx) ?? first, name, ctx);
    },
  };
}

/** `undefined` where the tool is the fallback of a call of another. */
function behaviorOf(name: string, calls: Plan['calls'], { key }: ToolContext): CallBehavior | undefined {
  const call = calls[key];
  return call?.name === name ? call.behavior : undefined;
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
  const ownArgs = new Set(ofOwn.map(({ args }) => jsonText(args)));
  return {
    ...page,
    // A check is not told whose arguments these are.
    ...(check && { check: (args) => (ownArgs.has(jsonText(args)) ? [] : check.call(page, args)) }),
    invoke: (args, ctx) => (behaviorOf(page.name, calls, ctx) ? own : page).invoke(args, ctx),
  };
}
