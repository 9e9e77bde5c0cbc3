import type { Tool } from '../engine/types.ts';
import { type EquippedPlan, settingsOf } from '../run/toolSettings.ts';

/** The tools with the plan's settings for them; those that it has none for are the same objects. */
export function equipped<T extends readonly Tool[] | Readonly<Record<string, Tool>>>(tools: T, plan: EquippedPlan): T {
  if (plan.tools === undefined) return tools;
  const equip = (tool: Tool, name: string): Tool => ({ ...tool, ...settingsOf(plan, name) });
  if (Array.isArray(tools)) return tools.map((tool: Tool) => equip(tool, tool.name)) as unknown as T;
  return Object.fromEntries(
    Object.entries(tools).map(([name, tool]) => [name, equip(tool as Tool, name)]),
  ) as unknown as T;
}
