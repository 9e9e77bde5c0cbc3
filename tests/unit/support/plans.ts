import type { Plan, Policy, ToolCall } from '../../../src/run/types.ts';

export interface PlanSettings extends Partial<Policy> {
  seed?: number;
}

/** Settings of a call, not arguments of its tool. */
const OF_CALL = ['priority', 'timeoutMs', 'expectedMs'] as const;

/**
 * A plan as it is spoken: `planOf('ok 100', 'fail 50', 'flaky 40 failures=2', { limit: 2 })`.
 * Each text is a tool of tools.ts, how long it takes in ms, and further numbers by name. Ids are a, b, c, ...
 */
export function planOf(...parts: (string | PlanSettings)[]): Plan {
  const calls = parts.filter((part) => typeof part === 'string').map(callOf);
  const { seed, ...policy } = Object.assign({}, ...parts.filter((part) => typeof part !== 'string')) as PlanSettings;
  return { calls, ...(Object.keys(policy).length > 0 && { policy }), ...(seed !== undefined && { seed }) };
}

export function callOf(text: string, key: number): ToolCall {
  const [name = '', ...rest] = text.split(' ');
  const call: ToolCall = { id: idOf(key), name, args: {} };
  for (const word of rest) {
    const [field, value] = word.includes('=') ? (word.split('=') as [string, string]) : ['ms', word];
    const setting = OF_CALL.find((one) => one === field);
    if (setting) call[setting] = Number(value);
    else call.args[field] = Number(value);
  }
  return call;
}

/** a, b, ... z, c26, c27, ... */
function idOf(key: number): string {
  return key < 26 ? String.fromCharCode(97 + key) : `c${key}`;
}

/** `count` times the same call. */
export function times(count: number, text: string): string[] {
  return new Array<string>(count).fill(text);
}

/** Frozen to the last argument: whoever changes the caller's plan throws. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}
