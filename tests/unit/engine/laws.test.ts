import { getEventListeners } from 'node:events';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { predict } from '../../../src/engine/predict.ts';
import type { Plan, Run } from '../../../src/run/types.ts';
import { ALL, plainPlans, widths } from '../support/arbitraries.ts';
import { drive } from '../support/drive.ts';
import { expectLawful, expectWithinLimit, expectWorkConserving, ofType, ownDurations, work } from '../support/laws.ts';
import { deepFreeze, times } from '../support/plans.ts';
import { property } from '../support/property.ts';
import { TOOLS } from '../support/tools.ts';

const ROUNDING = 1e-9;

/** The same seed gives several properties the same plans: each is predicted once. */
const predictions = new Map<string, Promise<Run>>();
function predicted(plan: Plan): Promise<Run> {
  const key = JSON.stringify(plan);
  const run = predictions.get(key) ?? predict(plan, { tools: TOOLS });
  predictions.set(key, run);
  return run;
}

const unhandled: unknown[] = [];
const note = (reason: unknown) => unhandled.push(reason);
beforeAll(() => {
  process.on('unhandledRejection', note);
});
afterAll(() => {
  process.off('unhandledRejection', note);
  expect(unhandled).toEqual([]);
});

describe('whatever the plan, its limit and its batches', () => {
  property(
    'exactly one outcome and one `settled` a call, in lawful order, recomputable from the log',
    plainPlans({ kinds: ALL }),
    async (plan) => {
      expectLawful(await predicted(plan), plan);
    },
  );

  const abortAt = fc.constantFrom(0, 0.5, 5, 10, 20, 33.3, 50, 1000);
  property(
    'the same when it is aborted at some moment; nothing is left behind',
    fc.tuple(plainPlans({ kinds: ALL }), abortAt),
    async ([plan, moment]) => {
      const { run, heard, signal } = await drive(plan, { abortAt: moment });
      expectLawful(run, plan);
      expectWithinLimit(run.events, plan.policy?.limit ?? null);
      // Every tool but the one that hangs has ended: once, and was heard of at most once more.
      expect(heard.slice(0, run.events.length)).toEqual(run.events);
      const late = ofType(heard, 'late').map(({ key }) => key);
      const abandoned = run.outcomes.filter((outcome) => outcome.abandoned && outcome.name !== 'hang');
      expect(late.toSorted((a, b) => a - b)).toEqual(abandoned.map(({ key }) => key));
      expect(heard.length).toBe(run.events.length + late.length);
      expect(getEventListeners(signal, 'abort')).toEqual([]);
    },
  );

  const anyEvent = fc.tuple(plainPlans({ kinds: ALL }), fc.nat(40));
  property('the same when a listener aborts it on some event', anyEvent, async ([plan, at]) => {
    const { run, heard } = await drive(plan, {
      abortAt: 1000,
      onEvent: ({ seq }, abort) => seq === at && abort(),
    });
    expectLawful(run, plan);
    expectWithinLimit(run.events, plan.policy?.limit ?? null);
    expect(ofType(heard, 'runSettled')).toHaveLength(1);
  });

  property('never more than `limit` at once', plainPlans({ kinds: ALL }), async (plan) => {
    const { events } = await predicted(plan);
    expectWithinLimit(events, plan.policy?.limit ?? null);
  });

  property(
    'always min(limit, ready) at once: no slot is idle while a call could use it',
    plainPlans(),
    async (plan) => {
      const { events } = await predicted(plan);
      expectWorkConserving(events, plan.policy?.limit ?? null);
    },
  );

  property('no shorter than its longest call, nor than its work shared by all slots', plainPlans(), async (plan) => {
    const { events, makespan } = await predicted(plan);
    const slots = plan.policy?.limit ?? Math.max(1, plan.calls.length);
    expect(Math.max(0, ...ownDurations(events))).toBeLessThanOrEqual(makespan + ROUNDING);
    expect(work(events) / slots).toBeLessThanOrEqual(makespan + ROUNDING);
  });

  property(
    'all at once takes as long as the slowest; one by one, the sum',
    plainPlans({ policy: fc.constant({}) }),
    async (plan) => {
      const together = await predict(plan, { tools: TOOLS });
      expect(together.makespan).toBe(Math.max(0, ...ownDurations(together.events)));
      const oneByOne = await predict({ ...plan, policy: { limit: 1 } }, { tools: TOOLS });
      expect(oneByOne.makespan).toBeCloseTo(work(oneByOne.events), 6);
    },
  );

  property(
    'calls of one batch start only after all of the one before have settled',
    plainPlans({ kinds: ALL }),
    async (plan) => {
      const { events } = await predicted(plan);
      const batches = ofType(events, 'batchOpened');
      const settledAt = new Map(ofType(events, 'settled').map(({ key, seq }) => [key, seq]));
      batches.slice(1).forEach(({ seq }, i) => {
        for (const key of batches[i]?.keys ?? []) expect(settledAt.get(key)).toBeLessThan(seq);
      });
      for (const { seq, keys } of batches)
        for (const started of ofType(events, 'started'))
          if (keys.includes(started.key)) expect(started.seq).toBeGreaterThan(seq);
      const able = ofType(events, 'queued').filter(({ batch }) => batch !== undefined).length;
      const size = plan.policy?.batchSize;
      if (size && !events.some((event) => event.type === 'runSettled' && event.stalled))
        expect(batches).toHaveLength(Math.ceil(able / size));
    },
  );

  property('calls start in the order in which they are listed', plainPlans({ kinds: ALL }), async (plan) => {
    const { events } = await predicted(plan);
    const keys = ofType(events, 'started').map(({ key }) => key);
    expect(keys).toEqual(keys.toSorted((a, b) => a - b));
  });

  property('same plan, same seed: the identical log', plainPlans({ kinds: ALL }), async (plan) => {
    expect(await predict(structuredClone(plan), { tools: TOOLS })).toEqual(await predicted(plan));
  });

  const seeded = fc.tuple(fc.maxSafeInteger(), fc.maxSafeInteger()).filter(([a, b]) => a !== b);
  property('another seed: other random numbers', seeded, async ([seed, other]) => {
    const plan = { calls: [{ id: 'a', name: 'spread', args: { ms: 1000 } }], seed };
    const first = await predict(plan, { tools: TOOLS });
    expect((await predict({ ...plan, seed: other }, { tools: TOOLS })).makespan).not.toBe(first.makespan);
  });

  property('the caller’s plan is never touched', plainPlans({ kinds: ALL }), async (plan) => {
    const before = structuredClone(plan);
    const run = await predict(deepFreeze(plan), { tools: TOOLS });
    expect(plan).toEqual(before);
    expect(run.plan).toEqual(before);
  });
});

property(
  'many calls: as lawful as few',
  fc.tuple(fc.integer({ min: 200, max: 2000 }), widths()),
  async ([count, policy]) => {
    const calls = times(count, '').map((_, key) => ({
      id: `c${key}`,
      name: key % 7 ? 'sync' : 'ok',
      args: { ms: key % 5 },
    }));
    const plan = { calls, policy };
    const run = await predict(plan, { tools: TOOLS });
    expectWithinLimit(run.events, policy.limit ?? null);
    expectWorkConserving(run.events, policy.limit ?? null);
    expect(run.outcomes.every(({ kind }) => kind === 'succeeded')).toBe(true);
  },
  { runs: 10 },
);
