import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { costOf, waitsOf } from '../../../src/analysis/cost.ts';
import { ownDuration, proofOf, totalOf } from '../../../src/analysis/proof.ts';
import { predict } from '../../../src/engine/predict.ts';
import { closeLog } from '../../../src/run/closeLog.ts';
import type { CallState } from '../../../src/run/fold.ts';
import { foldAll } from '../../../src/run/fold.ts';
import { DEFAULT_POLICY, policyOf } from '../../../src/run/policy.ts';
import type { RunEvent } from '../../../src/run/types.ts';
import { simulatedTools as tools } from '../../../src/tools/simulated.ts';
import { drawRun } from './drawRun.ts';
import { anyPlan, blocking, fast, hanging, slow, stoppedAt, TUTORIAL, told, unknown } from './runs.ts';

const policy = DEFAULT_POLICY;

describe('the numbers of the proof', () => {
  it('are the tutorial’s', async () => {
    const { state, oneByOneMs } = await told(TUTORIAL);
    expect(proofOf({ state, policy, oneByOneMs, predictedMs: 997 })).toEqual({
      calls: 4,
      settled: true,
      cutShort: false,
      steered: false,
      noEnd: false,
      unstarted: 0,
      sum: 2200,
      work: 2200,
      slowest: { key: 1, id: 'slow_1', duration: 1000, equal: ['error_1'] },
      total: 1000,
      predicted: 997,
      oneByOne: 2200,
      speedUp: 2.2,
      overhead: 3,
      lowerBound: 1000,
      saved: { ms: 1200, end: 2200, to: 'sum' },
      segments: [
        { key: 0, id: 'fast_1', start: 0, duration: 100 },
        { key: 1, id: 'slow_1', start: 100, duration: 1000 },
        { key: 2, id: 'fast_2', start: 1100, duration: 100 },
        { key: 3, id: 'error_1', start: 1200, duration: 1000 },
      ],
    });
  });

  it('count backoffs, but no waiting, as a call’s own', () => {
    const state = drawRun(`
      slow_1  |#####        | succeeded
      slow_1  |#####|         succeeded
      flaky_1 |..###~~.####|  succeeded
    `);
    const proof = proofOf({ state, policy: { ...policy, limit: 2 } });
    expect(state.calls.map((call) => ownDuration(call))).toEqual([500, 900]);
    expect(proof).toMatchObject({ sum: 1400, work: 1200, slowest: { id: 'flaky_1', duration: 900 }, total: 1200 });
  });

  it('count of a backoff only what was spent of it', () => {
    const events = [
      { type: 'runStarted', calls: 1 },
      { type: 'queued', key: 0, id: 'a', name: 't' },
      { type: 'ready', key: 0 },
      { type: 'started', key: 0, attempt: 1 },
      { type: 'attemptEnded', key: 0, attempt: 1, result: 'failed', backoffMs: 5000, at: 300 },
      { type: 'settled', key: 0, kind: 'cancelled', at: 700 },
      { type: 'runSettled', makespan: 700, at: 700 },
    ].map((body, seq) => ({ seq, at: 0, ...body }) as RunEvent);
    expect(ownDuration(foldAll(events).calls[0])).toBe(700);
  });

  it('name the first of those within 1 %, and give the longest', () => {
    const state = drawRun(
      `
      a |${'#'.repeat(990)}|  succeeded
      b |${'#'.repeat(1000)}| succeeded
      c |${'#'.repeat(989)}|  succeeded`,
      { tick: 1 },
    );
    expect(proofOf({ state, policy }).slowest).toEqual({ key: 0, id: 'a', duration: 1000, equal: ['b'] });
  });

  it('have no end when a call has none', async () => {
    const { state, oneByOneMs } = await told([hanging('hang_1'), fast('fast_1')]);
    expect(proofOf({ state, policy, oneByOneMs, predictedMs: Number.POSITIVE_INFINITY })).toMatchObject({
      noEnd: true,
      cutShort: false,
      sum: Number.POSITIVE_INFINITY,
      slowest: { id: 'hang_1', duration: Number.POSITIVE_INFINITY, equal: [] },
      total: Number.POSITIVE_INFINITY,
      oneByOne: Number.POSITIVE_INFINITY,
      speedUp: undefined,
      overhead: undefined,
      saved: undefined,
      // What can be drawn comes first.
      segments: [
        { id: 'fast_1', start: 0, duration: 100 },
        { id: 'hang_1', start: 100, duration: Number.POSITIVE_INFINITY },
      ],
    });
  });

  it('give no length to calls that wait for ever behind one that hangs', async () => {
    const { state } = await told([hanging('hang_1'), fast('fast_1'), fast('fast_2')], { limit: 1 });
    expect(proofOf({ state, policy: { ...policy, limit: 1 } })).toMatchObject({ noEnd: true, unstarted: 2 });
    expect(ownDuration(state.calls[1], true)).toBeUndefined();
  });

  it('compare nothing when the run was stopped', async () => {
    const run = await stoppedAt(600, { calls: TUTORIAL });
    const proof = proofOf({ state: foldAll(run.events), policy, oneByOneMs: 2200, predictedMs: 1000 });
    expect(proof).toMatchObject({ cutShort: true, total: 600, sum: 1400, speedUp: undefined, overhead: undefined });
    expect(proof.saved).toBeUndefined();
  });

  it('compare nothing when the engine was ended', () => {
    const plan = { calls: TUTORIAL };
    const state = foldAll(closeLog(plan, [], 600, () => 'lost'));
    expect(proofOf({ state, policy, end: 'killed' })).toMatchObject({ cutShort: true, slowest: undefined, sum: 0 });
  });

  it('are unknown while the run is open', () => {
    const state = foldAll([{ seq: 0, at: 0, type: 'runStarted', calls: 4 }]);
    expect(proofOf({ state, policy, oneByOneMs: 2200 })).toMatchObject({
      settled: false,
      calls: 4,
      sum: undefined,
      total: undefined,
      oneByOne: 2200,
    });
  });

  it('are 0 for an empty plan and for one where all is rejected', async () => {
    for (const calls of [[], [unknown('a'), unknown('b')]]) {
      const { state, oneByOneMs } = await told(calls);
      expect(proofOf({ state, policy, oneByOneMs })).toMatchObject({
        sum: 0,
        work: 0,
        total: 0,
        lowerBound: 0,
        slowest: undefined,
        speedUp: undefined,
        saved: undefined,
        segments: [],
      });
    }
  });

  it('take a run at limit 1 for its own one by one', async () => {
    const { state } = await told(TUTORIAL, { limit: 1 });
    expect(proofOf({ state, policy: { ...policy, limit: 1 }, oneByOneMs: 9999 })).toMatchObject({
      total: 2200,
      oneByOne: 2200,
      speedUp: 1,
      saved: undefined,
    });
  });

  it('measure what is saved to one by one when the sum is stretched', async () => {
    const { state, oneByOneMs } = await told([fast('fast_1'), blocking('block_1')]);
    // fast_1 could not end before the thread was free: the sum is 1.6 s, the work 0.9 s.
    expect(proofOf({ state, policy, oneByOneMs })).toMatchObject({
      sum: 1600,
      total: 800,
      oneByOne: 900,
      saved: { ms: 100, end: 900, to: 'one by one' },
    });
  });

  it('bound the total by the rate', () => {
    const state = drawRun(`
      a |#|   succeeded
      b |#|   succeeded
      c |#|   succeeded
      d |#|   succeeded
      e |###| succeeded
    `);
    // Two per second: the fifth starts after two full seconds and takes at least 0.1 s.
    expect(proofOf({ state, policy: { ...policy, rate: { starts: 2, perMs: 1000 } } }).lowerBound).toBe(2100);
  });
});

