import { describe, expect, test } from 'vitest';
import { executeTool } from '../../../../src/agent/executeTool.ts';
import { createPool } from '../../../../src/engine/admission/pool.ts';
import { realClock } from '../../../../src/engine/clocks/realClock.ts';
import { virtualClock } from '../../../../src/engine/clocks/virtualClock.ts';
import { execute } from '../../../../src/engine/execute.ts';
import { predict } from '../../../../src/engine/predict.ts';
import type { Pool, PoolSettings } from '../../../../src/engine/types.ts';
import type { Plan, Run } from '../../../../src/run/types.ts';
import { draw } from '../../support/drawing.ts';
import { counted } from '../../support/drive.ts';
import { ofType } from '../../support/laws.ts';
import { planOf, times } from '../../support/plans.ts';
import { checkSharing, driveTogether, type RunSpec } from '../../support/sharedRuns.ts';
import { sleep, TOOLS, tool } from '../../support/tools.ts';

type Acts = RunSpec['acts'];

/** Runs that all have the pool, each with what it begins and does. */
async function together(pool: Pool, ...plans: (Plan | [plan: Plan, more: Partial<RunSpec>])[]) {
  const { runs, pending } = await driveTogether(
    plans.map((one) => {
      const [plan, more] = Array.isArray(one) ? one : [one, {}];
      return { plan, tools: TOOLS, pool, beginsAt: 0, ...more };
    }),
  );
  expect([pool.waiting, pending]).toEqual([0, 0]);
  return runs.map((run) => draw(run, { per: 10 }));
}

/** The plan with a fallback of its first call: `ok`, for `ms`. */
function withFallback({ calls, policy }: Plan, ms: number): Plan {
  const fallback = { tool: 'ok', args: { ms } };
  return {
    calls: calls.map((call, key) => (key === 0 ? { ...call, fallback } : call)),
    policy: { ...policy, recovery: 'fallback' },
  };
}

const act = (...acts: NonNullable<Acts>): { acts: NonNullable<Acts> } => ({ acts });

describe('a limit that runs share', () => {
  test('first come, first served, and within a run its order', async () => {
    const pool = createPool({ limit: 1 });
    const first = planOf('ok 10', 'ok 10 priority=1', { order: 'priority' });
    expect(await together(pool, first, [planOf('ok 20'), { beginsAt: 10 }])).toEqual([['a .#', 'b #'], ['a .##']]);
    expect(pool.active).toBe(0);
  });

  test('one call of each run: single calls of a graph', async () => {
    const pool = createPool({ limit: 2 });
    const drawn = await together(pool, ...times(5, 'ok 10').map((call) => planOf(call)));
    expect(drawn.flat()).toEqual(['a #', 'a #', 'a .#', 'a .#', 'a ..#']);
  });

  test('the pool of a tool: its calls wait for other runs, and let calls of other tools by', async () => {
    const pool = createPool({ limit: 1 });
    const tools = { ...TOOLS, db: { ...TOOLS.ok, pool }, cache: { ...TOOLS.ok, pool } };
    const { runs } = await driveTogether([
      { plan: planOf('db 30'), tools, beginsAt: 0 },
      { plan: planOf('cache 10', 'ok 10', 'db 10', { limit: 1 }), tools, beginsAt: 0 },
    ]);
    expect(draw(runs[1] as Run, { per: 10 })).toEqual(['a ...#', 'b #', 'c ....#']);
  });

  test('needed by the run and by the tool: one slot', async () => {
    const pool = createPool({ limit: 1 });
    const run = await predict(planOf('db 10', 'db 10'), { tools: { db: { ...TOOLS.ok, pool } }, pool });
    expect(draw(run, { per: 10 })).toEqual(['a #', 'b .#']);
  });

  test('a tool whose own limit is lower', async () => {
    const pool = createPool({ limit: 2 });
    const tools = { ...TOOLS, db: { ...TOOLS.ok, limit: 1, pool } };
    const { runs } = await driveTogether([
      { plan: planOf('db 10', 'db 10'), tools, beginsAt: 0 },
      { plan: planOf('db 30'), tools, beginsAt: 0 },
    ]);
    expect(runs.map((run) => draw(run, { per: 10 }))).toEqual([['a #', 'b .#'], ['a ###']]);
  });

  test('a run at its own limit keeps no slot from others, and has its turn afterwards', async () => {
    const pool = createPool({ limit: 2 });
    const tools = { ...TOOLS, db: { ...TOOLS.ok, pool } };
    const { runs } = await driveTogether([
      // Its second call is ready first, and has to wait for the first one.
      { plan: planOf('ok 40', 'db 10', { limit: 1 }), tools, beginsAt: 0 },
      { plan: planOf('db 10', 'db 20', 'db 10'), tools, beginsAt: 0 },
    ]);
    expect(runs.map((run) => draw(run, { per: 10 }))).toEqual([
      ['a ####', 'b ....#'],
      ['a #', 'b ##', 'c .#'],
    ]);
  });
});

