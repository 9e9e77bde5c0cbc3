import type { Plan } from '../types.ts';
import { type Bounds, UNBOUNDED } from './bounds.ts';
import { checkDelay, checkPolicy, number, record } from './checkPolicy.ts';
import { PlanError } from './planError.ts';

/**
 * Throws PlanError for the first value in `plan` that the engine cannot run. Checks the form only: unknown tools and
 * invalid arguments become `rejected` outcomes; duplicate and missing ids become warnings.
 *
 * @param bounds further bounds of the numbers; none by default
 */
export function checkPlan(plan: unknown, bounds: Bounds = UNBOUNDED): asserts plan is Plan {
  record(plan, 'plan', 'a plan: { calls, policy?, seed? }');
  if (!Array.isArray(plan.calls)) throw new PlanError('calls', 'a list of calls', plan.calls);
  const { length } = plan.calls;
  if (length > bounds.calls) throw new PlanError('calls', `at most ${bounds.calls} calls`, length);
  // Not forEach, which skips the holes of a sparse array.
  for (let key = 0; key < length; key++) checkCall(plan.calls[key], key, bounds);
  if (plan.seed !== undefined) number(plan, 'seed', '', { integer: true });
  if (plan.policy !== undefined) checkPolicy(plan.policy, length, bounds);
}

function checkCall(call: unknown, key: number, bounds: Bounds): void {
  const path = `calls[${key}]`;
  record(call, path, 'a call: { id, name, args }');
  if (call.id !== undefined && typeof call.id !== 'string') throw new PlanError(`${path}.id`, 'a text', call.id);
  if (typeof call.name !== 'string') throw new PlanError(`${path}.name`, "the tool's name, a text", call.name);
  record(call.args, `${path}.args`, "an object with the tool's arguments");
  if (call.priority !== undefined) number(call, 'priority', path, {}, bounds, -bounds.rank, bounds.rank);
  if (call.expectedMs !== undefined) number(call, 'expectedMs', path, { min: 0 }, bounds, 0, bounds.rank);
  if (call.timeoutMs !== undefined) checkDelay(call, 'timeoutMs', path, bounds);
  if (call.fallback !== undefined) {
    record(call.fallback, `${path}.fallback`, '{ value } or { tool, args? }');
    if (!('value' in call.fallback) && typeof call.fallback.tool !== 'string')
      throw new PlanError(`${path}.fallback`, '{ value } or { tool, args? }', call.fallback);
  }
}
