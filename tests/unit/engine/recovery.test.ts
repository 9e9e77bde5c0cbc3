import { describe, expect, test, vi } from 'vitest';
import { predict } from '../../../src/engine/predict.ts';
import type { Tools } from '../../../src/engine/types.ts';
import type { Fallback } from '../../../src/run/types.ts';
import { draw, story } from '../support/drawing.ts';
import { drive } from '../support/drive.ts';
import type { PlanSettings } from '../support/plans.ts';
import { planOf } from '../support/plans.ts';
import { sleep, TOOLS, tool } from '../support/tools.ts';

/** The plan, with this fallback for its first call. */
function saved(fallback: Fallback, ...parts: (string | PlanSettings)[]) {
  const plan = planOf(...parts, { recovery: 'fallback' });
  if (plan.calls[0]) plan.calls[0].fallback = fallback;
  return plan;
}

describe('recovery by a fallback', () => {
  test('case 35: by a value, after the last failed attempt: `succeeded`, and `recovered` says from what', async () => {
    const retry = { attempts: 2, baseMs: 10, factor: 1, maxMs: 10, jitter: 0 };
    const run = await predict(saved({ value: 7 }, 'fail 20', { retry }), { tools: TOOLS });
    expect(run.outcomes[0]).toEqual({
      key: 0,
      id: 'a',
      name: 'fail',
      kind: 'succeeded',
      value: 7,
      recovered: 'failed: boom',
      attempts: 2,
      queuedAt: 0,
      startedAt: 0,
      settledAt: 50,
    });
  });

  test('case 35: a value that is undefined is a value', async () => {
    const run = await predict(saved({ value: undefined }, 'fail 20'), { tools: TOOLS });
    expect(run.outcomes[0]).toMatchObject({ kind: 'succeeded', value: undefined, recovered: 'failed: boom' });
  });

  test('case 35: from a timeout', async () => {
    const run = await predict(saved({ value: 7 }, 'ok 90', { timeoutMs: 40 }), { tools: TOOLS });
    expect(run.outcomes[0]).toMatchObject({ recovered: 'timed out after 40 ms', settledAt: 40, abandoned: true });
  });

  test('case 35: by a tool, in the same slot, with a fresh timeout', async () => {
    const plan = saved({ tool: 'ok', args: { ms: 40 } }, 'fail 40', 'ok 30', { limit: 1, timeoutMs: 50 });
    const run = await predict(plan, { tools: TOOLS });
    expect(draw(run, { per: 10 })).toEqual(['a ###x####', 'b ........###']);
    expect(run.outcomes[0]).toMatchObject({
      kind: 'succeeded',
      name: 'fail',
      value: 'ok after 40',
      recovered: 'failed: boom',
      attempts: 2,
      settledAt: 80,
    });
    expect(story(run, 'ready', 'started')).toEqual([
      '0 ready a',
      '0 ready b',
      '0 started a',
      '40 ready a',
      '40 started a',
      '80 started b',
    ]);
  });

  test('case 35: the same slot after a timeout as well, however the slot of the abandoned attempt is kept', async () => {
    const plan = saved({ tool: 'ok', args: { ms: 20 } }, 'ok 100', 'ok 30', { limit: 1, timeoutMs: 40 });
    const release = await predict(plan, { tools: TOOLS });
    expect(story(release, 'started')).toEqual(['0 started a', '40 started a', '60 started b']);
    const hold = await predict({ ...plan, policy: { ...plan.policy, slotOnTimeout: 'hold' } }, { tools: TOOLS });
    expect(story(hold, 'started')).toEqual(['0 started a', '40 started a', '100 started b']);
  });

  test('case 35: without arguments of its own it gets the call’s; its own timeout counts; the attempt goes on counting', async () => {
    const seen: unknown[] = [];
    const plan = saved({ tool: 'it' }, 'syncFail 500', { timeoutMs: 30 });
    const it = {
      ...tool(async ({ ms }, { clock, attempt }) => {
        seen.push(ms, attempt);
        await sleep(clock, ms);
      }),
      timeoutMs: 70,
    };
    const run = await predict(plan, { tools: { ...TOOLS, it } });
    expect(seen).toEqual([500, 2]);
    expect(run.outcomes[0]).toMatchObject({ kind: 'timedOut', settledAt: 70, attempts: 2 });
    expect(run.outcomes[0]).not.toHaveProperty('recovered');
  });

  test('case 35: a fallback that fails is not tried again, and not recovered itself', async () => {
    const retry = { attempts: 3, baseMs: 10, factor: 1, maxMs: 10, jitter: 0 };
    const plan = saved({ tool: 'fail', args: { ms: 5 } }, 'syncFail', { retry });
    const run = await predict(plan, { tools: TOOLS });
    expect(run.outcomes[0]).toMatchObject({ kind: 'failed', error: { message: 'boom' }, attempts: 4, settledAt: 25 });
    expect(run.outcomes[0]).not.toHaveProperty('recovered');
  });

  test('case 35: a fallback whose arguments its tool refuses: failed, and said', async () => {
    const run = await predict(saved({ tool: 'picky' }, 'fail 20', 'ok 10', { limit: 1 }), { tools: TOOLS });
    expect(run.outcomes[0]).toMatchObject({
      kind: 'failed',
      error: { name: 'InvalidArguments', message: 'Fallback: Invalid arguments: ms: too picky' },
      attempts: 1,
    });
    expect(run.outcomes[1]).toMatchObject({ kind: 'succeeded', startedAt: 20 });
  });

  test('case 35: waits for the pool of its tool, and keeps its slot meanwhile', async () => {
    const tools = { ...TOOLS, pool: { ...TOOLS.ok, limit: 1 } };
    const plan = saved({ tool: 'pool', args: { ms: 10 } }, 'fail 20', 'pool 50', 'ok 5', { limit: 2 });
    expect(story(await predict(plan, { tools }), 'started')).toEqual([
      '0 started a',
      '0 started b',
      '50 started a',
      '50 started c',
    ]);
  });

  test('cancelled on the way to its fallback: the slot goes to the next', async () => {
    const tools = { ...TOOLS, pool: { ...TOOLS.ok, limit: 1 } };
    const plan = saved({ tool: 'pool', args: { ms: 10 } }, 'fail 20', 'pool 50', 'ok 5', { limit: 2 });
    const { run } = await drive(plan, { tools, acts: [[30, (controller) => controller.cancelCall(0)]] });
    expect(story(run, 'started')).toEqual(['0 started a', '0 started b', '30 started c']);
    expect(run.outcomes[0]).toMatchObject({ kind: 'cancelled', attempts: 1 });
  });

  test.each([
    ['the policy does not ask for it', { recovery: 'none' } as const],
    ['there is none', {}],
  ])('nothing is recovered where %s', async (why, settings) => {
    const plan = saved({ value: 7 }, 'fail 20');
    if (why === 'there is none') delete plan.calls[0]?.fallback;
    const run = await predict({ ...plan, policy: { ...plan.policy, ...settings } }, { tools: TOOLS });
    expect(run.outcomes[0]).toMatchObject({ kind: 'failed' });
  });

  test('rejected and cancelled calls are not recovered', async () => {
    const plan = saved({ value: 7 }, 'nobody', 'ok 90');
    if (plan.calls[1]) plan.calls[1].fallback = { value: 8 };
    const { run } = await drive(plan, { acts: [[20, (controller) => controller.cancelCall(1)]] });
    expect(run.outcomes.map(({ kind }) => kind)).toEqual(['rejected', 'cancelled']);
  });

  test.each<[string, Tools]>([
    ['one of ok, fail', { ok: TOOLS.ok, fail: TOOLS.fail }],
    ['one of ok', [{ ...TOOLS.ok, name: 'ok' }]],
  ])('a fallback to a tool that nobody has is a PlanError; nothing starts', async (expected, tools) => {
    const onEvent = vi.fn();
    const wrong = drive(saved({ tool: 'toString' }, 'ok 20'), { tools, onEvent });
    await expect(wrong).rejects.toMatchObject({ path: 'calls[0].fallback.tool', expected, got: '"toString"' });
    expect(onEvent).not.toHaveBeenCalled();
  });

  test('two calls that fall back to each other’s tool: each is tried once', async () => {
    const plan = saved({ tool: 'syncFail' }, 'fail 10', 'syncFail', { limit: 1 });
    if (plan.calls[1]) plan.calls[1].fallback = { tool: 'fail', args: { ms: 10 } };
    const run = await predict(plan, { tools: TOOLS });
    expect(run.outcomes.map(({ kind, attempts }) => [kind, attempts])).toEqual([
      ['failed', 2],
      ['failed', 2],
    ]);
  });
});

test('arguments that a tool finds invalid while it runs are not tried again, and have no fallback', async () => {
  const retry = { attempts: 3, baseMs: 1, factor: 1, maxMs: 1, jitter: 0 };
  const plan = planOf('picky', { retry, recovery: 'fallback' });
  const calls = plan.calls.map((call) => ({ ...call, fallback: { value: 'instead' } }));
  const picky = {
    name: 'picky',
    invoke() {
      throw Object.assign(new Error('Invalid arguments: city: no such city'), { name: 'InvalidArguments' });
    },
  };
  const { outcomes } = await predict({ ...plan, calls }, { tools: { ...TOOLS, picky } });
  expect(outcomes).toMatchObject([
    { kind: 'failed', attempts: 1, error: { message: 'Invalid arguments: city: no such city' } },
  ]);
});