describe('a rate that runs share', () => {
  test('at most so many starts in any window, over all runs', async () => {
    const pool = createPool({ rate: { starts: 2, perMs: 30 } });
    expect(await together(pool, planOf('ok 10', 'ok 10', 'ok 10'), planOf('ok 10', 'ok 10'))).toEqual([
      ['a #', 'b #', 'c ...#'],
      ['a ...#', 'b ......#'],
    ]);
  });

  test('with a limit: both', async () => {
    const pool = createPool({ limit: 1, rate: { starts: 2, perMs: 50 } });
    expect(await together(pool, planOf('ok 10', 'ok 10', 'ok 30'), planOf('ok 10'))).toEqual([
      ['a #', 'b .#', 'c .....###'],
      ['a ........#'],
    ]);
  });

  test('retries are starts, too', async () => {
    const pool = createPool({ rate: { starts: 1, perMs: 40 } });
    const retry = { attempts: 2, baseMs: 0, factor: 1, maxMs: 0, jitter: 0 };
    const [drawn] = await together(pool, planOf('flaky 10 failures=1', { retry }));
    expect(drawn).toEqual(['a x...#']);
  });
});

describe('turns', () => {
  test('a run has one for each of its calls that waits: one that overtakes takes the turn of the first', async () => {
    const pool = createPool({ limit: 1 });
    const retry = { attempts: 2, baseMs: 5, factor: 1, maxMs: 5, jitter: 0 };
    // At 20 it is c's turn, and the second attempt of a comes first.
    const drawn = await together(
      pool,
      planOf('flaky 10 failures=1', 'ok 10', 'ok 10', { retry }),
      planOf('ok 10', 'ok 10'),
    );
    expect(drawn).toEqual([
      ['a x.#', 'b .#', 'c .....#'],
      ['a ...#', 'b ....#'],
    ]);
  });

  test.each<[string, Plan, string[]]>([
    ['a run that waits', planOf('ok 10', 'ok 10'), ['a #', 'b ...#']],
    ['a call that keeps its slot and waits for the rate', withFallback(planOf('fail 10'), 10), ['a x..#']],
  ])('a run that begins in the moment when the rate opens comes after %s', async (_, plan, expected) => {
    const clock = virtualClock();
    const pool = createPool({ rate: { starts: 1, perMs: 30 } });
    // Before the pool's own timer for the same moment.
    const second = new Promise<Run>((resolve) => {
      clock.after(30, () => resolve(execute(planOf('ok 10'), { tools: TOOLS, clock, pool })));
    });
    const first = execute(plan, { tools: TOOLS, clock, pool });
    const [one, two] = await clock.drive(Promise.all([first, second]));
    expect([draw(one, { per: 10 }), draw(two, { per: 10 })]).toEqual([expected, ['a ...#']]);
  });

  test('the rate opens for one run after the other while their calls run on', async () => {
    const pool = createPool({ rate: { starts: 1, perMs: 10 } });
    const drawn = await together(pool, planOf('ok 90'), planOf('ok 90'), planOf('ok 10'));
    expect(drawn).toEqual([['a #########'], ['a .#########'], ['a ..#']]);
  });

  test.each<[string, (pool: Pool) => object]>([
    ['of a pool', (pool) => ({ db: { ...TOOLS.ok, pool } })],
    ['of a tool', () => ({ db: { ...TOOLS.ok, limit: 2 } })],
  ])('slots %s that became free during a pause are all used after it', async (_, toolsOf) => {
    const tools = toolsOf(createPool({ limit: 2 })) as never;
    const pause = act([5, (c) => c.pause()], [30, (c) => c.resume()]);
    const { runs } = await driveTogether([{ plan: planOf(...times(4, 'db 10')), tools, beginsAt: 0, ...pause }]);
    expect(draw(runs[0] as Run, { per: 10 })).toEqual(['a #', 'b #', 'c ...#', 'd ...#']);
  });

  test.each<[string, (pool: Pool) => object]>([
    ['a pool', (pool) => ({ pool })],
    ['its tool', () => ({ limit: 1 })],
  ])(
    'a fallback that has a slot of the run and waits for %s starts when the run is at its limit',
    async (_, settings) => {
      const db = { ...TOOLS.ok, ...settings(createPool({ limit: 1 })) };
      const plan = planOf('db 30', 'db 10', 'fail 10', { limit: 3, recovery: 'fallback' });
      if (plan.calls[2]) plan.calls[2].fallback = { tool: 'db', args: { ms: 10 } };
      const lower = act([20, (c) => c.setLimit(1)]);
      const { runs } = await driveTogether([{ plan, tools: { ...TOOLS, db }, beginsAt: 0, ...lower }]);
      expect(draw(runs[0] as Run, { per: 10 })).toEqual(['a ###', 'b ....#', 'c x..#']);
    },
  );

  test('a call that had room and is cancelled before it starts leaves the room to the next one', async () => {
    const tools = { ...TOOLS, db: { ...TOOLS.ok, limit: 1 } };
    const retry = { attempts: 2, baseMs: 10, factor: 1, maxMs: 10, jitter: 0 };
    const plan = planOf('flaky 10 failures=1', 'db 20', 'ok 60', 'db 30', 'db 30', { retry });
    // At 20 d has room, and the retry of a takes the slot.
    const acts = act([15, (c) => c.setLimit(2)], [25, (c) => c.cancelCall(3)]);
    const { runs } = await driveTogether([{ plan, tools, beginsAt: 0, ...acts }]);
    expect(draw(runs[0] as Run, { per: 10 }).at(-1)).toBe('e ...###');
  });

  test('a call whose turn it is, and that now waits for another pool, leaves its turn to the next one', async () => {
    const [ofRuns, ofTool] = [createPool({ limit: 1 }), createPool({ limit: 1 })];
    const tools = { ...TOOLS, db: { ...TOOLS.ok, pool: ofTool } };
    const { runs } = await driveTogether([
      { plan: planOf('ok 20'), tools, pool: ofRuns, beginsAt: 0 },
      { plan: planOf('db 10', 'ok 10'), tools, pool: ofRuns, beginsAt: 0 },
      { plan: planOf('db 50'), tools, beginsAt: 10 },
    ]);
    expect(draw(runs[1] as Run, { per: 10 })).toEqual(['a ......#', 'b ..#']);
  });

  test('`poolMs` is the time in which the pool alone held a call back', async () => {
    const pool = createPool({ limit: 1 });
    const { runs } = await driveTogether([
      { plan: planOf('ok 20'), tools: TOOLS, pool, beginsAt: 0 },
      { plan: planOf('ok 10', 'ok 10', { limit: 1 }), tools: TOOLS, pool, beginsAt: 0 },
    ]);
    expect(ofType(runs[1]?.events ?? [], 'started').map(({ poolMs }) => poolMs)).toEqual([20, undefined]);
  });

  test('no timer is left when the last run that waits has ended', async () => {
    const { clock, pending } = counted(virtualClock());
    const pool = createPool({ rate: { starts: 1, perMs: 1000 } });
    const caller = new AbortController();
    const work = execute(planOf('sync', 'sync'), { tools: TOOLS, clock, pool, signal: caller.signal });
    await clock.drive(sleep(clock, 10));
    expect(pending()).toBe(1);
    caller.abort();
    await work;
    expect(pending()).toBe(0);
  });
});

