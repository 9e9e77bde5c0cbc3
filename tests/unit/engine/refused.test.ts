import { expect, test, vi } from 'vitest';
import { execute } from '../../../src/engine/execute.ts';
import { predict } from '../../../src/engine/predict.ts';
import type { Tools } from '../../../src/engine/types.ts';
import { planOf } from '../support/plans.ts';
import { tool } from '../support/tools.ts';

/** A test of a setting moves to where the setting is tested, once the engine has it. */
test.each([
  ['policy.order', { order: 'priority' }, '"priority"'],
  ['policy.order', { order: 'longest-first' }, '"longest-first"'],
  ['policy.onError', { onError: 'fail-fast' }, '"fail-fast"'],
  ['policy.onError', { onError: 'first-success' }, '"first-success"'],
  ['policy.timeoutMs', { timeoutMs: 100 }, '100'],
  ['policy.deadlineMs', { deadlineMs: 100 }, '100'],
  ['policy.slotOnTimeout', { slotOnTimeout: 'hold' }, '"hold"'],
  ['policy.recovery', { recovery: 'fallback' }, '"fallback"'],
  ['policy.rate', { rate: { starts: 1, perMs: 100 } }, '{"starts":1,"perMs":100}'],
  ['policy.retry.attempts', { retry: { attempts: 2 } }, '2'],
] as const)('a setting that the engine does not have yet is refused: %s %o', async (path, policy, got) => {
  const invoke = vi.fn();
  const refused = predict({ ...planOf('it'), policy: policy as never }, { tools: { it: tool(invoke) } });
  await expect(refused).rejects.toMatchObject({ name: 'PlanError', path, got });
  expect(invoke).not.toHaveBeenCalled();
});

const it = tool(() => {});

test.each<[string, string, Tools]>([
  ['calls[1].timeoutMs', 'it', { it }],
  ['tools.it.timeoutMs', 'it', { it: { ...it, timeoutMs: 10 } }],
  ['tools.it.limit', 'it', { it: { ...it, limit: 1 } }],
])('so is %s', async (path, _, tools) => {
  const plan = path.startsWith('calls') ? planOf('it', 'it timeoutMs=10') : planOf('it');
  await expect(predict(plan, { tools })).rejects.toMatchObject({ name: 'PlanError', path });
});

test('what the settings are without being given is not refused', async () => {
  const policy = { order: 'listed', onError: 'collect', timeoutMs: null, rate: null, retry: { attempts: 1 } } as never;
  await expect(predict({ ...planOf('it'), policy }, { tools: { it } })).resolves.toMatchObject({ makespan: 0 });
});

test.each<[string, unknown]>([
  ['tools.it', { it: { name: 'it' } }],
  ['tools.it', { it: null }],
  [
    'tools.it',
    [
      { ...it, name: 'it' },
      { ...it, name: 'it' },
    ],
  ],
  ['tools[0].name', [{ invoke: () => {} }]],
  ['tools[1]', [it, undefined]],
])('tools that cannot be called: %s', async (path, tools) => {
  await expect(execute(planOf('it'), { tools: tools as Tools })).rejects.toMatchObject({ name: 'PlanError', path });
});
