import { describe, expect, test } from 'vitest';
import { virtualClock } from '../../../src/engine/clocks/virtualClock.ts';
import { execute } from '../../../src/engine/execute.ts';
import { predict } from '../../../src/engine/predict.ts';
import type { Clock } from '../../../src/engine/types.ts';
import { draw, story } from '../support/drawing.ts';
import { drive } from '../support/drive.ts';
import { planOf, times } from '../support/plans.ts';
import { sleep, TOOLS, tool } from '../support/tools.ts';

const kinds = (run: { outcomes: readonly { kind: string }[] }) => run.outcomes.map(({ kind }) => kind);

describe('timeouts', () => {
  test('case 15: a call exceeds its timeout: timedOut at that moment, its signal aborted with a TimeoutError', async () => {
    const reasons: unknown[] = [];
    const told = tool(({ ms }, { clock, signal }) => {
      signal.addEventListener('abort', () => reasons.push(signal.reason, clock.now()));
      return sleep(clock, ms);
    });
    const plan = planOf('told 80', 'ok 20', { timeoutMs: 50 });
    const run = await predict(plan, { tools: { ...TOOLS, told } });
    expect(draw(run, { per: 10 })).toEqual(['a ####t', 'b ##']);
    expect(run.outcomes[0]).toMatchObject({
      kind: 'timedOut',
      error: { name: 'TimeoutError', message: 'timed out after 50 ms' },
      settledAt: 50,
      abandoned: true,
    });
    expect(reasons).toMatchObject([{ name: 'TimeoutError', message: 'timed out after 50 ms' }, 50]);
    expect(run.makespan).toBe(50);
  });

  test('a clock that was spread and given an `after` of its own sets them', async () => {
    const inner = virtualClock();
    const delays: number[] = [];
    const after: Clock['after'] = (delay, fire) => {
      delays.push(delay);
      return inner.after(delay, fire);
    };
    const run = await inner.drive(
      execute(planOf('ok 80', 'ok 20', { timeoutMs: 50 }), { tools: TOOLS, clock: { ...inner, after } }),
    );
    expect(kinds(run)).toEqual(['timedOut', 'succeeded']);
    expect(delays.filter((delay) => delay === 50)).toHaveLength(2);
  });

  test('case 15: a signal that is read only after the timeout is aborted by then', async () => {
    let late: unknown;
    const lazy = tool(async ({ ms }, ctx) => {
      await sleep(ctx.clock, ms);
      late = ctx.signal.reason;
    });
    await predict(planOf('lazy 80 timeoutMs=50'), { tools: { lazy } });
    expect(late).toMatchObject({ name: 'TimeoutError' });
  });

  test('case 15: one that heeds its signal is cut off, too; nothing is left running', async () => {
    const { run, heard, pending } = await drive(planOf('heeds 80', { timeoutMs: 50 }));
    expect(story({ events: heard }, 'attemptEnded', 'settled', 'late')).toEqual([
      '50 attemptEnded a',
      '50 settled a timedOut',
      '50 late a failed',
    ]);
    expect([kinds(run), pending]).toEqual([['timedOut'], 0]);
  });

  test('the call’s own timeout goes before its tool’s, that before the policy’s', async () => {
    const tools = { ok: { ...TOOLS.ok, timeoutMs: 30 }, other: TOOLS.ok };
    const plan = planOf('ok 90 timeoutMs=40', 'ok 90', 'other 90', { timeoutMs: 20 });
    expect((await predict(plan, { tools })).outcomes.map(({ settledAt }) => settledAt)).toEqual([40, 30, 20]);
  });

  test('ending in the same moment as the timeout is timed out; a moment earlier it is not', async () => {
    const plan = planOf('ok 50', 'ok 49.9', 'fail 50', { timeoutMs: 50 });
    expect(kinds(await predict(plan, { tools: TOOLS }))).toEqual(['timedOut', 'succeeded', 'timedOut']);
  });

  test('case 16: a deaf tool with a timeout: the run ends, and the call is shown as abandoned', async () => {
    const run = await predict(planOf('hang', 'ok 30', { limit: 1, timeoutMs: 50 }), { tools: TOOLS });
    expect(draw(run, { per: 10 })).toEqual(['a ####t---', 'b .....###']);
    expect(run.outcomes[0]).toMatchObject({ kind: 'timedOut', abandoned: true });
    expect(run).not.toHaveProperty('stalled');
  });

  test('case 16: under `hold` the calls queued behind it never start: predict says stalled', async () => {
    const plan = planOf('hang', 'ok 30', { limit: 1, timeoutMs: 50, slotOnTimeout: 'hold' });
    const run = await predict(plan, { tools: TOOLS });
    expect(run).toMatchObject({ stalled: true, makespan: 50 });
    expect(run.outcomes).toMatchObject([
      { kind: 'timedOut', abandoned: true },
      { kind: 'cancelled', reason: 'never settles', attempts: 0 },
    ]);
  });

  test('case 16: under `hold`, Stop ends it, and so does the run’s deadline', async () => {
    const plan = planOf('hang', 'ok 30', { limit: 1, timeoutMs: 50, slotOnTimeout: 'hold' });
    const stopped = await drive(plan, { abortAt: 200, abortWith: 'Stop' });
    expect(stopped.run.outcomes).toMatchObject([{ kind: 'timedOut' }, { kind: 'cancelled', reason: 'Stop' }]);
    const { outcomes, makespan } = await predict(
      { ...plan, policy: { ...plan.policy, deadlineMs: 120 } },
      { tools: TOOLS },
    );
    expect(outcomes.map(({ kind }) => kind)).toEqual(['timedOut', 'skipped']);
    expect(makespan).toBe(120);
  });

  test('case 17: it settles after its timeout: outcome unchanged, one late event; a late rejection is nobody’s problem', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', note);
    const { run, heard } = await drive(planOf('ok 80', 'fail 70', 'ok 100', { timeoutMs: 90 }), {});
    const { run: cut, heard: all } = await drive(planOf('ok 80', 'fail 70', { timeoutMs: 50 }), {});
    await new Promise((resolve) => setTimeout(resolve, 1));
    process.off('unhandledRejection', note);
    expect(kinds(run)).toEqual(['succeeded', 'failed', 'timedOut']);
    expect(story({ events: heard }, 'late')).toEqual(['100 late c succeeded']);
    expect(kinds(cut)).toEqual(['timedOut', 'timedOut']);
    expect(story({ events: all }, 'runSettled', 'late')).toEqual([
      '50 runSettled',
      '70 late b failed',
      '80 late a succeeded',
    ]);
    expect(all.at(-2)).toMatchObject({ type: 'late', error: { message: 'boom' } });
    expect(unhandled).toEqual([]);
  });

  test('case 18: the timeout counts from the start, not from queueing', async () => {
    const run = await predict(planOf(...times(4, 'ok 40'), { limit: 1, timeoutMs: 50 }), { tools: TOOLS });
    expect(kinds(run)).toEqual(times(4, 'succeeded'));
    expect(run.makespan).toBe(160);
  });

  test('case 20: nor is there a next attempt after the run’s deadline: none is announced', async () => {
    const retry = { attempts: 2, baseMs: 10, factor: 1, maxMs: 10, jitter: 0 };
    const run = await predict(planOf('block 80', { deadlineMs: 50, retry }), { tools: TOOLS });
    const end = run.events.find(({ type }) => type === 'attemptEnded');
    expect(end).toMatchObject({ at: 80, result: 'timedOut' });
    expect(end).not.toHaveProperty('backoffMs');
  });

  test('case 20: a blocking tool that returns after its timeout: timedOut, not succeeded', async () => {
    const run = await predict(planOf('block 80', 'block 40', { limit: 1, timeoutMs: 50 }), { tools: TOOLS });
    expect(run.outcomes).toMatchObject([
      { kind: 'timedOut', settledAt: 80, error: { name: 'TimeoutError', message: 'it ended after its deadline' } },
      { kind: 'succeeded', settledAt: 120 },
    ]);
    expect(run.outcomes[0]).not.toHaveProperty('abandoned');
  });

  test('case 23: `release`: the slot of an abandoned call is given back, the real overlap exceeds the limit and shows', async () => {
    const run = await predict(planOf(...times(3, 'ok 70'), { limit: 1, timeoutMs: 30 }), { tools: TOOLS });
    expect(draw(run, { per: 10 })).toEqual(['a ##t----', 'b ...##t---', 'c ......##t']);
    expect(story(run, 'late')).toEqual(['70 late a succeeded', '100 late b succeeded', '130 late c succeeded']);
    expect(run.outcomes.every(({ abandoned }) => abandoned)).toBe(true);
  });

  test('case 23: `hold`: the limit is strict, a slot comes free when the abandoned work has ended', async () => {
    const plan = planOf(...times(3, 'ok 70'), { limit: 1, timeoutMs: 30, slotOnTimeout: 'hold' });
    const run = await predict(plan, { tools: TOOLS });
    expect(run.outcomes.map(({ startedAt, settledAt }) => [startedAt, settledAt])).toEqual([
      [0, 30],
      [70, 100],
      [140, 170],
    ]);
  });

  test('case 23: `hold` counts for the limit of a tool as well', async () => {
    const tools = { ...TOOLS, pool: { ...TOOLS.ok, limit: 1, timeoutMs: 30 } };
    const hold = await predict(planOf('pool 70', 'pool 10', 'ok 5', { slotOnTimeout: 'hold' }), { tools });
    expect(story(hold, 'started')).toEqual(['0 started a', '0 started c', '70 started b']);
    const release = await predict(planOf('pool 70', 'pool 10', 'ok 5'), { tools });
    expect(story(release, 'started')).toEqual(['0 started a', '0 started c', '30 started b']);
  });
});