describe('what the policy costs', () => {
  const costs = async (...args: Parameters<typeof told>) => {
    const { state, policy } = await told(...args);
    return costOf(state, policy, proofOf({ state, policy }));
  };

  it('is nothing when all start at once', async () => {
    expect(await costs(TUTORIAL)).toEqual([]);
  });
  it('is the wait for a slot', async () => {
    expect(await costs(TUTORIAL, { limit: 3 })).toEqual([
      { cause: 'slot', ms: 100, key: 3, id: 'error_1', waitedMs: 100 },
    ]);
  });
  it('is the wait at the barrier', async () => {
    expect(await costs(TUTORIAL, { batchSize: 2 })).toEqual([{ cause: 'barrier', ms: 1000, batches: 2 }]);
    // Batch 2 waited 1.00 s, but without the barrier only its 0.10 s would be gone.
    expect(await costs([slow('a'), fast('b')], { batchSize: 1 })).toEqual([{ cause: 'barrier', ms: 100, batches: 2 }]);
  });
  it('names both under a limit within batches', async () => {
    expect(await costs([slow('a'), slow('b'), slow('c'), slow('d')], { batchSize: 3, limit: 2 })).toEqual([
      { cause: 'barrier', ms: 1000, batches: 2 },
    ]);
    expect(
      await costs([slow('a'), slow('b'), fast('c'), slow('d'), slow('e'), fast('f')], { batchSize: 3, limit: 2 }),
    ).toEqual([{ cause: 'slot', ms: 100, key: 5, id: 'f', waitedMs: 1000 }]);
  });
  it('is unknown when a run never ends or was stopped', async () => {
    expect(await costs([hanging('a'), fast('b')], { limit: 1 })).toEqual([]);
  });
});

