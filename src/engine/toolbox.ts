import { PlanError } from '../run/planError.ts';
import { checkToolSettings } from '../run/toolSettings.ts';
import type { ErrorText, Plan, ToolCall } from '../run/types.ts';
import { errorText } from './errorText.ts';
import type { Tool, Tools } from './types.ts';

/** Tools by name. A record's keys are the names; a list's come from the tools. */
export type Toolbox = ReadonlyMap<string, Tool>;

export function toolbox(tools: Tools): Toolbox {
  const entries: [string, Tool][] = Array.isArray(tools)
    ? (tools as readonly Tool[]).map(named)
    : Object.entries(tools ?? {});
  const box = new Map<string, Tool>();
  for (const [name, tool] of entries) {
    if (typeof tool?.invoke !== 'function')
      throw new PlanError(`tools.${name}`, 'a tool: { name, invoke(args, ctx) }', tool);
    if (box.has(name)) throw new PlanError(`tools.${name}`, 'one tool of that name', 'two');
    box.set(name, tool);
  }
  return box;
}

function named(tool: Tool, i: number): [string, Tool] {
  if (typeof tool !== 'object' || tool === null)
    throw new PlanError(`tools[${i}]`, 'a tool: { name, invoke(args, ctx) }', tool);
  if (typeof tool.name !== 'string') throw new PlanError(`tools[${i}].name`, "the tool's name, a text", tool.name);
  return [tool.name, tool];
}

const NAMES_SHOWN = 12;

/** Why this call cannot be run at all; `undefined` when it can. A `check` that throws is a complaint too. */
export function rejection(call: ToolCall, tool: Tool | undefined, box: Toolbox): ErrorText | undefined {
  if (!tool) {
    const names = [...box.keys()].slice(0, NAMES_SHOWN).join(', ');
    const more = box.size > NAMES_SHOWN ? ', …' : '';
    return { name: 'UnknownTool', message: `Unknown tool ${call.name}. Known: ${names || 'none'}${more}` };
  }
  if (!tool.check) return undefined;
  try {
    const complaints = tool.check({ ...call.args });
    if (complaints.length === 0) return undefined;
    const words = complaints.map(({ path, message }) => (path ? `${path}: ${message}` : message));
    return { name: 'InvalidArguments', message: `Invalid arguments: ${words.join('; ')}` };
  } catch (thrown) {
    return { name: 'InvalidArguments', message: `Invalid arguments: ${errorText(thrown).message}` };
  }
}

/** Throws PlanError for a tool's own settings that are out of range. */
export function checkTools(box: Toolbox): void {
  for (const [name, tool] of box) checkToolSettings(tool, `tools.${name}`);
}

/** Throws PlanError for a fallback to a tool that nobody has. */
export function checkFallbacks(plan: Plan, box: Toolbox): void {
  plan.calls.forEach(({ fallback }, key) => {
    if (fallback && !('value' in fallback) && !box.has(fallback.tool))
      throw new PlanError(
        `calls[${key}].fallback.tool`,
        `one of ${[...box.keys()].slice(0, NAMES_SHOWN).join(', ')}`,
        fallback.tool,
      );
  });
}