describe('slots come back', () => {
  const next = [planOf('ok 10'), { beginsAt: 1 }] as [Plan, Partial<RunSpec>];
  const hold = { slotOnTimeout: 'hold' } as const;

  test.each<[string, Plan, Partial<RunSpec>, string]>([
    ['when a run is aborted', planOf('ok 90', 'ok 10'), act([30, (_, abort) => abort()]), 'a ...#'],
    ['when a call is cancelled', planOf('ok 90'), act([30, (c) => c.cancelCall(0)]), 'a ...#'],
    ['when a call is cut off', planOf('ok 90 timeoutMs=30'), {}, 'a ...#'],
    ['when the deadline passes', planOf('ok 90', { deadlineMs: 30 }), {}, 'a ...#'],
    [
      'under `hold` when the work has ended: a call that is cut off',
      planOf('ok 60 timeoutMs=30', hold),
      {},
      'a ......#',
    ],
    ['… long after its run has ended', planOf('ok 60', { ...hold, deadlineMs: 30 }), {}, 'a ......#'],
    ['… a call that is cancelled', planOf('ok 60', hold), act([30, (c) => c.cancelCall(0)]), 'a ......#'],
    [
      'not during a backoff',
      planOf('fail 30', { retry: { attempts: 2, baseMs: 30, factor: 1, maxMs: 30, jitter: 0 } }),
      {},
      'a ...#',
    ],
  ])('%s', async (_, plan, more, expected) => {
    const pool = createPool({ limit: 1 });
    const drawn = await together(pool, [plan, more], next);
    expect(drawn[1]).toEqual([expected]);
    expect(pool.active).toBe(0);
  });

  test('a call that waits is cancelled, or its run is aborted: it leaves the line', async () => {
    const pool = createPool({ limit: 1 });
    const drawn = await together(
      pool,
      planOf('ok 50'),
      [planOf('ok 10', 'ok 10'), act([20, (c) => c.cancelCall(0)])],
      [planOf('ok 10'), act([30, (_, abort) => abort()])],
      planOf('ok 10'),
    );
    expect(drawn.slice(1)).toEqual([['a ./', 'b .....#'], ['a ../'], ['a ......#']]);
  });

  test('under `hold`, one whose work never ends holds its slot for ever', async () => {
    const pool = createPool({ limit: 1 });
    const { runs } = await driveTogether(
      [
        { plan: planOf('hang timeoutMs=10', hold), tools: TOOLS, pool, beginsAt: 0 },
        { plan: planOf('ok 10', { deadlineMs: 50 }), tools: TOOLS, pool, beginsAt: 0 },
      ],
      1000,
    );
    expect(runs[1]?.outcomes).toMatchObject([{ kind: 'skipped', settledAt: 50 }]);
    expect([pool.active, pool.waiting]).toEqual([1, 0]);
  });
});

