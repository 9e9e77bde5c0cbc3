import type { Ms, Plan } from './types.ts';

/** Settings of a tool that apply to all its calls. */
export interface ToolSettings {
  /** Timeout in milliseconds per attempt. The call's timeout overrides it; it overrides the policy's. */
  timeoutMs?: Ms;
  /** Maximum number of concurrent calls of the tool, e.g. the size of a connection pool. */
  limit?: number;
}

/** By the tool's name. */
export type SettingsByTool = Readonly<Record<string, ToolSettings>>;

/**
 * A plan with settings for its tools. The engine reads settings from the tools and ignores `tools` here: `equipped` in
 * src/tools copies them to the tools before a run or a prediction.
 */
export interface EquippedPlan extends Plan {
  tools?: SettingsByTool;
}

const NONE: SettingsByTool = {};
const UNSET: ToolSettings = {};

/** Any plan of the page may have tool settings, even where its type is `Plan`. */
export function toolsOf(plan: EquippedPlan): SettingsByTool {
  return plan.tools ?? NONE;
}

/** The settings of one tool. Reads own properties only: a tool may be called `constructor`. */
export function settingsOf(plan: EquippedPlan, name: string): ToolSettings {
  const tools = toolsOf(plan);
  return (Object.hasOwn(tools, name) && tools[name]) || UNSET;
}

/** The tools' limits, by tool name. */
export function poolsOf(plan: EquippedPlan): Readonly<Record<string, number>> {
  const pools: [string, number][] = [];
  for (const [name, { limit }] of Object.entries(toolsOf(plan))) if (limit !== undefined) pools.push([name, limit]);
  return Object.fromEntries(pools);
}
