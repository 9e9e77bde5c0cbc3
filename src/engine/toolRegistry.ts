import { checkToolSettings } from '../run/check/checkSettings.ts';
import { PlanError, show } from '../run/check/planError.ts';
import type { ErrorText, Plan, ToolCall } from '../run/types.ts';
import { errorText } from './errorText.ts';
import { ownArguments } from './isolation/ownArguments.ts';
import type { Complaint, Tool, Tools } from './types.ts';

/** A tool as it was read at the start of the run. */
interface KnownTool extends Tool {
  /** What reading the tool threw; the tool cannot be called. */
  unreadable?: ErrorText;
}

/** Tools by name: the keys of a record, or the `name` of each tool of a list. */
export type ToolRegistry = ReadonlyMap<string, KnownTool>;

export function toolRegistry(tools: Tools): ToolRegistry {
  const entries: [string, Tool][] = Array.isArray(tools)
    ? (tools as readonly Tool[]).map(withName)
    : Object.entries(tools ?? {});
  const registry = new Map<string, KnownTool>();
  /** A tool under two names is read once, so that both names share its limit. */
  const read = new Map<Tool, KnownTool>();
  for (const [name, tool] of entries) {
    const known = read.get(tool) ?? readTool(tool, name);
    read.set(tool, known);
    if (registry.has(name)) throw new PlanError(`tools.${name}`, 'one tool of that name', 'two');
    registry.set(name, known);
  }
  return registry;
}

/** Reads each property once: a getter may throw or return another value each time. A throw rejects the calls of this tool only. */
function readTool(tool: Tool, name: string): KnownTool {
  const refuse = () => {
    throw new PlanError(`tools.${name}`, 'a tool: { name, invoke(args, ctx) }', tool);
  };
  if ((typeof tool !== 'object' && typeof tool !== 'function') || tool === null) refuse();
  try {
    const { invoke, check, predict, timeoutMs, limit, pool } = tool;
    if (typeof invoke !== 'function') return refuse();
    return {
      name,
      invoke: (args, ctx) => invoke.call(tool, args, ctx),
      ...(check && { check: (args) => check.call(tool, args) }),
      ...(predict && { predict: (args, ctx) => predict.call(tool, args, ctx) }),
      ...(timeoutMs !== undefined && { timeoutMs }),
      ...(limit !== undefined && { limit }),
      ...(pool !== undefined && { pool }),
    };
  } catch (thrown) {
    if (thrown instanceof PlanError) throw thrown;
    return { name, invoke: () => {}, unreadable: errorText(thrown) };
  }
}

function withName(tool: Tool, i: number): [string, Tool] {
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

/** Why the call cannot run; `undefined` when it can. A `check` that throws rejects the call too. */
export function rejection(call: ToolCall, tool: KnownTool | undefined, registry: ToolRegistry): ErrorText | undefined {
  if (!tool) {
    const names = [...registry.keys()].slice(0, NAMES_SHOWN).join(', ');
    const more = registry.size > NAMES_SHOWN ? ', …' : '';
    return { name: 'UnknownTool', message: `Unknown tool ${call.name}. Known: ${names || 'none'}${more}` };
  }
  const { unreadable } = tool;
  if (unreadable)
    return { name: 'UnreadableTool', message: `The tool ${call.name} cannot be read: ${unreadable.message}` };
  if (!tool.check) return undefined;
  try {
    const complaints: unknown = tool.check(ownArguments(call.args));
    if (Array.isArray(complaints)) return complaints.length === 0 ? undefined : invalidArguments(complaints);
    // A rejection would otherwise be unhandled.
    if (typeof complaints === 'object' && complaints !== null) Promise.resolve(complaints).catch(() => {});
    throw new TypeError(
      `the check of ${call.name} must return a list, at once; it returned ${complaints instanceof Promise ? 'a promise' : show(complaints)}`,
    );
  } catch (thrown) {
    return { name: INVALID_ARGUMENTS, message: `Invalid arguments: ${errorText(thrown).message}` };
  }
}

/** The name of the error of a call whose arguments its tool refuses. */
const INVALID_ARGUMENTS = 'InvalidArguments';

export function invalidArguments(complaints: readonly Complaint[]): ErrorText {
  const texts = complaints.map(({ path, message }) => (path ? `${path}: ${message}` : message));
  return { name: INVALID_ARGUMENTS, message: `Invalid arguments: ${texts.join('; ')}` };
}

/** Whether a tool has found its call's arguments invalid, before the run or, with an error of this name, in an attempt. */
export function refusesArguments(error: ErrorText | undefined): boolean {
  return error?.name === INVALID_ARGUMENTS;
}

/** Throws PlanError for a tool whose `timeoutMs` or `limit` is out of range. */
export function checkTools(registry: ToolRegistry): void {
  for (const [name, tool] of registry) checkToolSettings(tool, `tools.${name}`);
}

/** Throws PlanError for a fallback to an unknown tool. */
export function checkFallbacks(plan: Plan, registry: ToolRegistry): void {
  plan.calls.forEach(({ fallback }, key) => {
    if (fallback && !('value' in fallback) && !registry.has(fallback.tool))
      throw new PlanError(
        `calls[${key}].fallback.tool`,
        `one of ${[...registry.keys()].slice(0, NAMES_SHOWN).join(', ')}`,
        fallback.tool,
      );
  });
}
