import { describe, expect, test } from 'vitest';
import { predict } from '../../../src/engine/predict.ts';
import { draw, story } from '../support/drawing.ts';
import { drive } from '../support/drive.ts';
import { ofType } from '../support/laws.ts';
import { planOf, times } from '../support/plans.ts';
import { TOOLS } from '../support/tools.ts';

const startsOf = (events: Parameters<typeof ofType>[0]) => ofType(events, 'started').map(({ at }) => at);

describe('at most c starts in any window', () => {
  test('case 40: 2 per 100 ms', async () => {
    const run = await predict(planOf(...times(5, 'ok 10'), { rate: { starts: 2, perMs: 100 } }), { tools: TOOLS });
    expect(startsOf(run.events)).toEqual([0, 0, 100, 100, 200]);
    // Waiting for the rate is waiting to be ready.
    expect(ofType(run.events, 'ready').map(({ at }) => at)).toEqual([0, 0, 100, 100, 200]);
  });

  test('case 40: any window, not those of a clock on the wall', async () => {
    const plan = planOf('ok 70', 'ok 10', 'ok 10', 'ok 10', { limit: 1, rate: { starts: 2, perMs: 100 } });
    expect(startsOf((await predict(plan, { tools: TOOLS })).events)).toEqual([0, 70, 100, 170]);
  });

  test('case 40: a call that is cancelled before its start uses none', async () => {
    const plan = planOf('ok 50', 'ok 10', 'ok 10', { limit: 1, rate: { starts: 2, perMs: 1000 } });
    const { run } = await drive(plan, { acts: [[20, (controller) => controller.cancelCall(1)]] });
    expect(startsOf(run.events)).toEqual([0, 50]);
    expect(run.makespan).toBe(60);
  });

  test('case 40: rejected calls use none; retries and fallbacks use one each', async () => {
    const retry = { attempts: 2, baseMs: 10, factor: 1, maxMs: 10, jitter: 0 };
    const plan = planOf('nobody', 'fail 10', { rate: { starts: 1, perMs: 100 }, retry, recovery: 'fallback' });
    if (plan.calls[1]) plan.calls[1].fallback = { tool: 'ok', args: { ms: 10 } };
    const run = await predict(plan, { tools: TOOLS });
    expect(startsOf(run.events)).toEqual([0, 100, 200]);
    expect(run.outcomes[1]).toMatchObject({ kind: 'succeeded', settledAt: 210 });
  });

  test('case 40: paused, it lets nobody through; afterwards the window counts from the starts', async () => {
    const { run } = await drive(planOf(...times(4, 'ok 10'), { rate: { starts: 2, perMs: 100 } }), {
      acts: [
        [50, (controller) => controller.pause()],
        [150, (controller) => controller.resume()],
      ],
    });
    expect(startsOf(run.events)).toEqual([0, 0, 150, 150]);
  });

  test('the first by order goes first', async () => {
    const plan = planOf('ok 10', 'ok 10 priority=1', 'ok 10 priority=2', {
      rate: { starts: 1, perMs: 50 },
      order: 'priority',
    });
    expect(story(await predict(plan, { tools: TOOLS }), 'started')).toEqual([
      '0 started c',
      '50 started b',
      '100 started a',
    ]);
  });

  test('no timer is left when the run ends while calls wait for the rate', async () => {
    const { run, pending } = await drive(planOf('sync', 'sync', { rate: { starts: 1, perMs: 500 } }), { abortAt: 20 });
    expect([run.makespan, pending]).toEqual([20, 0]);
  });
});

describe('a rate and slots never wait for each other without end', () => {
  test('a fallback in its slot goes before a call that was promised the place and waits for that slot', async () => {
    const plan = planOf('fail 150', 'ok 10', { limit: 1, rate: { starts: 1, perMs: 100 }, recovery: 'fallback' });
    if (plan.calls[0]) plan.calls[0].fallback = { tool: 'ok', args: { ms: 20 } };
    const run = await predict(plan, { tools: TOOLS });
    expect(run).not.toHaveProperty('stalled');
    expect(draw(run, { per: 10 })).toEqual([
      `a ${'#'.repeat(14)}x##`,
      // Ready at 100, but the fallback has used the place: 100 ms later.
      `b ${'.'.repeat(25)}#`,
    ]);
  });

  test('so does a retry beside its abandoned attempt', async () => {
    const retry = { attempts: 2, baseMs: 10, factor: 1, maxMs: 10, jitter: 0 };
    const plan = planOf('hang timeoutMs=150', 'ok 10', {
      limit: 1,
      rate: { starts: 1, perMs: 100 },
      slotOnTimeout: 'hold',
      retry,
    });
    const { run } = await drive(plan, { abortAt: 1000 });
    expect(startsOf(run.events)).toEqual([0, 160]);
  });

  test('a call that waits for its tool keeps its place from nobody', async () => {
    const tools = { ...TOOLS, pool: { ...TOOLS.ok, limit: 1 } };
    const plan = planOf('pool 500', 'pool 10', 'ok 10', { rate: { starts: 1, perMs: 100 } });
    const run = await predict(plan, { tools });
    expect(story(run, 'started')).toEqual(['0 started a', '100 started c', '500 started b']);
  });
});
