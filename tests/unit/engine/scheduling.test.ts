import { describe, expect, test } from 'vitest';
import { realClock } from '../../../src/engine/clocks/realClock.ts';
import { virtualClock } from '../../../src/engine/clocks/virtualClock.ts';
import { execute } from '../../../src/engine/execute.ts';
import { predict } from '../../../src/engine/predict.ts';
import type { Clock } from '../../../src/engine/types.ts';
import { foldAll } from '../../../src/run/fold.ts';
import { draw, story } from '../support/drawing.ts';
import { ofType } from '../support/laws.ts';
import type { PlanSettings } from '../support/plans.ts';
import { planOf, times } from '../support/plans.ts';
import { sleep, TOOLS, tool } from '../support/tools.ts';

describe('the staircases', () => {
  const staircase = async (settings: PlanSettings, ...calls: string[]) =>
    draw(await predict(planOf(...calls, settings), { tools: TOOLS }), { per: 100 });
  const four = ['ok 200', 'ok 400', 'fail 300', 'ok 100'];

  test('all at once: as long as the slowest', async () => {
    expect(await staircase({}, ...four)).toEqual([
      'a ##', //
      'b ####',
      'c ##x',
      'd #',
    ]);
  });

  test('one by one: as long as the sum', async () => {
    expect(await staircase({ limit: 1 }, ...four)).toEqual(['a ##', 'b ..####', 'c ......##x', 'd .........#']);
  });

  test('at most 2: the next starts in the slot that comes free', async () => {
    expect(await staircase({ limit: 2 }, ...four)).toEqual([
      'a ##', //
      'b ####',
      'c ..##x',
      'd ....#',
    ]);
  });

  test('a limit above the number of calls is no limit', async () => {
    expect(await staircase({ limit: 99 }, ...four)).toEqual(await staircase({}, ...four));
  });

  test('case 39: batches of 2: ceil(n / 2) batches, each behind the last of the one before', async () => {
    const run = await predict(planOf(...four, 'ok 100', { batchSize: 2 }), { tools: TOOLS });
    expect(draw(run, { per: 100 })).toEqual(['a ##', 'b ####', 'c ....##x', 'd ....#', 'e .......#']);
    expect(story(run, 'batchOpened', 'ready')).toEqual([
      '0 batchOpened',
      '0 ready a',
      '0 ready b',
      '400 batchOpened',
      '400 ready c',
      '400 ready d',
      '700 batchOpened',
      '700 ready e',
    ]);
  });

  test('case 39: a limit inside a batch, and a wait behind the barrier told apart from a wait for a slot', async () => {
    const run = await predict(planOf('ok 100', 'ok 100', 'ok 100', { batchSize: 2, limit: 1 }), { tools: TOOLS });
    expect(draw(run, { per: 100 })).toEqual(['a #', 'b .#', 'c ..#']);
    expect(story(run, 'ready')).toEqual(['0 ready a', '0 ready b', '200 ready c']);
  });

  test('case 39: rejected calls take no place in a batch', async () => {
    const run = await predict(planOf('picky', 'ok 100', 'nobody', 'ok 200', 'ok 100', { batchSize: 2 }), {
      tools: TOOLS,
    });
    expect(draw(run, { per: 100 })).toEqual(['a !', 'b #', 'c !', 'd ##', 'e ..#']);
    expect(run.events.filter(({ type }) => type === 'batchOpened')).toMatchObject([{ keys: [1, 3] }, { keys: [4] }]);
    expect(run.events.filter(({ type }) => type === 'queued')).toMatchObject([
      { key: 0 },
      { key: 1, batch: 1 },
      { key: 2 },
      { key: 3, batch: 1 },
      { key: 4, batch: 2 },
    ]);
  });

  test.each([{ limit: undefined }, { batchSize: undefined }, { retry: undefined }, { onError: undefined }])(
    'a setting that is undefined is not given: %o',
    async (settings) => {
      expect(await staircase(settings as PlanSettings, ...four)).toEqual(await staircase({}, ...four));
    },
  );
});

describe('a tool that holds the thread', () => {
  test('case 42: it delays every timer behind it, and the log shows it', async () => {
    const run = await predict(planOf('ok 100', 'block 300', 'ok 50'), { tools: TOOLS });
    expect(story(run, 'started', 'settled')).toEqual([
      '0 started a',
      '0 started b',
      // The thread was b's until 300: a was due at 100, c could not even start.
      '300 settled b succeeded',
      '300 settled a succeeded',
      '300 started c',
      '350 settled c succeeded',
    ]);
  });

  test('case 42: on the real clock too', async () => {
    const run = await execute(planOf('ok 5', 'block 40', 'sync'), { tools: TOOLS });
    const [slept, blocked, sync] = run.outcomes;
    expect(blocked?.settledAt).toBeGreaterThanOrEqual(40);
    expect(slept?.settledAt).toBeGreaterThanOrEqual(blocked?.settledAt ?? 0);
    expect(sync?.startedAt).toBeGreaterThanOrEqual(40);
  });
});

