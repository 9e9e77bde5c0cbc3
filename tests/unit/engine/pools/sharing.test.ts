import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { createPool } from '../../../../src/engine/admission/pool.ts';
import { predict } from '../../../../src/engine/predict.ts';
import type { Pool, Tool } from '../../../../src/engine/types.ts';
import type { Ms, Plan, Run } from '../../../../src/run/types.ts';
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

const settings = fc
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
  /** Whether the pool is that of the run; else it is that of the tools `ok` and `fail`. */
  isOfRun: boolean;
  acts: [Ms, Act][];
}

const oneRun: fc.Arbitrary<OneRun> = fc.record({
  plan: plans({ kinds: KINDS, most: 6 }),
  ownLimits: pools(),
  beginsAt: fc.constantFrom(0, 0, 5, 10, 33.3),
  isOfRun: fc.boolean(),
  acts: fc.array(fc.tuple(moments, acts), { maxLength: 2 }),
});

const POOLED = ['ok', 'fail'];

function specsOf(runs: readonly OneRun[], pool: Pool): RunSpec[] {
  return runs.map(({ plan, ownLimits, beginsAt, isOfRun, acts }) => {
    const tools = toolsWith(ownLimits);
    if (!isOfRun) for (const name of POOLED) tools[name] = { ...tools[name], pool } as Tool;
    return {
      plan,
      tools,
      beginsAt,
      ...(isOfRun && { pool }),
      acts: acts.map(([at, act]) => [at, (controller, abort) => perform(act, controller, abort)]),
    };
  });
}

describe('random runs that share a pool on one clock', () => {
  property(
    'never more calls than its limit nor more starts than its rate, no slot unused while a call may start, nothing left behind',
    fc.record({ runs: fc.array(oneRun, { minLength: 2, maxLength: 3 }), settings }),
    async ({ runs, settings }) => {
      const pool = createPool(settings);
      const specs = specsOf(runs, pool);
      const shared = await driveTogether(specs, 3000);
      const needs = (run: number, tool: string) => runs[run]?.isOfRun || POOLED.includes(tool);
      checkSharing(shared, { specs, needs: (run, tool) => needs(run, tool) === true, ...settings });
      shared.runs.forEach((run, i) => {
        expectLawful(run, (specs[i] as RunSpec).plan);
      });
      expect(pool.waiting).toBe(0);
      expect(shared.pending).toBe(0);
      const heldForEver = specs.some(({ plan }) => plan.policy?.slotOnTimeout === 'hold');
      if (!heldForEver) expect(pool.active).toBe(0);
    },
  );

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

const unlimited = (plan: Plan): Plan => ({ ...plan, policy: { ...plan.policy, limit: null, rate: null } });

describe('one run alone in a pool', () => {
  const plansAndLimits = fc.record({ plan: plans({ kinds: KINDS }), limit: fc.integer({ min: 1, max: 3 }) });

  property('a pool of the run is its policy’s limit', plansAndLimits, async ({ plan, limit }) => {
    const pooled = await predict(unlimited(plan), { tools: TOOLS, pool: createPool({ limit }) });
    const limited = await predict({ ...plan, policy: { ...plan.policy, limit, rate: null } }, { tools: TOOLS });
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
      const pooled = await predict(unlimited(plan), { tools: TOOLS, pool: createPool({ rate }) });
      const rated = await predict({ ...plan, policy: { ...plan.policy, limit: null, rate } }, { tools: TOOLS });
      const starts = (run: Run) =>
        run.events.flatMap((event) => (event.type === 'started' ? [[event.at, event.key]] : []));
      expect(starts(pooled)).toEqual(starts(rated));
    },
  );
});