describe('what else a run does', () => {
  test('a paused run is passed over, and has its turn when it resumes', async () => {
    const pool = createPool({ limit: 1 });
    const drawn = await together(
      pool,
      planOf('ok 20'),
      [planOf('ok 10'), act([10, (c) => c.pause()], [30, (c) => c.resume()])],
      planOf('ok 30', 'ok 10'),
    );
    expect(drawn.slice(1)).toEqual([['a .....#'], ['a ..###', 'b ......#']]);
  });

  test('waiting counts towards the deadline and not towards a timeout; it is no stall', async () => {
    const pool = createPool({ limit: 1 });
    const { runs } = await driveTogether([
      { plan: planOf('ok 100'), tools: TOOLS, pool, beginsAt: 0 },
      { plan: planOf('ok 10 timeoutMs=20'), tools: TOOLS, pool, beginsAt: 0 },
      { plan: planOf('ok 10', { deadlineMs: 50 }), tools: TOOLS, pool, beginsAt: 0 },
    ]);
    expect(runs[1]?.outcomes).toMatchObject([{ kind: 'succeeded', settledAt: 110 }]);
    expect(runs[2]?.outcomes).toMatchObject([{ kind: 'skipped', cause: 'deadline', settledAt: 50 }]);
    for (const run of runs) expect(run).not.toHaveProperty('stalled');
  });

  test('a fallback starts in the slot of its call, before those that wait', async () => {
    const pool = createPool({ limit: 1 });
    expect(await together(pool, withFallback(planOf('fail 20', 'ok 10'), 20), planOf('ok 10'))).toEqual([
      ['a #x##', 'b ....#'],
      ['a .....#'],
    ]);
  });

  test('a fallback whose tool does not need the pool frees the slot', async () => {
    const pool = createPool({ limit: 1 });
    const tools = { ...TOOLS, db: { ...TOOLS.fail, pool }, other: { ...TOOLS.ok, pool } };
    const { runs } = await driveTogether([
      { plan: withFallback(planOf('db 20'), 50), tools, beginsAt: 0 },
      { plan: planOf('other 10'), tools, beginsAt: 0 },
    ]);
    expect(draw(runs[1] as Run, { per: 10 })).toEqual(['a ..#']);
  });

  test('two calls that would each wait for the slot that the other keeps for its fallback', async () => {
    const [one, two] = [createPool({ limit: 1 }), createPool({ limit: 1 })] as const;
    const fallback = (pool: Pool, of: Pool): RunSpec => {
      const plan = planOf('fail 10', { recovery: 'fallback' });
      if (plan.calls[0]) plan.calls[0].fallback = { tool: 'db', args: { ms: 10 } };
      return { plan, tools: { ...TOOLS, db: { ...TOOLS.ok, pool: of } }, pool, beginsAt: 0 };
    };
    const others = { tools: TOOLS, beginsAt: 12 };
    const specs = [
      fallback(one, two),
      fallback(two, one),
      { ...others, plan: planOf('ok 10', 'ok 10'), pool: one },
      { ...others, plan: planOf('ok 5'), pool: two },
    ];
    const shared = await driveTogether(specs);
    expect(shared.runs.map((run) => draw(run, { per: 10 })).slice(0, 3)).toEqual([
      ['a x..#'],
      ['a x#'],
      ['a .#', 'b ...#'],
    ]);
    checkSharing(
      shared,
      specs,
      [one, two].map((pool) => ({ pool, limit: 1, rate: null })),
    );
  });

  test('sync tools of two runs take turns, and the event loop turns in between', async () => {
    const pool = createPool({ limit: 1 });
    const clock = realClock();
    let turned = false;
    setImmediate(() => {
      turned = true;
    });
    const seen: boolean[] = [];
    const tools = { it: tool(() => void seen.push(turned)) };
    const plan = planOf(...times(50, 'it'));
    await Promise.all([execute(plan, { tools, clock, pool }), execute(plan, { tools, clock, pool })]);
    expect(seen).toHaveLength(100);
    expect(seen.at(-1)).toBe(true);
  });
});