describe('what holds the engine up from outside', () => {
  test('case 42: on a virtual clock: told as a disturbance, once for all timers that waited through it', async () => {
    const clock = virtualClock();
    // Somebody else on the same thread, whom the run does not know.
    clock.after(50, () => clock.block(200));
    const work = execute(planOf('ok 100', 'ok 120', 'ok 400', { timeoutMs: 300 }), { tools: TOOLS, clock });
    const run = await clock.drive(work);
    expect(ofType(run.events, 'disturbed')).toEqual([
      { seq: expect.any(Number), at: 250, type: 'disturbed', cause: 'late-timer', durationMs: 150 },
    ]);
    expect(run.outcomes.map(({ settledAt }) => settledAt)).toEqual([250, 250, 300]);
  });

  test('case 42: a timeout that comes late tells of it too, though most timeouts are cancelled', async () => {
    const clock = virtualClock();
    clock.after(50, () => clock.block(200));
    const run = await clock.drive(execute(planOf('hang', { timeoutMs: 100 }), { tools: TOOLS, clock }));
    expect(ofType(run.events, 'disturbed')).toMatchObject([{ at: 250, cause: 'late-timer', durationMs: 150 }]);
  });

  test('case 42: on the real clock', async () => {
    setTimeout(() => {
      for (const end = performance.now() + 120; performance.now() < end; );
    }, 5);
    const run = await execute(planOf('ok 30'), { tools: TOOLS });
    const [disturbed] = ofType(run.events, 'disturbed');
    expect(disturbed?.durationMs).toBeGreaterThanOrEqual(50);
    expect(foldAll(run.events).disturbedMs).toBe(
      ofType(run.events, 'disturbed').reduce((sum, { durationMs }) => sum + durationMs, 0),
    );
  });

  test('case 42: what a tool of the plan burns is the plan’s own doing, and so is being a little late', async () => {
    const plan = planOf('ok 100', 'block 300', 'ok 20', { limit: 2 });
    expect(ofType((await predict(plan, { tools: TOOLS })).events, 'disturbed')).toEqual([]);
    const clock = virtualClock();
    clock.after(50, () => clock.block(99.9));
    const run = await clock.drive(execute(planOf('ok 100'), { tools: TOOLS, clock }));
    expect(ofType(run.events, 'disturbed')).toEqual([]);
  });

  test('case 42: 50 ms is more than a little', async () => {
    const clock = virtualClock();
    clock.after(50, () => clock.block(100));
    const run = await clock.drive(execute(planOf('ok 100'), { tools: TOOLS, clock }));
    expect(ofType(run.events, 'disturbed')).toMatchObject([{ at: 150, durationMs: 50 }]);
  });

  test('after the end nothing is told', async () => {
    const clock = virtualClock();
    clock.after(50, () => clock.block(500));
    const heard: string[] = [];
    const plan = planOf('ok 20', 'ok 100', { onError: 'first-success' });
    await clock.drive(execute(plan, { tools: TOOLS, clock, onEvent: ({ type }) => heard.push(type) }));
    await clock.drive(sleep(clock, 1000));
    expect(heard).not.toContain('disturbed');
    expect(heard.at(-1)).toBe('late');
  });
});

describe('starting many', () => {
  /** Each look at this clock costs `cost` ms, so that starting calls takes time and nothing else does. */
  function costly(cost: number): { clock: Clock; turns: () => number } {
    const real = realClock();
    let now = 0;
    let turns = 0;
    return {
      turns: () => turns,
      clock: {
        ...real,
        now: () => {
          now += cost;
          return now;
        },
        after(delay, fire) {
          turns++;
          return real.after(delay, fire);
        },
      },
    };
  }

  test.each([null, 64, 1])(
    'case 43: 10,000 calls that return synchronously, limit %s: no overflow, and the loop is given back every 4 ms',
    async (limit) => {
      const { clock, turns } = costly(0.002);
      const run = await execute(planOf(...times(10_000, 'sync'), { limit }), { tools: TOOLS, clock });
      expect(run.outcomes.every(({ kind }) => kind === 'succeeded')).toBe(true);
      expect(turns()).toBeGreaterThanOrEqual(5);
      expect(turns()).toBeLessThan(100);
    },
  );

  test('case 43: a timer of somebody else fires while 10,000 calls start', async () => {
    let ticks = 0;
    let ended = false;
    const tick = () => {
      ticks++;
      if (!ended) setImmediate(tick);
    };
    setImmediate(tick);
    const slow = tool(() => {
      for (const end = performance.now() + 0.02; performance.now() < end; );
    });
    await execute(planOf(...times(1000, 'slow')), { tools: { slow } });
    ended = true;
    expect(ticks).toBeGreaterThan(1);
  });

  test('`startedAt` is when the call started, not when the plan did', async () => {
    const run = await execute(planOf(...times(20, 'block 2')), { tools: TOOLS });
    const starts = run.outcomes.map(({ startedAt = 0 }) => startedAt);
    expect(starts).toEqual(starts.toSorted((a, b) => a - b));
    expect(starts.at(-1)).toBeGreaterThanOrEqual(38);
  });

  test('a call that is due before the slice is over is not kept waiting by later ones', async () => {
    const run = await predict(planOf('ok 10', ...times(5, 'block 20'), { limit: null }), { tools: TOOLS });
    expect(run.outcomes[0]?.settledAt).toBeLessThan(run.outcomes[5]?.startedAt ?? 0);
  });
});

test('the same tool body sleeps on whichever clock it is given', async () => {
  const naps = tool(({ ms }, { clock }) => sleep(clock, ms));
  const run = await predict(planOf('naps 3600000'), { tools: { naps } });
  expect(run.makespan).toBe(3_600_000);
});
