import type { Plan, Policy, ToolCall } from '../../../src/run/types.ts';

export interface PlanSettings extends Partial<Policy> {
  seed?: number;
}

/** Settings of a call; other fields are arguments of its tool. */
const OF_CALL = ['priority', 'timeoutMs', 'expectedMs'] as const;

/**
 * Builds a plan from texts: `planOf('ok 100', 'fail 50', 'flaky 40 failures=2', { limit: 2 })`. Each text is a tool of
 * tools.ts, its duration in ms, and further numbers by name. Ids are a, b, c, ...
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

/** The same call `count` times. */
export function times(count: number, text: string): string[] {
  return new Array<string>(count).fill(text);
}

/** Freezes recursively, so that code that mutates the caller's plan throws. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}
