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
