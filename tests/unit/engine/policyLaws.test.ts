import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { predict } from '../../../src/engine/predict.ts';
import type { Plan, Run } from '../../../src/run/types.ts';
import { ALL, LIVELY, type Pools, plans, pools, toolsWith } from '../support/arbitraries.ts';
import { expectLawful, expectWithinLimit, ofType, ownDurations, work } from '../support/laws.ts';
import { expectSchedule, keyed, Watch } from '../support/overlap.ts';
import { deepFreeze } from '../support/plans.ts';
import {
  expectErrorPolicy,
  expectLimitAtStarts,
  expectRate,
  expectRetries,
  expectTimeLimits,
} from '../support/policyLaws.ts';
import { property } from '../support/property.ts';
import { expectNothingUnhandled } from '../support/unhandled.ts';

const ROUNDING = 1e-6;

interface Seen {
  plan: Plan;
  run: Run;
  watch: Watch;
}

/** The same seed gives several properties the same plans: each is predicted once. */
const seen = new Map<string, Promise<Seen>>();
async function look(plan: Plan, asked: Pools): Promise<Seen> {
  const watch = new Watch(toolsWith(asked));
  const withKeys = keyed(plan);
  return { plan: withKeys, watch, run: await predict(withKeys, { tools: watch.tools }) };
}
function predicted([plan, asked]: [Plan, Pools]): Promise<Seen> {
  const key = JSON.stringify([plan, asked]);
  const one = seen.get(key) ?? look(plan, asked);
  seen.set(key, one);
  return one;
}

const anything = fc.tuple(plans({ kinds: ALL }), pools());
const lively = fc.tuple(plans({ kinds: LIVELY }), pools());

expectNothingUnhandled();

describe('whatever the plan, with every setting there is', () => {
  property(
    'one outcome and one `settled` a call, in lawful order, recomputable from the log',
    anything,
    async (shape) => {
      const { run, plan } = await predicted(shape);
      expectLawful(run, plan);
    },
  );

  property('never more open attempts than the limit, nor more starts than the rate', anything, async (shape) => {
    const { run, plan } = await predicted(shape);
    expectWithinLimit(run.events, plan.policy?.limit ?? null);
    expectLimitAtStarts(run.events, plan);
    expectRate(run.events, plan.policy?.rate ?? null);
  });

  property(
    'under `hold`, never more calls with a body that really runs than the limits',
    anything,
    async ([plan, asked]) => {
      const limit = plan.policy?.limit ?? Number.POSITIVE_INFINITY;
      const watch = new Watch(toolsWith(asked), ({ calls, running, tools }) => {
        expect(calls.call(watch)).toBeLessThanOrEqual(limit);
        for (const name of new Set(running.values()))
          expect(calls.call(watch, name)).toBeLessThanOrEqual(tools[name]?.limit ?? Number.POSITIVE_INFINITY);
      });
      const held = { ...keyed(plan), policy: { ...plan.policy, slotOnTimeout: 'hold' as const } };
      const run = await predict(held, { tools: watch.tools });
      expect(run.outcomes.flatMap(({ error }) => (error?.name === 'AssertionError' ? error.message : []))).toEqual([]);
    },
  );

  property(
    'no slot is idle that a ready call could use; pools are kept; first by order first',
    lively,
    async (shape) => {
      const { run, plan, watch } = await predicted(shape);
      expectSchedule(run.events, plan, watch);
    },
  );

  property('attempts, backoffs, recoveries and skips are those of the policy', anything, async (shape) => {
    const { run, plan } = await predicted(shape);
    expectRetries(run.events, plan);
    expectErrorPolicy(run.events, plan);
  });

  property('no attempt outlives its timeout, nothing the deadline', lively, async (shape) => {
    const { run, plan, watch } = await predicted(shape);
    expectTimeLimits(run.events, plan, watch.tools);
  });

  property('every abandoned attempt that ends is heard of once more', lively, async (shape) => {
    const { run, watch } = await predicted(shape);
    expect(watch.running.size).toBe(0);
    const late = new Set(ofType(run.events, 'late').map(({ key, attempt }) => `${key}:${attempt}`));
    const abandoned = run.outcomes.filter((outcome) => outcome.abandoned).map(({ key }) => key);
    for (const key of abandoned) expect([...late].some((id) => id.startsWith(`${key}:`))).toBe(true);
  });

  property('no shorter than its longest call, nor than its work shared by all slots', anything, async (shape) => {
    const { run, plan } = await predicted(shape);
    const calls = Math.max(1, plan.calls.length);
    // A backoff that the end of the run cut short is not its own duration.
    const cut =
      plan.policy?.deadlineMs != null || !['collect', undefined].includes(plan.policy?.onError) || run.stalled;
    if (!cut) expect(Math.max(0, ...ownDurations(run.events))).toBeLessThanOrEqual(run.makespan + ROUNDING);
    expect(work(run.events) / (plan.policy?.limit ?? calls)).toBeLessThanOrEqual(run.makespan + ROUNDING);
  });

  property('same plan, same seed: the identical log', anything, async (shape) => {
    const again = await look(structuredClone(shape[0]), shape[1]);
    expect(again.run).toEqual((await predicted(shape)).run);
  });

  property('the caller’s plan is never touched', anything, async ([plan, asked]) => {
    const before = structuredClone(plan);
    const run = await predict(deepFreeze(plan), { tools: toolsWith(asked) });
    expect(plan).toEqual(before);
    expect(run.plan).toEqual(before);
  });
});
