import type { Plan, Policy, Retry, ToolCall } from '../run/types.ts';

/** Builders for the plans of lessons and challenges, and for the changes that these propose. */

type CallOptions = Omit<ToolCall, 'id' | 'name' | 'args'>;

/** `tool` is the tool's name without `_tool`. */
export function call(
  id: string,
  tool: string,
  query: string,
  ms?: number,
  rest: CallOptions & { args?: object } = {},
): ToolCall {
  const { args, ...others } = rest;
  return { id, name: `${tool}_tool`, args: { query, ...(ms !== undefined && { ms }), ...args }, ...others };
}

/** `slow_1`, `slow_2`, ... with these durations. */
export function callSeries(tool: string, query: string, times: readonly number[], args: object = {}): ToolCall[] {
  return times.map((ms, i) => call(`${tool}_${i + 1}`, tool, `${query} ${i + 1}`, ms, { args }));
}

export const planOf = (calls: ToolCall[], policy: Partial<Policy> = {}, seed = 1): Plan => ({ calls, policy, seed });

/** Backoffs of 200, 400, 800 ms, without jitter by default. */
export const retry = (attempts: number, more: Partial<Retry> = {}): Retry => ({
  attempts,
  baseMs: 200,
  factor: 2,
  maxMs: 5000,
  jitter: 0,
  ...more,
});

type PlanChange = (plan: Plan) => Plan;

export const withPolicy =
  (patch: Partial<Policy>): PlanChange =>
  (plan) => ({ ...plan, policy: { ...plan.policy, ...patch } });

export const withCalls =
  (...calls: ToolCall[]): PlanChange =>
  (plan) => ({ ...plan, calls: [...plan.calls, ...calls] });

/** Replaces fields of one call; `args` are merged. */
export const withCall =
  (id: string, { args, ...fields }: Partial<ToolCall>): PlanChange =>
  (plan) => ({
    ...plan,
    calls: plan.calls.map((one) => (one.id === id ? { ...one, ...fields, args: { ...one.args, ...args } } : one)),
  });

export const withSeed =
  (seed: number): PlanChange =>
  (plan) => ({ ...plan, seed });

/** The tutorial's four calls. */
export const TUTORIAL_CALLS: readonly ToolCall[] = [
  call('fast_1', 'fast', 'task 1'),
  call('slow_1', 'slow', 'task 2'),
  call('fast_2', 'fast', 'task 3'),
  call('error_1', 'slow', 'fail'),
];
