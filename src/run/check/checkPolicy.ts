import { type Bounds, mostAttempts, UNBOUNDED } from './bounds.ts';
import { PlanError } from './planError.ts';

/** The longest delay of a system timer (2^31 - 1 ms, about 24.8 days); timers with longer delays fire at once. */
export const MAX_DELAY_MS = 2_147_483_647;

const ORDERS = ['listed', 'priority', 'longest-first', 'shortest-first'];
const ON_ERROR = ['collect', 'fail-fast', 'fail-fast-cancel', 'first-success'];

type Fields = Record<string, unknown>;

/** Throws PlanError for a policy that the engine cannot run. `calls`: number of calls of the plan, 0 = unknown. */
export function checkPolicy(policy: unknown, calls: number, bounds: Bounds = UNBOUNDED): void {
  const path = 'policy';
  record(policy, path, 'an object with policy settings');
  const p = policy;
  if (p.limit !== undefined) checkLimit(p, 'limit', path, bounds);
  if (p.batchSize != null) {
    // A batch larger than the plan is a contradiction; an empty plan takes any size.
    const most = Math.min(bounds.count, calls || bounds.count);
    number(p, 'batchSize', path, { min: 1, integer: true, orNull: 'null for no batches' }, bounds, 1, most);
  }
  oneOf(p.order, 'policy.order', ORDERS);
  oneOf(p.onError, 'policy.onError', ON_ERROR);
  if (p.timeoutMs != null) checkDelay(p, 'timeoutMs', path, bounds);
  if (p.deadlineMs != null) checkDelay(p, 'deadlineMs', path, bounds);
  oneOf(p.slotOnTimeout, 'policy.slotOnTimeout', ['release', 'hold']);
  oneOf(p.recovery, 'policy.recovery', ['none', 'fallback']);
  if (p.retry !== undefined) {
    const at = 'policy.retry';
    record(p.retry, at, '{ attempts, baseMs, factor, maxMs, jitter }');
    const r = p.retry;
    if (r.attempts !== undefined)
      number(r, 'attempts', at, { min: 1, integer: true }, bounds, 1, mostAttempts(calls, bounds));
    if (r.baseMs !== undefined) number(r, 'baseMs', at, { min: 0, max: MAX_DELAY_MS });
    if (r.factor !== undefined) number(r, 'factor', at, { min: 1 }, bounds, 1, bounds.factor);
    if (r.maxMs !== undefined) number(r, 'maxMs', at, { min: 0, max: MAX_DELAY_MS });
    if (r.jitter !== undefined) number(r, 'jitter', at, { min: 0, max: 1 });
  }
  if (p.rate != null) {
    const at = 'policy.rate';
    record(p.rate, at, '{ starts, perMs } or null');
    checkWhole(p.rate, 'starts', at, bounds);
    checkDelay(p.rate, 'perMs', at, bounds);
  }
}

/** Throws PlanError unless the value is a whole number from 1, or null for no limit. */
export function checkLimit(holder: Fields, key: string, path: string, bounds?: Bounds): void {
  if (holder[key] !== null) checkWhole(holder, key, path, bounds, 'null for all at once');
}

export function record(value: unknown, path: string, expected: string): asserts value is Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new PlanError(path, expected, value);
}

function oneOf(value: unknown, path: string, words: readonly string[]): void {
  if (value !== undefined && !words.includes(value as string))
    throw new PlanError(path, `one of ${words.map((word) => `"${word}"`).join(', ')}`, value);
}

/** A delay in ms, above 0 and at most MAX_DELAY_MS. 0 is not allowed: it would end every call before its start. */
export function checkDelay(holder: Fields, key: string, path: string, bounds = UNBOUNDED): void {
  const { leastDelayMs } = bounds;
  const value = holder[key];
  if (
    typeof value === 'number' &&
    value > 0 &&
    value <= MAX_DELAY_MS &&
    isWithinBounds(holder, key, path, bounds, leastDelayMs)
  )
    return;
  const least = leastDelayMs > 0 ? `from ${leastDelayMs} to` : 'above 0 and at most';
  throw new PlanError(at(path, key), `milliseconds ${least} ${MAX_DELAY_MS}`, value);
}

/** A whole number from 1. */
export function checkWhole(holder: Fields, key: string, path: string, bounds = UNBOUNDED, orNull?: string): void {
  number(holder, key, path, { min: 1, integer: true, ...(orNull && { orNull }) }, bounds, 1, bounds.count);
}

/** `range`: what the engine accepts. `least` and `most`: the caller's bounds. */
export function number(
  holder: Fields,
  key: string,
  path: string,
  range: { min?: number; max?: number; integer?: boolean; orNull?: string },
  bounds = UNBOUNDED,
  least = Number.NEGATIVE_INFINITY,
  most = Number.POSITIVE_INFINITY,
): void {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, integer = false, orNull } = range;
  const value = holder[key];
  const ok = typeof value === 'number' && (integer ? Number.isSafeInteger(value) : Number.isFinite(value));
  if (ok && value >= min && value <= max && isWithinBounds(holder, key, path, bounds, least, most)) return;
  const words = [integer ? 'a whole number' : 'a number'];
  const [from, to] = [Math.max(min, least), Math.min(max, most)];
  if (Number.isFinite(from)) words.push(`from ${from}`);
  if (Number.isFinite(to)) words.push(`to ${to}`);
  throw new PlanError(at(path, key), words.join(' ') + (orNull ? `, or ${orNull}` : ''), value);
}

/** Whether a number that the engine accepts is between `least` and `most`; clamps it in place if `onClamp` is given. */
function isWithinBounds(
  holder: Fields,
  key: string,
  path: string,
  { onClamp }: Bounds,
  least: number,
  most = MAX_DELAY_MS,
): boolean {
  const value = holder[key] as number;
  const nearest = Math.min(most, Math.max(least, value));
  if (nearest !== value && onClamp) {
    holder[key] = nearest;
    onClamp(at(path, key), value, nearest);
  }
  return holder[key] === nearest;
}

const at = (path: string, key: string) => (path ? `${path}.${key}` : key);
