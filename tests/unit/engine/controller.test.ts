import { getEventListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import { virtualClock } from '../../../src/engine/clocks/virtualClock.ts';
import { createController, type RunController } from '../../../src/engine/controller.ts';
import { execute } from '../../../src/engine/execute.ts';
import { predict } from '../../../src/engine/predict.ts';
import { foldAll } from '../../../src/run/fold.ts';
import type { Run } from '../../../src/run/types.ts';
import { draw, story } from '../support/drawing.ts';
import { drive } from '../support/drive.ts';
import { expectLawful, ofType } from '../support/laws.ts';
import { planOf, times } from '../support/plans.ts';
import { sleep, TOOLS, tool } from '../support/tools.ts';

const cancel = (key: number) => (controller: RunController) => controller.cancelCall(key);
const again = (baseMs: number) => ({ attempts: 3, baseMs, factor: 1, maxMs: baseMs, jitter: 0 });

describe('cancelling one call', () => {
  const plan = planOf('ok 40', 'ok 40', 'ok 40', { limit: 1 });

  test('case 29: queued: only that one changes', async () => {
    const { run } = await drive(plan, { acts: [[10, cancel(1)]] });
    expect(draw(run, { per: 10 })).toEqual(['a ####', 'b /', 'c ....####']);
    expect(run.outcomes[1]).toMatchObject({ kind: 'cancelled', reason: 'cancelled by the user', attempts: 0 });
  });

  test('case 29: running: its signal is aborted, it is abandoned, the next starts', async () => {
    const reasons: unknown[] = [];
    const ok = tool(({ ms }, { clock, signal }) => {
      signal.addEventListener('abort', () => reasons.push(signal.reason));
      return sleep(clock, ms);
    });
    const { run, heard } = await drive(plan, { tools: { ok }, acts: [[10, cancel(0)]] });
    expect(story({ events: heard }, 'started', 'settled', 'late')).toEqual([
      '0 started a',
      '10 settled a cancelled',
      '10 started b',
      '40 late a succeeded',
      '50 settled b succeeded',
      '50 started c',
      '90 settled c succeeded',
    ]);
    expect(run.outcomes[0]).toMatchObject({ kind: 'cancelled', abandoned: true, reason: 'cancelled by the user' });
    expect(reasons).toMatchObject([{ name: 'AbortError', message: 'cancelled by the user' }]);
  });

  test('case 29: in backoff: no further attempt, and no timer is left', async () => {
    const { run, pending } = await drive(planOf('fail 20', 'ok 50', { retry: again(100) }), {
      acts: [[30, cancel(0)]],
    });
    expect(run.outcomes).toMatchObject([{ kind: 'cancelled', attempts: 1, settledAt: 30 }, { kind: 'succeeded' }]);
    expect([run.makespan, pending]).toEqual([50, 0]);
  });

  test('case 29: behind a barrier: its batch has one less; a batch of which none is left does not open', async () => {
    const batches = planOf(...times(4, 'ok 10'), { batchSize: 1 });
    const { run } = await drive(batches, { acts: [[5, cancel(1)]] });
    expect(ofType(run.events, 'batchOpened').map(({ at, batch, keys }) => [at, batch, keys])).toEqual([
      [0, 1, [0]],
      [10, 3, [2]],
      [20, 4, [3]],
    ]);
  });

  test('one that has settled, or is none, is let be', async () => {
    const acts = [1, 0, 7, -1, 0.5, Number.NaN].map((key) => [50, cancel(key)] as const).slice(1);
    const { run } = await drive(plan, { acts });
    expect(run.outcomes.map(({ kind }) => kind)).toEqual(times(3, 'succeeded'));
  });

  test('the last open call: the run has settled', async () => {
    const { run } = await drive(planOf('ok 10', 'hang'), { acts: [[30, cancel(1)]] });
    expect(run.makespan).toBe(30);
  });

  test('a call that was let in for a place of its tool: another gets the place', async () => {
    const tools = { ...TOOLS, pool: { ...TOOLS.ok, limit: 1 } };
    const { run } = await drive(planOf('pool 20', 'ok 60', 'pool 30', 'pool 30', { limit: 3 }), {
      tools,
      acts: [
        [10, (controller) => controller.setLimit(1)],
        // At 20 c may have the place that a gave back, and waits for a slot.
        [30, cancel(2)],
      ],
      abortAt: 1000,
    });
    expect(story(run, 'started', 'settled')).toEqual([
      '0 started a',
      '0 started b',
      '20 settled a succeeded',
      '30 settled c cancelled',
      '60 settled b succeeded',
      '60 started d',
      '90 settled d succeeded',
    ]);
  });
});

describe('the limit, changed during a run', () => {
  test('case 36: raised: more start at once', async () => {
    const { run } = await drive(planOf(...times(4, 'ok 40'), { limit: 1 }), { acts: [[10, (c) => c.setLimit(3)]] });
    expect(draw(run, { per: 10 })).toEqual(['a ####', 'b .####', 'c .####', 'd ....####']);
    expect(ofType(run.events, 'limitChanged')).toMatchObject([{ at: 10, limit: 3 }]);
  });

  test('case 36: lowered: nothing is stopped for it, and nothing starts until there is room; no call is lost', async () => {
    const { run } = await drive(planOf('ok 20', 'ok 50', 'ok 40', 'ok 10', 'ok 10'), {
      acts: [[5, (c) => c.setLimit(1)]],
    });
    // No limit at the start: all run already.
    expect(run.makespan).toBe(50);
    const limited = planOf('ok 20', 'ok 50', 'ok 40', 'ok 10', 'ok 10', { limit: 3 });
    const lowered = await drive(limited, { acts: [[5, (c) => c.setLimit(1)]] });
    expect(draw(lowered.run, { per: 10 })).toEqual(['a ##', 'b #####', 'c ####', 'd .....#', 'e ......#']);
  });

  test('case 36: null is no limit', async () => {
    const { run } = await drive(planOf(...times(3, 'ok 40'), { limit: 1 }), { acts: [[10, (c) => c.setLimit(null)]] });
    expect(run.makespan).toBe(50);
  });

  test.each([0, -1, 1.5, Number.NaN, '2', undefined])(
    'case 36: %s is no limit: PlanError, and nothing changes',
    (limit) => {
      expect(() => createController().setLimit(limit as never)).toThrowError(
        expect.objectContaining({ name: 'PlanError', path: 'limit', got: limit === '2' ? '"2"' : String(limit) }),
      );
    },
  );
});

describe('pause and resume', () => {
  const plan = planOf('ok 20', 'ok 20', 'ok 20', { limit: 1 });

  test('case 41: nothing new starts while paused, what runs goes on; resume goes on', async () => {
    const acts = [
      [10, (c: RunController) => c.pause()],
      [50, (c: RunController) => c.resume()],
    ] as const;
    const { run } = await drive(plan, { acts });
    expect(draw(run, { per: 10 })).toEqual(['a ##', 'b .....##', 'c .......##']);
    expect(story(run, 'paused', 'resumed')).toEqual(['10 paused', '50 resumed']);
  });

  test('case 41: twice is once', async () => {
    const twice = (act: 'pause' | 'resume') => (c: RunController) => {
      c[act]();
      c[act]();
    };
    const { run } = await drive(plan, {
      acts: [
        [5, (c) => c.resume()],
        [10, twice('pause')],
        [50, twice('resume')],
      ],
    });
    expect(story(run, 'paused', 'resumed')).toEqual(['10 paused', '50 resumed']);
  });

  test('case 41: a listener that pauses again on `resumed`: it is paused, at the gate too', async () => {
    const { run } = await drive(planOf('flaky 10 failures=1', 'ok 5', { retry: again(10) }), {
      acts: [
        [15, (c) => c.pause()],
        [30, (c) => c.resume()],
        [70, (c) => c.resume()],
      ],
      onEvent: ({ type, at }, _, c) => {
        if (type === 'resumed' && at === 30) c.pause();
      },
    });
    expect(story(run, 'paused', 'resumed', 'ready').slice(2)).toEqual([
      '15 paused',
      '30 resumed',
      '30 paused',
      '70 resumed',
      '70 ready a',
    ]);
  });

  test('case 41: what would become ready meanwhile waits at the gate: retries, batches', async () => {
    const retries = planOf('flaky 10 failures=1', 'ok 30', 'ok 5', { batchSize: 2, retry: again(10) });
    const { run } = await drive(retries, {
      acts: [
        [15, (c) => c.pause()],
        [60, (c) => c.resume()],
      ],
    });
    expect(story(run, 'ready', 'batchOpened')).toEqual([
      '0 batchOpened',
      '0 ready a',
      '0 ready b',
      '60 ready a',
      '70 batchOpened',
      '70 ready c',
    ]);
  });

  test('case 41: a paused run can be stopped, and its deadline goes on; all that waited is settled', async () => {
    const pause = [[10, (c: RunController) => c.pause()]] as const;
    const stopped = await drive(plan, { acts: pause, abortAt: 100 });
    expect(stopped.run.outcomes.map(({ kind }) => kind)).toEqual(['succeeded', 'cancelled', 'cancelled']);
    const over = await drive({ ...plan, policy: { ...plan.policy, deadlineMs: 70 } }, { acts: pause });
    expect(over.run.outcomes.map(({ kind }) => kind)).toEqual(['succeeded', 'skipped', 'skipped']);
  });

  test('case 41: cancelling what waits at the gate settles it', async () => {
    const { run } = await drive(plan, {
      acts: [
        [10, (c) => c.pause()],
        [30, (c) => [1, 2].forEach(c.cancelCall)],
      ],
    });
    expect(run).toMatchObject({ makespan: 30 });
  });
});

describe('what was said before the run begins', () => {
  test('counts from its start: limit, pause, cancelled calls', async () => {
    const controller = createController();
    controller.setLimit(1);
    controller.pause();
    controller.cancelCall(0);
    const { run } = await drive(planOf('ok 20', 'ok 20', 'ok 20'), {
      controller,
      acts: [[30, (c) => c.resume()]],
    });
    expect(story(run, 'limitChanged', 'paused', 'resumed', 'started', 'settled')).toEqual([
      '0 limitChanged',
      '0 paused',
      '0 settled a cancelled',
      '30 resumed',
      '30 started b',
      '50 settled b succeeded',
      '50 started c',
      '70 settled c succeeded',
    ]);
  });

  test('when all were cancelled, the run is over before it begins, and leaves no timer', async () => {
    const controller = createController();
    controller.cancelCall(0);
    const { run, pending, signal } = await drive(planOf('ok 20', { deadlineMs: 500 }), { controller });
    expect([run.makespan, pending, getEventListeners(signal, 'abort')]).toEqual([0, 0, []]);
  });

  test('so does what a listener says while the run begins; every record stands in its order', async () => {
    const { run } = await drive(planOf('ok 20', 'ok 20', 'nobody'), {
      onEvent: ({ type }, _, controller) => {
        if (type === 'runStarted') for (const key of [0, 1, 2]) controller.cancelCall(key);
      },
    });
    expect(run.outcomes.map(({ kind }) => kind)).toEqual(['cancelled', 'cancelled', 'rejected']);
    expect(run.makespan).toBe(0);
  });

  test('after the end nothing happens; limit and pause are for the next run, cancelled calls are not', async () => {
    const controller = createController();
    const first = await drive(planOf('ok 20'), { controller });
    controller.cancelCall(0);
    controller.setLimit(1);
    controller.pause();
    controller.resume();
    expect(first.heard).toEqual(first.run.events);
    const second = await drive(planOf('ok 20', 'ok 20'), { controller });
    expect(story(second.run, 'limitChanged', 'settled')).toEqual([
      '0 limitChanged',
      '20 settled a succeeded',
      '40 settled b succeeded',
    ]);
  });
});

describe('one controller, two runs', () => {
  const busy = { name: 'TypeError', message: expect.stringContaining('this one controls a run that has not settled') };

  test('at once: the second is refused before anything starts, and the first keeps the controller', async () => {
    const controller = createController();
    const refused: unknown[] = [];
    const started: unknown[] = [];
    const second = () =>
      execute(planOf('sync'), { tools: TOOLS, controller, onEvent: (event) => started.push(event) }).catch((thrown) =>
        refused.push(thrown),
      );
    const { run } = await drive(planOf('hang'), {
      controller,
      acts: [
        [10, () => void second()],
        [20, cancel(0)],
      ],
    });
    expect(refused).toMatchObject([busy]);
    expect(started).toEqual([]);
    expect(run).toMatchObject({ makespan: 20, outcomes: [{ kind: 'cancelled', cause: 'user' }] });
  });

  test('started by a listener of the first events: refused, too', async () => {
    const controller = createController();
    const second: Promise<unknown>[] = [];
    const { run } = await drive(planOf('ok 20', 'ok 20'), {
      controller,
      onEvent: ({ type }) => {
        if (type === 'runStarted')
          second.push(execute(planOf('sync'), { tools: TOOLS, controller }).catch((thrown) => thrown));
      },
      acts: [[10, cancel(1)]],
    });
    expect(await Promise.all(second)).toMatchObject([busy]);
    expect(run.outcomes.map(({ kind }) => kind)).toEqual(['succeeded', 'cancelled']);
  });

  test('a plan that is refused does not take it', async () => {
    const controller = createController();
    await expect(execute({ calls: 1 } as never, { tools: TOOLS, controller })).rejects.toThrow('a list of calls');
    expect((await drive(planOf('ok 20'), { controller })).run.makespan).toBe(20);
  });

  test('as soon as the first has settled, also while its abandoned work runs on', async () => {
    const controller = createController();
    let second: Promise<Run> | undefined;
    const first = await drive(planOf('ok 500'), {
      controller,
      acts: [[20, cancel(0)]],
      onEvent: ({ type }) => {
        if (type === 'runSettled') second = execute(planOf('sync'), { tools: TOOLS, controller });
      },
    });
    expect(first.run.outcomes[0]).toMatchObject({ kind: 'cancelled', abandoned: true });
    expect((await second)?.outcomes).toMatchObject([{ kind: 'succeeded' }]);
  });
});

describe('said by a listener', () => {
  test('in the middle of the run’s end: nothing starts any more', async () => {
    const plan = planOf('ok 50', 'ok 50', 'ok 50', { limit: 1, deadlineMs: 20 });
    const { run } = await drive(plan, {
      onEvent: ({ type }, _, controller) => {
        if (type === 'settled') {
          controller.setLimit(3);
          controller.pause();
          controller.resume();
        }
      },
    });
    expect(story(run, 'started', 'limitChanged', 'paused')).toEqual(['0 started a']);
    expect(run.outcomes.map(({ kind }) => kind)).toEqual(['timedOut', 'skipped', 'skipped']);
  });

  test('on the start of a call that it cancels: the tool is never called', async () => {
    const plan = planOf('hang', 'ok 10', { limit: 1, slotOnTimeout: 'hold' });
    const { run, heard } = await drive(plan, {
      onEvent: (event, _, controller) => {
        if (event.type === 'started' && event.key === 0) controller.cancelCall(0);
      },
    });
    expect(run.outcomes).toMatchObject([{ kind: 'cancelled', attempts: 1 }, { kind: 'succeeded' }]);
    expect(run.outcomes[0]).not.toHaveProperty('abandoned');
    expect(heard).toEqual(run.events);
  });

  test.each(['attemptEnded', 'settled', 'ready', 'batchOpened'])('cancels all others on `%s`', async (type) => {
    const plan = planOf('fail 10', 'ok 20', 'ok 10', 'ok 10', { batchSize: 2, timeoutMs: 15, retry: again(10) });
    const { run } = await drive(plan, {
      onEvent: (event, _, controller) => {
        if (event.type === type) for (const key of [0, 1, 2, 3]) controller.cancelCall(key);
      },
    });
    expectLawful(run, plan);
    // The one that had settled, if any, is what it was.
    expect(run.outcomes.filter(({ kind }) => kind === 'cancelled').length).toBeGreaterThanOrEqual(3);
  });
});

test('a run without anybody who steers it is the same', async () => {
  const plan = planOf('ok 20', 'fail 30', { limit: 1 });
  const { run } = await drive(plan);
  expect(run).toEqual(await predict(plan, { tools: TOOLS }));
});

describe('what the surroundings report', () => {
  const plan = planOf('ok 40', 'ok 40', { limit: 1 });

  test('is one event at its time, and changes nothing else', async () => {
    const plainRun = await drive(plan);
    const { run } = await drive(plan, { acts: [[10, (controller) => controller.disturbed('hidden-tab', 7)]] });
    const seen = ofType(run.events, 'disturbed');
    expect(seen).toMatchObject([{ at: 10, cause: 'hidden-tab', durationMs: 7 }]);
    expect(run.outcomes).toEqual(plainRun.run.outcomes);
    expectLawful(run, plan);
  });

  test('in the listener of the last settled call comes before the end, at its moment; after it, nothing', async () => {
    const { heard } = await drive(plan, {
      onEvent(event, _, controller) {
        if (event.type === 'settled' && event.key === 1) controller.disturbed('hidden-tab', 80);
        if (event.type === 'runSettled') controller.disturbed('long-task', 80);
      },
    });
    expect(heard.slice(-2)).toMatchObject([
      { type: 'disturbed', at: 80, cause: 'hidden-tab' },
      { type: 'runSettled', at: 80, makespan: 80 },
    ]);
  });

  test('on a clock that goes on between two looks at it: no event is later than the end', async () => {
    const inner = virtualClock();
    let looks = 0;
    const clock = { ...inner, now: () => inner.now() + ++looks * 0.01 };
    const controller = createController();
    const { events } = await inner.drive(
      execute(planOf('ok 40'), {
        tools: TOOLS,
        clock,
        controller,
        onEvent: ({ type }) => type === 'settled' && controller.disturbed('hidden-tab', 5),
      }),
    );
    const { disturbances, makespan } = foldAll(events);
    expect(disturbances).toHaveLength(1);
    expect(events.at(-1)).toMatchObject({ type: 'runSettled', at: makespan });
  });
});
