import { describe, expect, test } from 'vitest';
import { backoff } from '../../../src/engine/attempts/backoff.ts';
import { predict } from '../../../src/engine/predict.ts';
import type { ToolContext } from '../../../src/engine/types.ts';
import type { Retry } from '../../../src/run/types.ts';
import { draw, story } from '../support/drawing.ts';
import { drive } from '../support/drive.ts';
import { ofType } from '../support/laws.ts';
import { planOf } from '../support/plans.ts';
import { sleep, TOOLS, tool } from '../support/tools.ts';

/** Every 10 ms again. */
const often = (attempts: number): Retry => ({ attempts, baseMs: 10, factor: 1, maxMs: 10, jitter: 0 });

describe('the delay before the next attempt', () => {
  const delays = (retry: Retry, seed = 0) => [1, 2, 3, 4, 5].map((attempt) => backoff(retry, seed, 0, attempt));

  test('case 31: base * factor^(k-1), at most maxMs', async () => {
    const retry = { attempts: 6, baseMs: 10, factor: 3, maxMs: 200, jitter: 0 };
    expect(delays(retry)).toEqual([10, 30, 90, 200, 200]);
    const run = await predict(planOf('flaky 5 failures=5', { retry }), { tools: TOOLS });
    expect(ofType(run.events, 'attemptEnded').map(({ backoffMs }) => backoffMs)).toEqual([...delays(retry), undefined]);
    expect(ofType(run.events, 'started').map(({ at }) => at)).toEqual([0, 15, 50, 145, 350, 555]);
    expect(run.outcomes[0]).toMatchObject({ kind: 'succeeded', value: 'ok on attempt 6', attempts: 6 });
  });

  test('case 31: jitter takes away up to its share, and the seed decides how much', () => {
    const retry = { attempts: 9, baseMs: 100, factor: 1, maxMs: 100, jitter: 0.25 };
    const many = Array.from({ length: 2000 }, (_, seed) => delays(retry, seed)).flat();
    expect(Math.min(...many)).toBeGreaterThanOrEqual(75);
    expect(Math.min(...many)).toBeLessThan(75.1);
    expect(Math.max(...many)).toBeLessThanOrEqual(100);
    expect(Math.max(...many)).toBeGreaterThan(99.9);
    expect(delays(retry, 7)).toEqual(delays(retry, 7));
    expect(delays(retry, 7)).not.toEqual(delays(retry, 8));
    expect(new Set(delays(retry, 7)).size).toBe(5);
    expect(backoff(retry, 7, 1, 1)).not.toBe(backoff(retry, 7, 2, 1));
  });

  test('case 31: numbers that grow past all numbers stay within the bounds', () => {
    const retry = { attempts: 9, baseMs: 10, factor: 1e200, maxMs: 500, jitter: 0 };
    expect(delays(retry)).toEqual([10, 500, 500, 500, 500]);
    expect(delays({ ...retry, baseMs: 0 })).toEqual([0, 0, 0, 0, 0]);
    expect(delays({ ...retry, maxMs: 0 })).toEqual([0, 0, 0, 0, 0]);
  });

  test('the tool’s own random numbers are not those of its backoff', () => {
    const retry = { attempts: 9, baseMs: 1, factor: 1, maxMs: 1, jitter: 1 };
    const drawn: number[] = [];
    const dice = tool((_, { random }) => {
      drawn.push(1 - random());
      throw new Error('again');
    });
    return predict(planOf('dice', { retry, seed: 3 }), { tools: { dice } }).then(({ events }) => {
      const backoffs = ofType(events, 'attemptEnded').flatMap(({ backoffMs }) => backoffMs ?? []);
      expect(new Set([...drawn, ...backoffs]).size).toBe(9 + 8);
    });
  });
});

