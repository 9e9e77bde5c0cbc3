import type { EquippedPlan } from '../toolSettings.ts';
import { type Bounds, UNBOUNDED } from './bounds.ts';
import { checkDelay, checkWhole } from './checkPolicy.ts';
import { PlanError } from './planError.ts';

/** Throws PlanError for tool settings that the engine cannot take; `checkPlan` checks the rest of the plan. */
export function checkSettings(plan: EquippedPlan, bounds: Bounds = UNBOUNDED): void {
  // A plan from outside may have any value here.
  const tools: unknown = plan.tools;
  if (tools === undefined) return;
  const expected = 'an object with settings by tool: { name: { timeoutMs?, limit? } }';
  if (!isRecord(tools)) throw new PlanError('tools', expected, tools);
  for (const [name, settings] of Object.entries(tools)) {
    if (!isRecord(settings)) throw new PlanError(`tools.${name}`, '{ timeoutMs?, limit? }', settings);
    checkToolSettings(settings, `tools.${name}`, bounds);
  }
}

export function checkToolSettings(
  settings: { timeoutMs?: unknown; limit?: unknown },
  path: string,
  bounds: Bounds = UNBOUNDED,
): void {
  if (settings.timeoutMs !== undefined) checkDelay(settings, 'timeoutMs', path, bounds);
  if (settings.limit !== undefined) checkWhole(settings, 'limit', path, bounds);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