describe('on any plan', () => {
  const seeded = { seed: 20240611, numRuns: 150 };

  it('the numbers are those of a slow count over the log', async () => {
    await fc.assert(
      fc.asyncProperty(anyPlan, async (plan) => {
        const run = await predict(plan, { tools });
        const one = await predict({ ...plan, policy: { limit: 1 } }, { tools });
        const policy = policyOf(plan);
        const proof = proofOf({ state: foldAll(run.events), policy, oneByOneMs: one.makespan });

        const spent = plan.calls.map((_, key) => {
          const of = run.events.filter((event) => 'key' in event && event.key === key);
          const start = of.find(({ type }) => type === 'started');
          const end = of.find(({ type }) => type === 'attemptEnded');
          return start && end ? end.at - start.at : 0;
        });
        const sum = spent.reduce((a, b) => a + b, 0);
        const longest = Math.max(0, ...spent);
        const lastSettled = Math.max(0, ...run.outcomes.map(({ settledAt }) => settledAt));
        expect(proof.sum).toBeCloseTo(sum, 6);
        expect(proof.work).toBeCloseTo(sum, 6);
        expect(proof.slowest?.duration ?? 0).toBeCloseTo(longest, 6);
        expect(proof.total).toBeCloseTo(lastSettled, 6);
        expect(proof.oneByOne).toBeCloseTo(sum, 6);
        expect(proof.lowerBound).toBeCloseTo(Math.max(longest, policy.limit ? sum / policy.limit : 0), 6);
        if (lastSettled > 0) expect(proof.speedUp).toBeCloseTo(sum / lastSettled, 6);
        const end = proof.segments.at(-1);
        expect(end ? end.start + end.duration : 0).toBeCloseTo(sum, 6);
      }),
      seeded,
    );
  });

  it('the total is never under the lower bound, and the costs fill what is between', async () => {
    await fc.assert(
      fc.asyncProperty(anyPlan, async (plan) => {
        const state = foldAll((await predict(plan, { tools })).events);
        const policy = policyOf(plan);
        const proof = proofOf({ state, policy });
        const { total = 0, lowerBound = 0 } = proof;
        expect(total).toBeGreaterThanOrEqual(lowerBound - 1e-6);
        const costs = costOf(state, policy, proof);
        expect(costs.reduce((sum, { ms }) => sum + ms, 0)).toBeCloseTo(total - lowerBound, 6);
        expect(costs.filter(({ cause, ms }) => cause === 'other' && ms > 1e-6)).toEqual([]);
        if (policy.limit === null && policy.batchSize === null) expect(costs).toEqual([]);
      }),
      seeded,
    );
  });

  it('waiting and own duration fill the time up to each call’s end', async () => {
    await fc.assert(
      fc.asyncProperty(anyPlan, async (plan) => {
        const state = foldAll((await predict(plan, { tools })).events);
        for (const call of state.calls as CallState[]) {
          const { barrier, held, slot } = waitsOf(state, call);
          expect(barrier + held + slot + (ownDuration(call) ?? 0)).toBeCloseTo(call.outcome?.settledAt ?? 0, 6);
          if (call.attempts.length > 0) expect(held).toBeCloseTo(0, 6);
        }
        expect(totalOf(state)).toBe(state.makespan);
      }),
      seeded,
    );
  });
});