describe('retries', () => {
  test('case 27: abort during backoff: no further attempt, and no timer is left', async () => {
    const { run, heard, pending } = await drive(
      planOf('fail 20', { retry: { ...often(5), baseMs: 100, maxMs: 100 } }),
      {
        abortAt: 50,
      },
    );
    expect(run.outcomes).toMatchObject([{ kind: 'cancelled', attempts: 1, settledAt: 50 }]);
    expect(heard).toEqual(run.events);
    expect(pending).toBe(0);
  });

  test('case 32: errors and timeouts are retried', async () => {
    const plan = planOf('fail 5', 'ok 90', 'syncFail', { timeoutMs: 20, retry: often(3) });
    const run = await predict(plan, { tools: TOOLS });
    expect(run.outcomes.map(({ kind, attempts }) => [kind, attempts])).toEqual([
      ['failed', 3],
      ['timedOut', 3],
      ['failed', 3],
    ]);
    expect(run.outcomes[0]?.error?.message).toBe('boom');
  });

  test('case 32: rejected and cancelled calls are not', async () => {
    const { run } = await drive(planOf('nobody', 'picky', 'heeds 90', { retry: often(3) }), {
      acts: [[20, (controller) => controller.cancelCall(2)]],
    });
    expect(run.outcomes.map(({ kind, attempts }) => [kind, attempts])).toEqual([
      ['rejected', 0],
      ['rejected', 0],
      ['cancelled', 1],
    ]);
  });

  test('case 32: nothing is retried that succeeded, and one attempt is one', async () => {
    const run = await predict(planOf('ok 5', { retry: often(3) }), { tools: TOOLS });
    expect(run.outcomes[0]).toMatchObject({ kind: 'succeeded', attempts: 1 });
    expect((await predict(planOf('fail 5'), { tools: TOOLS })).outcomes[0]).toMatchObject({ attempts: 1 });
  });

  test('case 33: retrying one call does not run its siblings again', async () => {
    const plan = planOf('ok 40', 'flaky 20 failures=1', 'ok 10', { retry: often(3) });
    const run = await predict(plan, { tools: TOOLS });
    expect(draw(run, { per: 10 })).toEqual(['a ####', 'b #x~##', 'c #']);
    expect(run.outcomes.map(({ attempts }) => attempts)).toEqual([1, 2, 1]);
  });

  test('case 34: the slot is given back during backoff, and the wait for it afterwards shows', async () => {
    const run = await predict(planOf('flaky 20 failures=1', 'ok 50', { limit: 1, retry: often(2) }), { tools: TOOLS });
    expect(draw(run, { per: 10 })).toEqual(['a #x~....##', 'b ..#####']);
    expect(story(run, 'ready')).toEqual(['0 ready a', '0 ready b', '30 ready a']);
  });

  test('case 34: under `hold`, a retry uses the slot that its abandoned attempt holds', async () => {
    const plan = planOf('ok 100 timeoutMs=30', 'ok 20', { limit: 1, slotOnTimeout: 'hold', retry: often(2) });
    const run = await predict(plan, { tools: TOOLS });
    expect(story(run, 'started', 'late')).toEqual([
      '0 started a',
      // Beside its first attempt, which runs until 100.
      '40 started a',
      '100 late a succeeded',
      // Its second attempt was cut off at 70 and runs until 140.
      '140 late a succeeded',
      '140 started b',
    ]);
  });

  test('case 34: … and its place in the pool of its tool', async () => {
    const tools = { pool: { ...TOOLS.ok, limit: 1 } };
    const plan = planOf('pool 100 timeoutMs=30', 'pool 20', { slotOnTimeout: 'hold', retry: often(2) });
    expect(story(await predict(plan, { tools }), 'started')).toEqual(['0 started a', '40 started a', '140 started b']);
  });

  test('case 34: when the abandoned attempt ends first, the retry queues like everybody', async () => {
    const plan = planOf('ok 60 timeoutMs=30', 'ok 40', 'ok 40', {
      limit: 1,
      slotOnTimeout: 'hold',
      retry: { ...often(2), baseMs: 50, maxMs: 50 },
    });
    // The first attempt ends at 60, the retry is due at 80: b has the slot by then.
    const run = await predict(plan, { tools: TOOLS });
    expect(story(run, 'started')).toEqual(['0 started a', '60 started b', '100 started a', '160 started c']);
  });

  test('case 34: … also when it ends while a pause keeps the retry waiting: a limit lowered meanwhile is kept', async () => {
    const plan = planOf('ok 60 timeoutMs=30', 'ok 200', 'ok 80', {
      limit: 3,
      slotOnTimeout: 'hold',
      retry: often(2),
    });
    const { run } = await drive(plan, {
      // Let through again at 40; what it abandoned ends at 60.
      onEvent: (event, _, controller) => {
        if (event.type === 'ready' && event.at > 0) controller.pause();
      },
      acts: [
        [70, (controller) => controller.setLimit(1)],
        // Right after c's end: the engine sees no reason to give the thread back first.
        [80.5, (controller) => controller.resume()],
      ],
    });
    expect(story(run, 'started')).toEqual(['0 started a', '0 started b', '0 started c', '200 started a']);
  });

  test('case 22: each attempt has a timeout of its own; the deadline of the run still caps', async () => {
    const plan = planOf('hang', { timeoutMs: 30, deadlineMs: 100, retry: often(9) });
    const { run, pending } = await drive(plan);
    expect(draw(run, { per: 10 })).toEqual(['a ##t~##t~#t']);
    expect(run.outcomes[0]).toMatchObject({ kind: 'timedOut', attempts: 3, settledAt: 100, abandoned: true });
    expect(pending).toBe(0);
  });

  test('case 22: succeeding in time on a later attempt is a success, though the first still runs', async () => {
    const slowFirst = tool(async (_, { clock, attempt }) => {
      await sleep(clock, attempt === 1 ? 500 : 10);
      return attempt;
    });
    const { run, heard } = await drive(planOf('it', { timeoutMs: 30, retry: often(2) }), { tools: { it: slowFirst } });
    expect(run.outcomes[0]).toMatchObject({ kind: 'succeeded', value: 2, abandoned: true, settledAt: 50 });
    expect(story({ events: heard }, 'late')).toEqual(['500 late a succeeded']);
  });

  test('case 47: what an earlier attempt still brings is dropped: its result, its error, its reports', async () => {
    const contexts: ToolContext[] = [];
    const it = {
      name: 'it',
      async invoke(_: object, ctx: ToolContext) {
        contexts.push(ctx);
        await sleep(ctx.clock, ctx.attempt === 1 ? 60 : 40);
        contexts[0]?.report('stale');
        ctx.report(`fresh ${ctx.attempt}`);
        return `result of attempt ${ctx.attempt}`;
      },
    };
    const { run, heard } = await drive(planOf('it', { timeoutMs: 50, retry: often(2) }), { tools: [it] });
    expect(ofType(heard, 'partial').map(({ value }) => value)).toEqual(['fresh 2']);
    expect(run.outcomes[0]).toMatchObject({ kind: 'succeeded', value: 'result of attempt 2', settledAt: 100 });
    expect(ofType(heard, 'late')).toEqual([
      { seq: expect.any(Number), at: 60, type: 'late', key: 0, attempt: 1, result: 'succeeded' },
    ]);
    expect(ofType(heard, 'settled')).toHaveLength(1);
  });
});
