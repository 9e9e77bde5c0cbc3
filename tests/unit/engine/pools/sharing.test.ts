import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createPool } from '../../../../src/engine/admission/pool.ts';
import { predict } from '../../../../src/engine/predict.ts';
import type { Pool, Tool } from '../../../../src/engine/types.ts';
import type { Ms, Plan, Policy, Run } from '../../../../src/run/types.ts';
import {
  type Act,
  acts,
  type Kind,
  moments,
  type Pools,
  perform,
  plans,
  pools,
  toolsWith,
} from '../../support/arbitraries.ts';
import { expectLawful } from '../../support/laws.ts';
import { property } from '../../support/property.ts';
import { checkSharing, driveTogether, type RunSpec } from '../../support/sharedRuns.ts';
import { TOOLS } from '../../support/tools.ts';

/** Ends by itself within the test: nothing hangs, unless it is aborted. */
const KINDS: readonly Kind[] = [
  'ok',
  'fail',
  'flaky',
  'heeds',
  'sync',
  'syncFail',
  'talks',
  'picky',
  'ok',
  'fail',
  'hang',
];

type PoolLimits = { limit: number | null; rate: Policy['rate'] };

const poolLimits: fc.Arbitrary<PoolLimits> = fc
  .record({
    limit: fc.option(fc.integer({ min: 1, max: 3 }), { freq: 4 }),
    rate: fc.option(fc.record({ starts: fc.integer({ min: 1, max: 3 }), perMs: fc.constantFrom(5, 20, 33.3) }), {
      freq: 2,
    }),
  })
  .filter(({ limit, rate }) => limit !== null || rate !== null);

interface OneRun {
  plan: Plan;
  ownLimits: Pools;
  beginsAt: Ms;
  /** Index of the pool of the run, of the tools `ok` and `fail`, and of `flaky`; there are two. */
  ofRun: number | null;
  ofTools: number | null;
  ofFlaky: number | null;
  acts: [Ms, Act][];
}

const onePool = fc.option(fc.nat(1), { freq: 2 });

const oneRun: fc.Arbitrary<OneRun> = fc.record({
  plan: plans({ kinds: KINDS, most: 6 }),
  ownLimits: pools(),
  beginsAt: fc.constantFrom(0, 0, 5, 10, 33.3),
  ofRun: onePool,
  ofTools: onePool,
  ofFlaky: onePool,
  acts: fc.array(fc.tuple(moments, acts), { maxLength: 2 }),
});

function specOf(
  { plan, ownLimits, beginsAt, ofRun, ofTools, ofFlaky, acts }: OneRun,
  shared: readonly Pool[],
): RunSpec {
  const tools = toolsWith(ownLimits);
  const share = (name: string, index: number | null) => {
    if (index !== null) tools[name] = { ...tools[name], pool: shared[index] } as Tool;
  };
  share('ok', ofTools);
  share('fail', ofTools);
  share('flaky', ofFlaky);
  return {
    plan,
    tools,
    beginsAt,
    ...(ofRun !== null && { pool: shared[ofRun] as Pool }),
    acts: acts.map(([at, act]) => [at, (controller, abort) => perform(act, controller, abort)]),
  };
}

/** Runs them, and checks that the pools were used as far as possible, and not further, and that nothing is left behind. */
async function checkRuns(runs: readonly OneRun[], limits: readonly PoolLimits[]): Promise<void> {
  const pools = limits.map((one) => ({ ...one, pool: createPool(one) }));
  const specs = runs.map((run) =>
    specOf(
      run,
      pools.map(({ pool }) => pool),
    ),
  );
  const shared = await driveTogether(specs, 3000);
  checkSharing(shared, specs, pools);
  shared.runs.forEach((run, i) => {
    expectLawful(run, (specs[i] as RunSpec).plan);
  });
  const hangsAndHolds = specs.some(({ plan }) => plan.policy?.slotOnTimeout === 'hold');
  for (const { pool } of pools) {
    expect(pool.waiting).toBe(0);
    if (!hangsAndHolds) expect(pool.active).toBe(0);
  }
  expect(shared.pending).toBe(0);
}

