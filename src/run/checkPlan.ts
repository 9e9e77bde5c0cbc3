import { PlanError } from './planError.ts';
import type { Plan } from './types.ts';

/** The longest delay a timer takes (2^31 - 1 ms, about 24.8 days); longer ones fire at once. */
export const MAX_DELAY_MS = 2_147_483_647;

const ORDERS = ['listed', 'priority', 'longest-first', 'shortest-first'];
const ON_ERROR = ['collect', 'fail-fast', 'fail-fast-cancel', 'first-success'];

/**
 * Throws a PlanError for the first thing in `plan` that no engine could run. It judges the form only:
 * unknown tools and arguments that a tool refuses are outcomes (`rejected`), not errors of the plan, and
 * double or missing ids are warnings.
 */
export function checkPlan(plan: unknown): asserts plan is Plan {
  record(plan, 'plan', 'a plan: { calls, policy?, seed? }');
  if (!Array.isArray(plan.calls)) throw new PlanError('calls', 'a list of calls', plan.calls);
  // Not forEach: it passes over the holes of a sparse list.
  for (let key = 0; key < plan.calls.length; key++) checkCall(plan.calls[key], key);
  if (plan.seed !== undefined) number(plan.seed, 'seed', { integer: true });
  if (plan.policy !== undefined) checkPolicy(plan.policy, plan.calls.length);
}

function checkCall(call: unknown, key: number): void {
  const path = `calls[${key}]`;
  record(call, path, 'a call: { id, name, args }');
  if (call.id !== undefined && typeof call.id !== 'string') throw new PlanError(`${path}.id`, 'a text', call.id);
  if (typeof call.name !== 'string') throw new PlanError(`${path}.name`, "the tool's name, a text", call.name);
  record(call.args, `${path}.args`, "an object with the tool's arguments");
  if (call.priority !== undefined) number(call.priority, `${path}.priority`, {});
  if (call.expectedMs !== undefined) number(call.expectedMs, `${path}.expectedMs`, { min: 0 });
  if (call.timeoutMs !== undefined) checkDelay(call.timeoutMs, `${path}.timeoutMs`);
  if (call.fallback !== undefined) {
    record(call.fallback, `${path}.fallback`, '{ value } or { tool, args? }');
    if (!('value' in call.fallback) && typeof call.fallback.tool !== 'string')
      throw new PlanError(`${path}.fallback`, '{ value } or { tool, args? }', call.fallback);
  }
}

/** Throws PlanError for a policy that no engine could run. `calls`: how many the plan has, 0 = unknown. */
export function checkPolicy(policy: unknown, calls: number): void {
  record(policy, 'policy', 'an object with policy settings');
  const p = policy;
  if (p.limit !== undefined) checkLimit(p.limit, 'policy.limit');
  if (p.batchSize != null) {
    // A batch that no call can fill is a contradiction; for an empty plan any size will do.
    const range = { min: 1, integer: true, orNull: 'null for no batches', ...(calls > 0 && { max: calls }) };
    number(p.batchSize, 'policy.batchSize', range);
  }
  oneOf(p.order, 'policy.order', ORDERS);
  oneOf(p.onError, 'policy.onError', ON_ERROR);
  if (p.timeoutMs != null) checkDelay(p.timeoutMs, 'policy.timeoutMs');
  if (p.deadlineMs != null) checkDelay(p.deadlineMs, 'policy.deadlineMs');
  oneOf(p.slotOnTimeout, 'policy.slotOnTimeout', ['release', 'hold']);
  oneOf(p.recovery, 'policy.recovery', ['none', 'fallback']);
  if (p.retry !== undefined) {
    record(p.retry, 'policy.retry', '{ attempts, baseMs, factor, maxMs, jitter }');
    const r = p.retry;
    if (r.attempts !== undefined) number(r.attempts, 'policy.retry.attempts', { min: 1, integer: true });
    if (r.baseMs !== undefined) number(r.baseMs, 'policy.retry.baseMs', { min: 0, max: MAX_DELAY_MS });
    if (r.factor !== undefined) number(r.factor, 'policy.retry.factor', { min: 1 });
    if (r.maxMs !== undefined) number(r.maxMs, 'policy.retry.maxMs', { min: 0, max: MAX_DELAY_MS });
    if (r.jitter !== undefined) number(r.jitter, 'policy.retry.jitter', { min: 0, max: 1 });
  }
  if (p.rate != null) {
    record(p.rate, 'policy.rate', '{ starts, perMs } or null');
    number(p.rate.starts, 'policy.rate.starts', { min: 1, integer: true });
    checkDelay(p.rate.perMs, 'policy.rate.perMs');
  }
}

/** Throws PlanError for what is no limit: a whole number from 1, or null for all at once. */
export function checkLimit(limit: unknown, path: string): asserts limit is number | null {
  if (limit !== null) number(limit, path, { min: 1, integer: true, orNull: 'null for all at once' });
}

function record(value: unknown, path: string, expected: string): asserts value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new PlanError(path, expected, value);
}

function oneOf(value: unknown, path: string, words: readonly string[]): void {
  if (value !== undefined && !words.includes(value as string))
    throw new PlanError(path, `one of ${words.map((word) => `"${word}"`).join(', ')}`, value);
}

/** A length of time that a timer can take; 0 would end everything before it began. */
export function checkDelay(value: unknown, path: string): void {
  if (typeof value !== 'number' || !(value > 0 && value <= MAX_DELAY_MS))
    throw new PlanError(path, `milliseconds above 0 and at most ${MAX_DELAY_MS}`, value);
}

/** A whole number from 1. */
export function checkWhole(value: unknown, path: string): void {
  number(value, path, { min: 1, integer: true });
}

function number(
  value: unknown,
  path: string,
  range: { min?: number; max?: number; integer?: boolean; orNull?: string },
): void {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, integer = false, orNull } = range;
  const ok = typeof value === 'number' && (integer ? Number.isSafeInteger(value) : Number.isFinite(value));
  if (ok && value >= min && value <= max) return;
  const words = [integer ? 'a whole number' : 'a number'];
  if (range.min !== undefined) words.push(`from ${min}`);
  if (range.max !== undefined) words.push(`to ${max}`);
  throw new PlanError(path, words.join(' ') + (orNull ? `, or ${orNull}` : ''), value);
}
