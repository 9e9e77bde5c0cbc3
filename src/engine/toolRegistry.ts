import { checkToolSettings } from '../run/check/checkSettings.ts';
import { PlanError } from '../run/check/planError.ts';
import type { ErrorText, Plan, ToolCall } from '../run/types.ts';
import { errorText } from './errorText.ts';
import type { Tool, Tools } from './types.ts';

/** A tool as it was when the run began. */
interface KnownTool extends Tool {
  /** Why it cannot be called: reading it threw this. */
  unreadable?: ErrorText;
}

/** Tools by name. A record's keys are the names; a list's come from the tools. */
export type ToolRegistry = ReadonlyMap<string, KnownTool>;

export function toolRegistry(tools: Tools): ToolRegistry {
  const entries: [string, Tool][] = Array.isArray(tools)
    ? (tools as readonly Tool[]).map(named)
    : Object.entries(tools ?? {});
  const box = new Map<string, KnownTool>();
  /** One tool under two names has one limit. */
  const read = new Map<Tool, KnownTool>();
  for (const [name, tool] of entries) {
    const known = read.get(tool) ?? readTool(tool, name);
    read.set(tool, known);
    if (box.has(name)) throw new PlanError(`tools.${name}`, 'one tool of that name', 'two');
    box.set(name, known);
  }
  return box;
}

/** Read once: a getter may throw, or say something else each time. What throws is the fault of this tool's calls alone. */
function readTool(tool: Tool, name: string): KnownTool {
  const refuse = () => {
    throw new PlanError(`tools.${name}`, 'a tool: { name, invoke(args, ctx) }', tool);
  };
  if ((typeof tool !== 'object' && typeof tool !== 'function') || tool === null) refuse();
  try {
    const { invoke, check, predict, timeoutMs, limit } = tool;
    if (typeof invoke !== 'function') return refuse();
    return {
      name,
      invoke: (args, ctx) => invoke.call(tool, args, ctx),
      ...(check && { check: (args) => check.call(tool, args) }),
      ...(predict && { predict: (args, ctx) => predict.call(tool, args, ctx) }),
      ...(timeoutMs !== undefined && { timeoutMs }),
      ...(limit !== undefined && { limit }),
    };
  } catch (thrown) {
    if (thrown instanceof PlanError) throw thrown;
    return { name, invoke: () => {}, unreadable: errorText(thrown) };
  }
}

function named(tool: Tool, i: number): [string, Tool] {
  if (typeof tool !== 'object' || tool === null)
    throw new PlanError(`tools[${i}]`, 'a tool: { name, invoke(args, ctx) }', tool);
  const name = nameOf(tool);
  if (typeof name !== 'string') throw new PlanError(`tools[${i}].name`, "the tool's name, a text", name);
  return [name, tool];
}

function nameOf(tool: Tool): unknown {
  try {
    return tool.name;
  } catch (thrown) {
    return thrown;
  }
}

const NAMES_SHOWN = 12;

/** Why this call cannot be run at all; `undefined` when it can. A `check` that throws is a complaint too. */
export function rejection(call: ToolCall, tool: KnownTool | undefined, box: ToolRegistry): ErrorText | undefined {
  if (!tool) {
    const names = [...box.keys()].slice(0, NAMES_SHOWN).join(', ');
    const more = box.size > NAMES_SHOWN ? ', …' : '';
    return { name: 'UnknownTool', message: `Unknown tool ${call.name}. Known: ${names || 'none'}${more}` };
  }
  const { unreadable } = tool;
  if (unreadable)
    return { name: 'UnreadableTool', message: `The tool ${call.name} cannot be read: ${unreadable.message}` };
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
export function checkTools(box: ToolRegistry): void {
  for (const [name, tool] of box) checkToolSettings(tool, `tools.${name}`);
}

/** Throws PlanError for a fallback to a tool that nobody has. */
export function checkFallbacks(plan: Plan, box: ToolRegistry): void {
  plan.calls.forEach(({ fallback }, key) => {
    if (fallback && !('value' in fallback) && !box.has(fallback.tool))
      throw new PlanError(
        `calls[${key}].fallback.tool`,
        `one of ${[...box.keys()].slice(0, NAMES_SHOWN).join(', ')}`,
        fallback.tool,
      );
  });
}