describe('clocks', () => {
  test('a run on another clock is refused before it starts', async () => {
    const pool = createPool({ limit: 1 });
    await together(pool, planOf('ok 10'));
    await expect(execute(planOf('sync'), { tools: TOOLS, pool })).rejects.toMatchObject({
      name: 'PlanError',
      path: 'pool',
      message: expect.stringContaining('create one pool for each clock'),
    });
    const clock = virtualClock();
    const refused = execute(planOf('db'), { tools: { db: { ...TOOLS.sync, pool } }, clock });
    await expect(refused).rejects.toMatchObject({ path: 'tools.db.pool' });
  });

  test('all real clocks are one', async () => {
    const pool = createPool({ limit: 1 });
    const order: string[] = [];
    const tools = {
      it: tool(async ({ name }: { name?: string }, { clock }) => {
        order.push(`${name} starts`);
        await sleep(clock, 1);
        order.push(`${name} ends`);
      }),
    };
    const run = (name: string, clock?: ReturnType<typeof realClock>) =>
      execute({ calls: [{ id: name, name: 'it', args: { name } }] }, { tools, pool, ...(clock && { clock }) });
    await Promise.all([run('a'), run('b', realClock())]);
    expect(order).toEqual(['a starts', 'a ends', 'b starts', 'b ends']);
  });

  test('a prediction has the pool for itself, and takes nothing of it', async () => {
    const pool = createPool({ limit: 1, rate: { starts: 1, perMs: 20 } });
    const clock = virtualClock();
    const work = execute(planOf('ok 100'), { tools: TOOLS, clock, pool });
    const predicted = await predict(planOf('ok 10', 'ok 10'), { tools: TOOLS, pool });
    expect(draw(predicted, { per: 10 })).toEqual(['a #', 'b ..#']);
    expect([pool.active, pool.waiting]).toEqual([1, 0]);
    await clock.drive(work);
    const tools = { db: { ...TOOLS.ok, pool } };
    expect(draw(await predict(planOf('db 10', 'db 10'), { tools }), { per: 10 })).toEqual(['a #', 'b ..#']);
  });

  test('executeTool: the calls of a graph’s tools share it', async () => {
    const pool = createPool({ limit: 2 });
    let most = 0;
    const it = {
      name: 'it',
      async invoke(_: object, { clock }: { clock: ReturnType<typeof realClock> }) {
        most = Math.max(most, pool.active);
        await sleep(clock, 1);
        return 'ok';
      },
    };
    const call = (id: string) => executeTool({ id, tool_name: 'it', args: {} } as never, { tools: [it], pool });
    const results = await Promise.all(['a', 'b', 'c', 'd', 'e'].map(call));
    expect(results.map(({ status }) => status)).toEqual(times(5, 'success'));
    expect([most, pool.active, pool.waiting]).toEqual([2, 0, 0]);
  });
});

