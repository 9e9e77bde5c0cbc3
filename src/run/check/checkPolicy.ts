import type { Policy } from '../types.ts';
import { type Bounds, mostAttempts, UNBOUNDED } from './bounds.ts';
import { PlanError } from './planError.ts';

/** The longest delay of a system timer (2^31 - 1 ms, about 24.8 days); timers with longer delays fire at once. */
export const MAX_DELAY_MS = 2_147_483_647;

type Fields = Record<string, unknown>;

/**
 * What a number of the policy is, and with it its range: `delay` milliseconds above 0; `pause` milliseconds from 0;
 * `limit` and `count` whole numbers from 1; `batch` such a number, at most as many as there are calls; `tries` such a
 * number, the fewer the more calls there are; `factor` a number from 1; `share` a number from 0 to 1.
 */
export type NumberKind = 'delay' | 'pause' | 'limit' | 'count' | 'batch' | 'tries' | 'factor' | 'share';

/** What a part of a setting is: a number, or which errors are meant, as RetryOn. */
export type PartKind = NumberKind | 'errors';

/** A choice: every value of the type is a key, so that one that is missing here does not compile. */
type ChoiceRule<T extends string> = { readonly values: Readonly<Record<T, true>> };
/** With `optional` parts each may be missing; else the whole setting may be null, and its parts belong together. */
type PartsRule<P extends string> = { readonly parts: Readonly<Record<P, PartKind>>; readonly optional: boolean };

/** A rule for what goes through all of them. A number that has a setting to itself is null when it is off. */
export type PolicyRule = NumberKind | ChoiceRule<string> | PartsRule<string>;

type RuleOf<T> = [T] extends [string]
  ? ChoiceRule<T>
  : [T] extends [number | null]
    ? NumberKind
    : PartsRule<keyof NonNullable<T> & string> & { readonly optional: null extends T ? false : true };

/** What the engine takes for each setting; bounds.ts has the page's narrower ranges. */
export const POLICY_RULES: { readonly [K in keyof Policy]: RuleOf<Policy[K]> } = {
  limit: 'limit',
  batchSize: 'batch',
  order: { values: { listed: true, priority: true, 'longest-first': true, 'shortest-first': true } },
  onError: { values: { collect: true, 'fail-fast': true, 'fail-fast-cancel': true, 'first-success': true } },
  timeoutMs: 'delay',
  deadlineMs: 'delay',
  slotOnTimeout: { values: { release: true, hold: true } },
  recovery: { values: { none: true, fallback: true } },
  retry: {
    parts: { attempts: 'tries', baseMs: 'pause', factor: 'factor', maxMs: 'pause', jitter: 'share', on: 'errors' },
    optional: true,
  },
  rate: { parts: { starts: 'count', perMs: 'delay' }, optional: false },
};

/** Checks the part at `holder[key]`. `calls`: how many the plan has, 0 = unknown. */
type PartCheck = (holder: Fields, key: string, path: string, bounds: Bounds, calls: number) => void;

const CHECKS: Readonly<Record<PartKind, PartCheck>> = {
  delay: checkDelay,
  pause: (holder, key, path) => number(holder, key, path, { min: 0, max: MAX_DELAY_MS }),
  limit: checkLimit,
  count: checkWhole,
  // A batch larger than the plan is a contradiction; an empty plan takes any size.
  batch(holder, key, path, bounds, calls) {
    const most = Math.min(bounds.count, calls || bounds.count);
    number(holder, key, path, { min: 1, integer: true, orNull: 'null for no batches' }, bounds, 1, most);
  },
  tries(holder, key, path, bounds, calls) {
    number(holder, key, path, { min: 1, integer: true }, bounds, 1, mostAttempts(calls, bounds));
  },
  factor: (holder, key, path, bounds) => number(holder, key, path, { min: 1 }, bounds, 1, bounds.factor),
  share: (holder, key, path) => number(holder, key, path, { min: 0, max: 1 }),
  errors(holder, key, path) {
    const on = holder[key];
    const isWord = (text: unknown) => text === 'any' || text === 'transient';
    const isName = (text: unknown) => typeof text === 'string' && text.trim() !== '' && !isWord(text);
    // Not `on.every`, which skips the holes of a sparse array.
    const isList = Array.isArray(on) && on.length > 0 && Array.from(on).every(isName);
    if (!isList && !isWord(on)) throw new PlanError(at(path, key), ERRORS, on);
  },
};

const ERRORS = '"any", "transient", or a list of statuses, codes and names such as ["429", "ECONNRESET"]';

/** Throws PlanError for a policy that the engine cannot run. `calls`: number of calls of the plan, 0 = unknown. */
export function checkPolicy(
  policy: unknown,
  calls: number,
  bounds: Bounds = UNBOUNDED,
  rules: Readonly<Record<string, PolicyRule>> = POLICY_RULES,
): void {
  record(policy, 'policy', 'an object with policy settings');
  for (const [name, rule] of Object.entries(rules)) checkSetting(policy, name, rule, calls, bounds);
}

function checkSetting(policy: Fields, name: string, rule: PolicyRule, calls: number, bounds: Bounds): void {
  const value = policy[name];
  if (value === undefined) return;
  const path = `policy.${name}`;
  if (typeof rule === 'string') {
    if (value !== null) CHECKS[rule](policy, name, 'policy', bounds, calls);
  } else if ('values' in rule) oneOf(value, path, Object.keys(rule.values));
  else if (rule.optional || value !== null) {
    const parts = Object.entries(rule.parts);
    const form = `{ ${parts.map(([part]) => part).join(', ')} }`;
    record(value, path, rule.optional ? form : `${form} or null`);
    for (const [part, kind] of parts)
      if (!rule.optional || value[part] !== undefined) CHECKS[kind](value, part, path, bounds, calls);
  }
}

/** Throws PlanError unless the value is a whole number from 1, or null for no limit. */
export function checkLimit(holder: Fields, key: string, path: string, bounds?: Bounds): void {
  if (holder[key] !== null) wholeNumber(holder, key, path, bounds, 'null for all at once');
}

export function record(value: unknown, path: string, expected: string): asserts value is Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new PlanError(path, expected, value);
}

export function oneOf(value: unknown, path: string, words: readonly string[]): void {
  if (!words.includes(value as string))
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
export function checkWhole(holder: Fields, key: string, path: string, bounds?: Bounds): void {
  wholeNumber(holder, key, path, bounds);
}

function wholeNumber(holder: Fields, key: string, path: string, bounds = UNBOUNDED, orNull?: string): void {
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
