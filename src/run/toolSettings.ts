import { checkDelay, checkWhole } from './checkPlan.ts';
import { PlanError } from './planError.ts';
import type { Ms, Plan } from './types.ts';

/** What all calls of one tool have in common. */
export interface ToolSettings {
  /** Milliseconds per attempt; a call's own timeout overrides it, and it the policy's. */
  timeoutMs?: Ms;
  /** Most calls of it at once: the size of a connection pool. */
  limit?: number;
}

/** By the tool's name. */
export type SettingsByTool = Readonly<Record<string, ToolSettings>>;

/**
 * A plan with settings for its tools beside it. The engine takes those from the tools themselves and does not look
 * at `tools` here: `equipped` (src/tools) gives them to the tools before a run or a prediction.
 */
export interface EquippedPlan extends Plan {
  tools?: SettingsByTool;
}

const NONE: SettingsByTool = {};
const UNSET: ToolSettings = {};

/** Every plan of the page may be an equipped one, also where its type does not say so. */
export function toolsOf(plan: EquippedPlan): SettingsByTool {
  return plan.tools ?? NONE;
}

/** The settings of one tool; of none that the settings do not name, whatever it is called. */
export function settingsOf(plan: EquippedPlan, name: string): ToolSettings {
  const tools = toolsOf(plan);
  return (Object.hasOwn(tools, name) && tools[name]) || UNSET;
}

/** Most calls of a tool at once, by the tool's name. */
export function poolsOf(plan: EquippedPlan): Readonly<Record<string, number>> {
  const pools: [string, number][] = [];
  for (const [name, { limit }] of Object.entries(toolsOf(plan))) if (limit !== undefined) pools.push([name, limit]);
  return Object.fromEntries(pools);
}

/** Throws PlanError for settings that no engine would take; anything else is checked by `checkPlan`. */
export function checkSettings(plan: EquippedPlan): void {
  // What was read from somewhere may be anything.
  const tools: unknown = plan.tools;
  if (tools === undefined) return;
  const expected = 'an object with settings by tool: { name: { timeoutMs?, limit? } }';
  if (!isRecord(tools)) throw new PlanError('tools', expected, tools);
  for (const [name, settings] of Object.entries(tools)) {
    if (!isRecord(settings)) throw new PlanError(`tools.${name}`, '{ timeoutMs?, limit? }', settings);
    checkToolSettings(settings, `tools.${name}`);
  }
}

export function checkToolSettings({ timeoutMs, limit }: { timeoutMs?: unknown; limit?: unknown }, path: string): void {
  if (timeoutMs !== undefined) checkDelay(timeoutMs, `${path}.timeoutMs`);
  if (limit !== undefined) checkWhole(limit, `${path}.limit`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