describe('what is no pool', () => {
  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'pool'],
    ['a number', 5, 'pool'],
    ['a limit of 0', { limit: 0 }, 'pool.limit'],
    ['a limit that is a text', { limit: '5' }, 'pool.limit'],
    ['a rate that is a number', { rate: 5 }, 'pool.rate'],
    ['a rate without a window', { rate: { starts: 1 } }, 'pool.rate.perMs'],
    ['a rate of no starts', { rate: { starts: 0, perMs: 10 } }, 'pool.rate.starts'],
  ])('%s: refused where it is made', (_, settings, path) => {
    expect(() => createPool(settings as PoolSettings)).toThrowError(
      expect.objectContaining({ name: 'PlanError', path }),
    );
  });

  test('an object that createPool did not make: refused by the run', async () => {
    const pool = { active: 0, waiting: 0 };
    const run = (options: object) => execute(planOf('sync'), { tools: TOOLS, ...options });
    await expect(run({ pool })).rejects.toMatchObject({ name: 'PlanError', path: 'pool' });
    await expect(run({ tools: { sync: { ...TOOLS.sync, pool } } })).rejects.toMatchObject({ path: 'tools.sync.pool' });
  });

  test('settings are read once, and null is none', async () => {
    const settings: PoolSettings = { limit: 1, rate: null };
    const pool = createPool(settings);
    settings.limit = 5;
    expect(draw(await predict(planOf('ok 10', 'ok 10'), { tools: TOOLS, pool }), { per: 10 })).toEqual(['a #', 'b .#']);
  });
});
