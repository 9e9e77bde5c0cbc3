import { describe, expect, test, vi } from 'vitest';
import { execute } from '../../../src/engine/execute.ts';
import type { Tools } from '../../../src/engine/types.ts';
import { MAX_DELAY_MS } from '../../../src/run/check/checkPolicy.ts';
import type { Plan, Policy } from '../../../src/run/types.ts';
import { planOf } from '../support/plans.ts';
import { tool } from '../support/tools.ts';

/** Every form of a wrong plan is in checkPlan.test.ts; here: the engine asks before anything has started. */
const A_DELAY = `milliseconds above 0 and at most ${MAX_DELAY_MS}`;
const A_COUNT = 'a whole number from 1';
const BAD_DELAYS = [0, -1, Number.NaN, Number.POSITIVE_INFINITY, MAX_DELAY_MS + 1];

function watched() {
  const invoke = vi.fn();
  const onEvent = vi.fn();
  const addEventListener = vi.fn();
  const signal = { aborted: false, addEventListener, removeEventListener: vi.fn() } as unknown as AbortSignal;
  const nothingStarted = () => {
    for (const spy of [invoke, onEvent, addEventListener]) expect(spy).not.toHaveBeenCalled();
  };
  return { it: { ...tool(invoke), name: 'it' }, onEvent, signal, nothingStarted };
}

async function expectRefused(plan: Plan, tools: (it: ReturnType<typeof watched>['it']) => Tools, error: object) {
  const { it, onEvent, signal, nothingStarted } = watched();
  const refused = execute(plan, { tools: tools(it), onEvent, signal });
  await expect(refused).rejects.toMatchObject({ name: 'PlanError', ...error });
  nothingStarted();
}

describe('case 21: a timeout of 0, below it, NaN or past the timer’s range is refused; nothing starts', () => {
  test.each(BAD_DELAYS)('%s ms', async (delay) => {
    const error = (path: string) => ({ path, expected: A_DELAY, got: String(delay) });
    const plan = (policy: Partial<Policy>) => planOf('it', policy);
    await expectRefused(plan({ timeoutMs: delay }), (it) => [it], error('policy.timeoutMs'));
    await expectRefused(plan({ deadlineMs: delay }), (it) => [it], error('policy.deadlineMs'));
    await expectRefused(planOf(`it timeoutMs=${delay}`), (it) => [it], error('calls[0].timeoutMs'));
    await expectRefused(plan({}), (it) => [{ ...it, timeoutMs: delay }], error('tools.it.timeoutMs'));
    await expectRefused(plan({ rate: { starts: 1, perMs: delay } }), (it) => [it], error('policy.rate.perMs'));
  });
});

test.each<[string, Partial<Policy>, { path: string; got: string }]>([
  ['a limit of 0', { limit: 0 }, { path: 'policy.limit', got: '0' }],
  ['batches larger than the plan', { batchSize: 3 }, { path: 'policy.batchSize', got: '3' }],
  ['an order that is none', { order: 'random' as never }, { path: 'policy.order', got: '"random"' }],
  ['no attempt at all', { retry: { attempts: 0 } as never }, { path: 'policy.retry.attempts', got: '0' }],
  ['jitter above 1', { retry: { jitter: 2 } as never }, { path: 'policy.retry.jitter', got: '2' }],
  ['a rate of nothing', { rate: { starts: 0, perMs: 10 } }, { path: 'policy.rate.starts', got: '0' }],
])('%s is refused; nothing starts', async (_, policy, error) => {
  await expectRefused(planOf('it', 'it', policy), (it) => [it], error);
});

test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('a tool’s limit of %s is refused', async (limit) => {
  const error = { path: 'tools.it.limit', expected: A_COUNT, got: String(limit) };
  await expectRefused(planOf('it'), (it) => [{ ...it, limit }], error);
});

test.each<[string, unknown, string]>([
  ['tools.it', { it: { name: 'it' } }, '{"name":"it"}'],
  ['tools.it', { it: null }, 'null'],
  ['tools.it', [tool(() => {}), tool(() => {})].map((one) => ({ ...one, name: 'it' })), '"two"'],
  ['tools[0].name', [{ invoke: () => {} }], 'undefined'],
  ['tools[1]', [{ ...tool(() => {}), name: 'it' }, undefined], 'undefined'],
])('tools that cannot be called: %s', async (path, tools, got) => {
  await expectRefused(planOf('it'), () => tools as Tools, { path, got });
});

test('a controller that is none of ours is refused; nothing starts', async () => {
  const { it, onEvent, signal, nothingStarted } = watched();
  const controller = { cancelCall() {}, setLimit() {}, pause() {}, resume() {}, disturbed() {} };
  await expect(execute(planOf('it'), { tools: [it], onEvent, signal, controller })).rejects.toThrow(TypeError);
  nothingStarted();
});