describe('the deadline of the run', () => {
  test('case 19: queued calls are skipped, running ones timed out, settled ones kept', async () => {
    const plan = planOf('ok 40', 'ok 200', 'ok 90', 'ok 10', { limit: 2, deadlineMs: 100 });
    const reasons: unknown[] = [];
    const { run, pending } = await drive(plan, {
      tools: {
        ok: tool(({ ms }, { clock, signal }) => {
          signal.addEventListener('abort', () => reasons.push(signal.reason));
          return sleep(clock, ms);
        }),
      },
    });
    expect(draw(run, { per: 10 })).toEqual(['a ####', 'b #########t', 'c ....#####t', 'd .........s']);
    const reason = "the run's deadline of 100 ms passed";
    expect(run.outcomes.map((outcome) => outcome.reason)).toEqual([undefined, reason, reason, reason]);
    expect(run.outcomes[1]?.error).toEqual({ name: 'TimeoutError', message: reason });
    expect(reasons).toMatchObject([{ name: 'TimeoutError' }, { name: 'TimeoutError' }]);
    // The two tools that are deaf still sleep; nothing of the engine’s is left.
    expect([run.makespan, pending]).toEqual([100, 2]);
  });

  test('case 19: a call that waits for its next attempt has started: timed out', async () => {
    const plan = planOf('fail 40', {
      deadlineMs: 100,
      retry: { attempts: 9, baseMs: 500, maxMs: 500, factor: 1, jitter: 0 },
    });
    const { run, pending } = await drive(plan);
    expect(run.outcomes).toMatchObject([{ kind: 'timedOut', attempts: 1, settledAt: 100 }]);
    expect([run.outcomes[0]?.abandoned, pending]).toEqual([undefined, 0]);
  });

  test('a deadline that is not reached leaves no timer', async () => {
    const { run, pending } = await drive(planOf('ok 40', { deadlineMs: 100, timeoutMs: 60 }));
    expect([kinds(run), pending]).toEqual([['succeeded'], 0]);
  });

  test('case 20: a blocking tool that returns after the run’s deadline: timedOut; what is queued is skipped, not started', async () => {
    const late = await predict(planOf('block 120', 'ok 10', { limit: 1, deadlineMs: 100 }), { tools: TOOLS });
    expect(kinds(late)).toEqual(['timedOut', 'skipped']);
    // So little after it that the engine has no other reason to pause.
    const barely = planOf('ok 98', 'ok 99', 'ok 10', { limit: 2, deadlineMs: 100 });
    const burns = tool(async ({ ms }, { clock }) => {
      await sleep(clock, ms);
      clock.block(2.5);
    });
    const run = await predict(barely, { tools: { ok: burns } });
    expect(kinds(run)).toEqual(['timedOut', 'timedOut', 'skipped']);
  });

  test('nothing is retried or recovered after it', async () => {
    const plan = planOf('block 120', 'ok 200', {
      deadlineMs: 100,
      recovery: 'fallback',
      retry: { attempts: 3, baseMs: 0, factor: 1, maxMs: 0, jitter: 0 },
    });
    for (const call of plan.calls) call.fallback = { value: 'instead' };
    const run = await predict(plan, { tools: TOOLS });
    expect(kinds(run)).toEqual(['timedOut', 'skipped']);
    expect(story(run, 'started')).toEqual(['0 started a']);
  });
});

test('a deaf tool that polls its clock for ever is left behind: the prediction ends', async () => {
  const polls = tool(async (_args, { clock }) => {
    for (;;) await sleep(clock, 10);
  });
  const run = await predict(planOf('polls', 'ok 20', { timeoutMs: 50 }), { tools: { ...TOOLS, polls } });
  expect(kinds(run)).toEqual(['timedOut', 'succeeded']);
  expect(run.outcomes[0]).toMatchObject({ abandoned: true, settledAt: 50 });
  expect(run.stalled).toBeUndefined();
  expect(run.events.some(({ type }) => type === 'late')).toBe(false);
});

test('case 15: a tool that holds the thread up to its very deadline has timed out', async () => {
  expect(kinds(await predict(planOf('block 50', { timeoutMs: 50 }), { tools: TOOLS }))).toEqual(['timedOut']);
  expect(kinds(await predict(planOf('block 49', { timeoutMs: 50 }), { tools: TOOLS }))).toEqual(['succeeded']);
});