describe('random runs that share pools on one clock', () => {
  property(
    'never more calls than a limit nor more starts than a rate, no slot unused while a call may start, nothing left behind',
    fc.record({ runs: fc.array(oneRun, { minLength: 2, maxLength: 3 }), limits: fc.tuple(poolLimits, poolLimits) }),
    ({ runs, limits }) => checkRuns(runs, limits),
  );

  test('a call that keeps its slot for its fallback and waits for the rate is not behind one that waits for the slot', () =>
    checkRuns(
      [
        {
          plan: {
            calls: [
              { id: 'a', name: 'hang', args: {}, timeoutMs: 1, fallback: { tool: 'ok' } },
              { id: 'b', name: 'fail', args: { ms: 0 }, fallback: { tool: 'ok' } },
            ],
            policy: { recovery: 'fallback' },
          },
          ownLimits: {},
          beginsAt: 0,
          ofRun: null,
          ofTools: 0,
          ofFlaky: null,
          acts: [],
        },
      ],
      [{ limit: 1, rate: { starts: 1, perMs: 5 } }],
    ));

  property(
    'first come, first served between runs, and the order of its policy within a run',
    fc.record({
      runs: fc.array(
        fc.record({
          beginsAt: fc.constantFrom(0, 5, 10, 12, 50),
          lengths: fc.array(fc.constantFrom(1, 5, 10, 20, 33), { minLength: 1, maxLength: 5 }),
          order: fc.constantFrom('listed' as const, 'priority' as const),
        }),
        { minLength: 2, maxLength: 3 },
      ),
      limit: fc.integer({ min: 1, max: 3 }),
    }),
    async ({ runs, limit }) => {
      const pool = createPool({ limit });
      const specs = runs.map(({ beginsAt, lengths, order }): RunSpec => {
        const calls = lengths.map((ms, key) => ({ id: `${key}`, name: 'ok', args: { ms }, priority: (key * 7) % 3 }));
        return { plan: { calls, policy: { order } }, tools: TOOLS, pool, beginsAt };
      });
      const { heard } = await driveTogether(specs);
      const starts = heard.flatMap(({ run, at, event }) =>
        event.type === 'started' ? [{ run, key: event.key, at }] : [],
      );
      const byCall = (a: Start, b: Start) => a.run - b.run || a.key - b.key;
      expect(starts.sort(byCall)).toEqual(firstComeFirstServed(specs, limit).sort(byCall));
    },
  );
});

interface Start {
  run: number;
  key: number;
  at: Ms;
}

/** The starts of calls of one attempt each, moment by moment: each free slot goes to the run with the oldest claim. */
function firstComeFirstServed(specs: readonly RunSpec[], limit: number): Start[] {
  const waiting = specs.map(({ plan }) => plan.calls.map((_, key) => key));
  specs.forEach(({ plan }, run) => {
    const { calls } = plan;
    if (plan.policy?.order === 'priority')
      waiting[run]?.sort((a, b) => (calls[b]?.priority ?? 0) - (calls[a]?.priority ?? 0) || a - b);
  });
  const claims: number[] = [];
  const ends: Ms[] = [];
  const starts: Start[] = [];
  const moments = new Set(specs.map(({ beginsAt }) => beginsAt));
  while (moments.size > 0) {
    const at = Math.min(...moments);
    moments.delete(at);
    specs.forEach(({ beginsAt, plan }, run) => {
      if (beginsAt === at) claims.push(...plan.calls.map(() => run));
    });
    while (claims.length > 0 && ends.filter((end) => end > at).length < limit) {
      const run = claims.shift() as number;
      const key = waiting[run]?.shift() as number;
      const end = at + (specs[run]?.plan.calls[key]?.args.ms as number);
      starts.push({ run, key, at });
      ends.push(end);
      moments.add(end);
    }
  }
  return starts;
}

/** The log without what a pool adds to it, and without which limit it was. */
function story({ events }: Run): unknown[] {
  return events.map((event) => {
    if (event.type !== 'started') return event;
    const { poolMs: _, ...rest } = event;
    return rest;
  });
}

describe('one run alone in a pool', () => {
  const plansAndLimits = fc.record({ plan: plans({ kinds: KINDS }), limit: fc.integer({ min: 1, max: 3 }) });

  property('a pool of the run is its policy’s limit', plansAndLimits, async ({ plan, limit }) => {
    const policy = { ...plan.policy, rate: null };
    const pool = createPool({ limit });
    const pooled = await predict({ ...plan, policy: { ...policy, limit: null } }, { tools: TOOLS, pool });
    const limited = await predict({ ...plan, policy: { ...policy, limit } }, { tools: TOOLS });
    expect(story(pooled)).toEqual(story(limited));
  });

  property('a pool of a tool is its limit', plansAndLimits, async ({ plan, limit }) => {
    const ok = { ...TOOLS.ok, pool: createPool({ limit }) };
    const pooled = await predict(plan, { tools: { ...TOOLS, ok } });
    const limited = await predict(plan, { tools: { ...TOOLS, ok: { ...TOOLS.ok, limit } } });
    expect(story(pooled)).toEqual(story(limited));
  });

  property(
    'its rate is the policy’s, except that a call is ready before it waits for it',
    fc.record({
      plan: plans({ kinds: KINDS }),
      // No sum of the calls' lengths: at the same moment another timer may be first.
      rate: fc.record({ starts: fc.integer({ min: 1, max: 3 }), perMs: fc.constantFrom(6.1, 17.3) }),
    }),
    async ({ plan, rate }) => {
      // Calls that hold a slot already go first, and hold different ones.
      const policy = { ...plan.policy, limit: null, slotOnTimeout: 'release', recovery: 'none' } as const;
      const pooled = await predict(
        { ...plan, policy: { ...policy, rate: null } },
        { tools: TOOLS, pool: createPool({ rate }) },
      );
      const rated = await predict({ ...plan, policy: { ...policy, rate } }, { tools: TOOLS });
      const starts = (run: Run) =>
        run.events.flatMap((event) => (event.type === 'started' ? [[event.at, event.key]] : []));
      expect(starts(pooled)).toEqual(starts(rated));
    },
  );
});
