import { getEventListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import { predict } from '../../../src/engine/predict.ts';
import type { Policy } from '../../../src/run/types.ts';
import { draw, story } from '../support/drawing.ts';
import { drive } from '../support/drive.ts';
import { planOf } from '../support/plans.ts';
import { sleep, TOOLS, tool } from '../support/tools.ts';

/** Deaf, but it notes what its signal says. */
function overhears() {
  const heard: unknown[] = [];
  const nosy = tool(async ({ ms }, { clock, signal }) => {
    signal.addEventListener('abort', () => heard.push(signal.reason));
    await sleep(clock, ms);
    return 'lost';
  });
  return { heard, tools: { ...TOOLS, nosy } };
}

describe('the first failure ends the run', () => {
  const calls = ['nosy 100', 'fail 40', 'ok 20', 'ok 10', 'ok 10'];

  test('case 3: fail-fast: siblings are cancelled, abandoned and run on unseen; calls not started are skipped', async () => {
    const { heard: reasons, tools } = overhears();
    const { run, heard } = await drive(planOf(...calls, { limit: 3, onError: 'fail-fast', batchSize: 4 }), { tools });
    expect(draw(run, { per: 10 })).toEqual(['a ###/', 'b ###x', 'c ##', 'd ..#', 'e ...s']);
    expect(run.outcomes).toMatchObject([
      { kind: 'cancelled', reason: 'b failed', abandoned: true },
      { kind: 'failed', error: { message: 'boom' } },
      { kind: 'succeeded' },
      { kind: 'succeeded' },
      { kind: 'skipped', reason: 'b failed', attempts: 0 },
    ]);
    expect(story({ events: heard }).slice(-4)).toEqual([
      '40 settled a cancelled',
      '40 settled e skipped',
      '40 runSettled',
      '100 late a succeeded',
    ]);
    expect(reasons).toEqual([]);
  });

  test('case 3: fail-fast-cancel: their signals are aborted too, and it does not wait for them', async () => {
    const { heard: reasons, tools } = overhears();
    const plan = planOf(...calls, { limit: 3, onError: 'fail-fast-cancel', batchSize: 4 });
    const { run, heard } = await drive(plan, { tools });
    expect(run.outcomes.map(({ kind }) => kind)).toEqual(['cancelled', 'failed', 'succeeded', 'succeeded', 'skipped']);
    expect(run.makespan).toBe(40);
    expect(reasons).toMatchObject([{ name: 'AbortError', message: 'b failed' }]);
    expect(story({ events: heard }, 'late')).toEqual(['100 late a succeeded']);
  });

  test.each<[string, Partial<Policy>, string]>([
    ['a timeout', { timeoutMs: 30 }, 'a timed out'],
    [
      'a failure after the last attempt',
      { retry: { attempts: 2, baseMs: 5, factor: 1, maxMs: 5, jitter: 0 } },
      'b failed',
    ],
  ])('case 3: %s is a failure', async (_, policy, reason) => {
    const run = await predict(planOf('ok 90', 'fail 40', 'ok 200', { ...policy, onError: 'fail-fast' }), {
      tools: TOOLS,
    });
    expect(run.outcomes[2]).toMatchObject({ kind: 'cancelled', reason });
    expect(run.makespan).toBe(policy.timeoutMs ?? 85);
  });

  test.each(['fail-fast', 'fail-fast-cancel'] as const)(
    'case 3: %s: a rejected call ends the run before it begins',
    async (onError) => {
      const { run, signal } = await drive(planOf('ok 10', 'nobody', 'picky', { onError, deadlineMs: 100 }));
      expect(run.outcomes.map(({ kind }) => kind)).toEqual(['skipped', 'rejected', 'rejected']);
      expect(run.outcomes[0]?.reason).toBe('b rejected');
      expect(story(run).at(-1)).toBe('0 runSettled');
      expect(getEventListeners(signal, 'abort')).toEqual([]);
    },
  );

  test('case 3: what a fallback saves is no failure', async () => {
    const plan = planOf('fail 20', 'ok 50', { onError: 'fail-fast', recovery: 'fallback' });
    if (plan.calls[0]) plan.calls[0].fallback = { value: 'instead' };
    const run = await predict(plan, { tools: TOOLS });
    expect(run.outcomes.map(({ kind }) => kind)).toEqual(['succeeded', 'succeeded']);
  });
});

describe('the first success ends the run', () => {
  test('siblings are cancelled and run on unseen, calls not started are skipped, failures do not count', async () => {
    const { heard: reasons, tools } = overhears();
    const plan = planOf('nosy 100', 'fail 10', 'ok 40', 'ok 50', 'ok 1', {
      limit: 3,
      onError: 'first-success',
      batchSize: 4,
    });
    const { run, heard } = await drive(plan, { tools });
    expect(draw(run, { per: 10 })).toEqual(['a ###/', 'b x', 'c ####', 'd .##/', 'e ...s']);
    expect(run.outcomes[0]).toMatchObject({ kind: 'cancelled', reason: 'c succeeded first', abandoned: true });
    expect(run.outcomes[4]).toMatchObject({ kind: 'skipped', reason: 'c succeeded first' });
    expect(story({ events: heard }, 'late')).toEqual(['60 late d succeeded', '100 late a succeeded']);
    expect(reasons).toEqual([]);
  });

  test('when none succeeds, each has its own failure', async () => {
    const run = await predict(planOf('fail 10', 'nobody', 'ok 90', { onError: 'first-success', timeoutMs: 50 }), {
      tools: TOOLS,
    });
    expect(run.outcomes.map(({ kind }) => kind)).toEqual(['failed', 'rejected', 'timedOut']);
    expect(run.makespan).toBe(50);
  });

  test('a fallback’s value is a success', async () => {
    const plan = planOf('fail 20', 'ok 50', { onError: 'first-success', recovery: 'fallback' });
    if (plan.calls[0]) plan.calls[0].fallback = { value: 'instead' };
    const run = await predict(plan, { tools: TOOLS });
    expect(run.outcomes).toMatchObject([{ value: 'instead' }, { kind: 'cancelled', reason: 'a succeeded first' }]);
  });
});

test('collect: every call comes to its own end', async () => {
  const run = await predict(planOf('fail 10', 'ok 30', 'nobody', { onError: 'collect' }), { tools: TOOLS });
  expect(run.outcomes.map(({ kind }) => kind)).toEqual(['failed', 'succeeded', 'rejected']);
});
