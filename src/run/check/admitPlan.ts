import { distinctIds } from '../distinctIds.ts';
import type { Plan, ToolCall } from '../types.ts';
import { BOUNDS } from './bounds.ts';
import { checkPlan } from './checkPlan.ts';
import { checkSettings } from './checkSettings.ts';
import { movements } from './clampedNumbers.ts';
import { PlanError } from './planError.ts';

/** Values nested deeper would end the stack of whoever walks them; `pack` makes texts of them at the same depth. */
const MOST_LEVELS = 200;
/** In characters, and some more for each value. No browser keeps, and no link holds, a plan of that size. */
const MOST_SIZE = 20_000_000;
const SIZE_OF_VALUE = 20;

/**
 * The plan in `value`, which may be anything, as the page can hold it: a copy that is plain JSON, with an id for each
 * call, of a form that the engine runs, within the page's bounds. Every plan from outside comes through here, and none
 * that did makes an action of the page throw. Throws PlanError for what cannot be let in.
 *
 * @param saved From Fanout's own links and files, maybe of an earlier version. Numbers beyond the bounds are brought
 * within them (see `movedIn`), and arguments and fallbacks keep the values that fileValues.ts marks.
 */
export function admitPlan(value: unknown, { saved = false } = {}): Plan {
  const plan = copyOf(value, saved);
  const moved: string[] = [];
  const say = (path: string, from: number, to: number) => void moved.push(`${path} is ${to} instead of ${from}`);
  const bounds = saved ? { ...BOUNDS, moved: say } : BOUNDS;
  checkPlan(plan, bounds);
  checkSettings(plan, bounds);
  plan.calls.forEach(checkFallbackArgs);
  if (!plan.calls.every(({ id }) => id)) plan.calls = named(plan.calls);
  if (moved.length > 0) movements.set(plan, moved);
  return plan;
}

/** The engine makes do with anything there; what shows and writes a plan reads fields of it. */
function checkFallbackArgs({ fallback }: ToolCall, key: number): void {
  const args: unknown = fallback && 'args' in fallback ? fallback.args : undefined;
  if (args !== undefined && (typeof args !== 'object' || args === null || Array.isArray(args)))
    throw new PlanError(`calls[${key}].fallback.args`, "an object with the tool's arguments", args);
}

/** Those that are made are the ones that the engine would make. */
function named(calls: readonly ToolCall[]): ToolCall[] {
  const ids = distinctIds(calls.map(({ id }) => id));
  return calls.map((call, key) => (call.id ? call : { ...call, id: ids[key] as string }));
}

function copyOf(plan: unknown, saved: boolean): unknown {
  const way: (string | number)[] = [];
  const above: object[] = [];
  let size = 0;

  const refuse = (expected: string, got: unknown): never => {
    const path = way.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('');
    throw new PlanError(path.slice(1) || 'plan', expected, got);
  };

  function count(units: number): void {
    size += units;
    // Said of the whole: where it was exceeded says nothing.
    if (size > MOST_SIZE) throw new PlanError('plan', `at most ${MOST_SIZE} characters in all`, size);
  }

  /** Inside of what is nobody's but the tool's. */
  const free = () => saved && way[0] === 'calls' && (way[2] === 'args' || way[2] === 'fallback');

  function copy(value: unknown): unknown {
    count(typeof value === 'string' ? value.length : SIZE_OF_VALUE);
    if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
    if (Number.isFinite(value)) return saved ? value : (value as number) + 0;
    if (typeof value === 'object') return copyOfObject(value);
    // Left to the check, which knows what was expected in its place.
    if (value === undefined && (saved || way.length === 0)) return value;
    return free() ? value : refuse('a value that JSON can hold', value);
  }

  function copyOfObject(value: object): unknown {
    if (above.includes(value)) refuse('a value that JSON can hold', 'a circle');
    if (above.length >= MOST_LEVELS) refuse(`at most ${MOST_LEVELS} levels`, above.length + 1);
    const list = Array.isArray(value);
    const proto = list ? null : Object.getPrototypeOf(value);
    // Of another page too: its Object is not ours.
    if (proto && Object.getPrototypeOf(proto) !== null) refuse('a plain object', value);
    above.push(value);
    const inside = (key: string | number, one: unknown): unknown => {
      way.push(key);
      const made = copy(one);
      way.pop();
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
    above.pop();
    return made;
  }

  try {
    return copy(plan);
  } catch (thrown) {
    if (thrown instanceof PlanError) throw thrown;
    // A getter that throws, a proxy that was revoked.
    return refuse('a value that can be read', 'one that throws');
  }
}
