import { distinctIds } from '../distinctIds.ts';
import type { Plan, ToolCall } from '../types.ts';
import { BOUNDS } from './bounds.ts';
import { checkBehavior } from './checkBehavior.ts';
import { checkPlan } from './checkPlan.ts';
import { checkSettings } from './checkSettings.ts';
import { clampedNumbers } from './clampedNumbers.ts';
import { PlanError } from './planError.ts';

/** Deeper nesting would overflow the stack of recursive functions; `pack` replaces values by text at the same depth. */
const MOST_LEVELS = 200;
/** In characters, plus SIZE_OF_VALUE for each value. Larger plans do not fit into browser storage or a link. */
const MOST_SIZE = 20_000_000;
const SIZE_OF_VALUE = 20;

/**
 * Validates `value` as a plan and returns a copy: plain JSON, with an id for each call, that the engine can run, within
 * the page's bounds. Every plan from outside the page passes through this function; no admitted plan makes an action of
 * the page throw. Throws PlanError for anything else.
 *
 * @param saved the plan comes from Fanout's links or files, maybe of an earlier version: numbers beyond the bounds are
 * clamped (see `clampedNumbersText`), and arguments and fallbacks keep the values that jsonValues.ts marks
 */
export function admitPlan(value: unknown, { saved = false } = {}): Plan {
  const plan = copyOf(value, saved);
  const moved: string[] = [];
  const recordMove = (path: string, from: number, to: number) => void moved.push(`${path} is ${to} instead of ${from}`);
  const bounds = saved ? { ...BOUNDS, onClamp: recordMove } : BOUNDS;
  checkPlan(plan, bounds);
  checkSettings(plan, bounds);
  plan.calls.forEach(checkFallbackArgs);
  plan.calls.forEach((call, key) => void checkBehavior(call, `calls[${key}]`, bounds));
  if (!plan.calls.every(({ id, behavior }) => id && !behavior)) plan.calls = withIds(plan.calls);
  if (moved.length > 0) clampedNumbers.set(plan, moved);
  return plan;
}

/** The engine accepts any arguments of a fallback, but the code that shows and writes plans reads their fields. */
function checkFallbackArgs({ fallback }: ToolCall, key: number): void {
  const args: unknown = fallback && 'args' in fallback ? fallback.args : undefined;
  if (args !== undefined && (typeof args !== 'object' || args === null || Array.isArray(args)))
    throw new PlanError(`calls[${key}].fallback.args`, "an object with the tool's arguments", args);
}

/**
 * The calls with missing ids generated, by the same rule as State's ids. Calls with a behavior have distinct ids: code
 * that is written for the plan tells them apart by their ids.
 */
function withIds(calls: readonly ToolCall[]): ToolCall[] {
  const ids = distinctIds(calls.map(({ id }) => id));
  return calls.map((call, key) => {
    const id = ids[key] as string;
    return call.id === id || (call.id && !call.behavior) ? call : { ...call, id };
  });
}

function copyOf(plan: unknown, saved: boolean): unknown {
  const steps: (string | number)[] = [];
  const ancestors: object[] = [];
  let size = 0;

  const refuse = (expected: string, got: unknown): never => {
    const path = steps.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('');
    throw new PlanError(path.slice(1) || 'plan', expected, got);
  };

  function count(units: number): void {
    size += units;
    // The path is that of the whole plan: where the bound was exceeded says nothing.
    if (size > MOST_SIZE) throw new PlanError('plan', `at most ${MOST_SIZE} characters in all`, size);
  }

  /** Whether the current value belongs to a tool: it is inside arguments or a fallback of a saved plan. */
  const isToolValue = () => saved && steps[0] === 'calls' && (steps[2] === 'args' || steps[2] === 'fallback');

  function copy(value: unknown): unknown {
    count(typeof value === 'string' ? value.length : SIZE_OF_VALUE);
    if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
    if (Number.isFinite(value)) return saved ? value : (value as number) + 0;
    if (typeof value === 'object') return copyOfObject(value);
    // Left to the checks that follow, whose message says what was expected here.
    if (value === undefined && (saved || steps.length === 0)) return value;
    return isToolValue() ? value : refuse('a value that JSON can hold', value);
  }

  function copyOfObject(value: object): unknown {
    if (ancestors.includes(value)) refuse('a value that JSON can hold', 'a circle');
    if (ancestors.length >= MOST_LEVELS) refuse(`at most ${MOST_LEVELS} levels`, ancestors.length + 1);
    const list = Array.isArray(value);
    const proto = list ? null : Object.getPrototypeOf(value);
    // Not `proto !== Object.prototype`: a plain object of another realm has another prototype.
    if (proto && Object.getPrototypeOf(proto) !== null) refuse('a plain object', value);
    ancestors.push(value);
    const inside = (key: string | number, one: unknown): unknown => {
      steps.push(key);
      const made = copy(one);
      steps.pop();
      return made;
    };
    const made = list
      ? Array.from(value, (one, key) => inside(key, one))
      : // fromEntries defines its keys, so that one named `__proto__` is a key like any other.
        Object.fromEntries(
          Object.entries(value)
            .filter(([, one]) => one !== undefined || saved)
            .map(([key, one]) => {
              count(key.length);
              return [key, inside(key, one)];
            }),
        );
    ancestors.pop();
    return made;
  }

  try {
    return copy(plan);
  } catch (thrown) {
    if (thrown instanceof PlanError) throw thrown;
    // A getter that throws or a revoked proxy.
    return refuse('a value that can be read', 'one that throws');
  }
}
