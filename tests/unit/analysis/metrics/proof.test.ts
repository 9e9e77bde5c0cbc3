import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RESOLVED_MS } from '../../../../src/analysis/format/ratio.ts';
import { baselineOf, ownDuration, type Proof, proofOf, totalOf } from '../../../../src/analysis/metrics/proof.ts';
import { costOf, timeBreakdownOf } from '../../../../src/analysis/metrics/timeBreakdown.ts';
import { predict } from '../../../../src/engine/predict.ts';
import type { CallState } from '../../../../src/run/callState.ts';
import { closeLog } from '../../../../src/run/closeLog.ts';
import { foldAll } from '../../../../src/run/fold.ts';
import { DEFAULT_POLICY, policyOf } from '../../../../src/run/policy.ts';
import type { EventBody, Policy, RunEvent, ToolCall } from '../../../../src/run/types.ts';
import { simulatedTools as tools } from '../../../../src/tools/simulated.ts';
import { LIVELY, plans, pools, toolsWith } from '../../support/arbitraries.ts';
import { property } from '../../support/property.ts';
import { drawRun } from '../drawRun.ts';
import {
  anyPlan,
  blocking,
  failing,
  fast,
  hanging,
  sameAt,
  slow,
  stoppedAt,
  TUTORIAL,
  told,
  unknown,
} from '../runs.ts';

const policy = DEFAULT_POLICY;

describe('the numbers of the proof', () => {
  it('are the tutorial’s', async () => {
    const { state, oneByOne } = await told(TUTORIAL);
    expect(proofOf({ state, policy, oneByOne, predictedMs: 997 })).toEqual({
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
      oneByOneMeasured: false,
      results: 'same',
      speedUp: 2.2,
      overhead: 3,
      lowerBound: 1000,
      bound: { by: 'slowest', ms: 1000 },
      saved: 1200,
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
    const { state, oneByOne } = await told([hanging('hang_1'), fast('fast_1')]);
    expect(proofOf({ state, policy, oneByOne, predictedMs: Number.POSITIVE_INFINITY })).toMatchObject({
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
    const state = foldAll((await stoppedAt(600, { calls: TUTORIAL })).events);
    const proof = proofOf({ state, policy, oneByOne: sameAt(2200, state), predictedMs: 1000 });
    expect(proof).toMatchObject({ cutShort: true, total: 600, sum: 1400, speedUp: undefined, overhead: undefined });
    expect(proof.saved).toBeUndefined();
  });

  it('compare nothing when the engine was ended', () => {
    const plan = { calls: TUTORIAL };
    const state = foldAll(closeLog(plan, [], 600, 'crashed'));
    expect(proofOf({ state, policy, end: 'killed' })).toMatchObject({ cutShort: true, slowest: undefined, sum: 0 });
  });

  it('are unknown while the run is open', () => {
    const state = foldAll([{ seq: 0, at: 0, type: 'runStarted', calls: 4 }]);
    expect(proofOf({ state, policy, oneByOne: { total: 2200, measured: false, results: '2220' } })).toMatchObject({
      settled: false,
      calls: 4,
      sum: undefined,
      total: undefined,
      oneByOne: 2200,
    });
  });

  it('are 0 for an empty plan and for one where all is rejected', async () => {
    for (const calls of [[], [unknown('a'), unknown('b')]]) {
      const { state, oneByOne } = await told(calls);
      expect(proofOf({ state, policy, oneByOne })).toMatchObject({
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
    expect(proofOf({ state, policy: { ...policy, limit: 1 }, oneByOne: sameAt(9999, state) })).toMatchObject({
      total: 2200,
      oneByOne: 2200,
      speedUp: 1,
      saved: undefined,
    });
  });

  it.each<[string, Partial<Policy>, Proof['results']]>([
    ['a failure', { onError: 'fail-fast' }, 'fewer'],
    ['a failure that cancels', { onError: 'fail-fast-cancel' }, 'fewer'],
    ['the deadline', { deadlineMs: 300 }, 'fewer'],
    ['the first success', { onError: 'first-success' }, 'same'],
    ['a timeout that cuts the same calls off one by one', { timeoutMs: 500 }, 'same'],
    ['nothing', {}, 'same'],
  ])('are compared with one by one only if the same calls succeed: %s', async (_, change, results) => {
    const { state, policy: whole, oneByOne } = await told([...TUTORIAL, failing('error_2', 200)], change);
    const proof = proofOf({ state, policy: whole, oneByOne, predictedMs: 200 });
    expect(proof.results).toBe(results);
    expect(proof.speedUp === undefined).toBe(results !== 'same');
    if (results !== 'same') expect(proof.saved).toBeUndefined();
    expect(proof.overhead).toBeDefined();
  });

  it('compare nothing when a timeout cuts off what succeeds one by one', async () => {
    // block_1 holds the thread until 0.80 s, and fast_1 ends after its timeout.
    const calls = [fast('fast_1'), blocking('block_1')];
    const { state, policy: whole, oneByOne } = await told(calls, { timeoutMs: 900, onError: 'collect' });
    expect(proofOf({ state, policy: whole, oneByOne }).results).toBe('same');
    const cut = await told([{ ...(calls[0] as ToolCall), timeoutMs: 200 }, calls[1] as ToolCall]);
    const proof = proofOf({ state: cut.state, policy, oneByOne: cut.oneByOne });
    expect(cut.state.calls[0]?.outcome?.kind).toBe('timedOut');
    expect(proof).toMatchObject({ results: 'fewer', oneByOne: 900, speedUp: undefined, saved: undefined });
  });

  it('compare nothing when a fallback stands in for a result', async () => {
    const { state, oneByOne } = await told([slow('a'), slow('b')]);
    const results = oneByOne.results.replace('2', '1');
    expect(proofOf({ state, policy, oneByOne: { ...oneByOne, results } })).toMatchObject({ results: 'more' });
  });

  it('measure what is saved to one by one when the sum is stretched', async () => {
    const { state, oneByOne } = await told([fast('fast_1'), blocking('block_1')]);
    // fast_1 could not end before the thread was free: the sum is 1.6 s, the work 0.9 s.
    expect(proofOf({ state, policy, oneByOne })).toMatchObject({
      sum: 1600,
      total: 800,
      oneByOne: 900,
      saved: 100,
    });
  });

  it('say which bound binds', async () => {
    const bounds = async (...args: Parameters<typeof told>) => {
      const { state, policy } = await told(...args);
      return proofOf({ state, policy }).bound;
    };
    expect(await bounds(TUTORIAL)).toEqual({ by: 'slowest', ms: 1000 });
    expect(await bounds(TUTORIAL, { limit: 3 })).toEqual({ by: 'slowest', ms: 1000 });
    expect(await bounds(TUTORIAL, { limit: 2 })).toEqual({ by: 'work', ms: 1100, limit: 2, work: 2200 });
    // As long as slow_1 alone and as two at a time: the simpler one is told.
    expect(await bounds([slow('a'), slow('b')], { limit: 2 })).toEqual({ by: 'slowest', ms: 1000 });
    expect(await bounds([fast('a'), fast('b'), fast('c')], { rate: { starts: 1, perMs: 500 } })).toEqual({
      by: 'rate',
      ms: 1100,
      starts: 1,
      perMs: 500,
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
    const boundAt = (starts: number, perMs: number, one = state) =>
      proofOf({ state: one, policy: { ...policy, rate: { starts, perMs } } }).bound;
    // One every 0.05 s: the fifth starts after 0.20 s and takes at least 0.1 s; e, if it were first, is done by then.
    expect(boundAt(1, 50)).toMatchObject({ by: 'slowest', ms: 300 });
    const late = drawRun(`
      a |#|                   succeeded
      b |.....###|            succeeded
      c |..........#####|     succeeded
    `);
    // The three longest are all there are: the last of them starts after 1 s, b as one of two after 0.5 s.
    expect(boundAt(1, 500, late)).toEqual({ by: 'rate', ms: 1100, starts: 1, perMs: 500 });
  });

  it('bound the total by a tool’s own limit', () => {
    const state = drawRun(`
      db_1  |####|         succeeded
      db_2  |....####|     succeeded
      web_1 |######|       succeeded
      db_3  |........####| succeeded
    `);
    const proof = proofOf({ state, policy, pools: { db_tool: 1, web_tool: 4, absent: 1 } });
    expect(proof.bound).toEqual({ by: 'pool', ms: 1200, tool: 'db_tool', limit: 1 });
    expect(costOf(state, policy, proof, { db_tool: 1 })).toEqual([]);
    // Unless it is known that the tool has a limit, nothing tells what they waited for.
    expect(costOf(state, policy, proofOf({ state, policy }))).toEqual([{ cause: 'other', ms: 600 }]);
  });

  it('… in which a fallback that came before the last attempt does not count', async () => {
    const retry = { ...policy.retry, attempts: 3, on: 'transient' as const };
    const call = (id: string) => ({
      ...{ id, name: 'failing_tool', args: { query: '', ms: 100, code: '401' } },
      fallback: { tool: 'slow_tool', args: { query: '', ms: 300 } },
    });
    const plan = { calls: [call('a'), call('b'), call('c')], policy: { recovery: 'fallback' as const, retry } };
    const state = foldAll((await predict(plan, { tools })).events);
    const { bound } = proofOf({ state, policy: policyOf(plan), pools: { failing_tool: 1, slow_tool: 1 } });
    // 400 ms of each call, and not the 1,200 that all attempts would take one by one.
    expect(bound).toMatchObject({ by: 'slowest', ms: 400 });
  });

  it('have no bound that the run itself was under', () => {
    // The limit was 1, and was raised while it ran.
    const state = drawRun(`
      a |####| succeeded
      b |####| succeeded
    `);
    expect(proofOf({ state, policy: { ...policy, limit: 1 } }).bound).toEqual({ by: 'slowest', ms: 400 });
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
    // Without the barrier d would start beside c, at 1.00 s and not at 1.10 s. That f waited for a slot is work / limit.
    expect(
      await costs([slow('a'), slow('b'), fast('c'), slow('d'), slow('e'), fast('f')], { batchSize: 3, limit: 2 }),
    ).toEqual([{ cause: 'barrier', ms: expect.closeTo(100, 6), batches: 2 }]);
  });
  it('is nothing at work / limit, and above it the wait of who came last', async () => {
    expect(await costs([slow('a'), slow('b'), slow('c'), slow('d')], { limit: 2 })).toEqual([]);
    expect(await costs(TUTORIAL, { limit: 2 })).toEqual([
      { cause: 'slot', ms: 100, key: 3, id: 'error_1', waitedMs: 200 },
    ]);
  });
  it('is the wait for the rate, beyond what the rate asks for', async () => {
    const rate = { starts: 1, perMs: 500 };
    expect(await costs([fast('a'), fast('b'), fast('c')], { rate })).toEqual([]);
    // The slow one first would have been done at 1.00 s, and the last at 1.10 s.
    expect(await costs([fast('a'), fast('b'), slow('c')], { rate })).toEqual([
      { cause: 'rate', ms: 900, key: 2, id: 'c', waitedMs: 1000 },
    ]);
  });
  it('is a backoff in which nobody else had work', async () => {
    const retry = { attempts: 2, baseMs: 1000, factor: 1, maxMs: 5000, jitter: 0 };
    const flaky: ToolCall = { id: 'flaky_1', name: 'flaky_tool', args: { query: 'x' } };
    expect(await costs([slow('a'), slow('b'), slow('c'), flaky], { limit: 1, retry })).toEqual([
      { cause: 'backoff', ms: 1000, key: 3, id: 'flaky_1', waitedMs: 1000 },
    ]);
    // All at once it is the slowest call's own.
    expect(await costs([slow('a'), flaky], { retry })).toEqual([]);
  });
  it('is a pause', () => {
    const at = (moment: number, body: EventBody) => ({ at: moment, ...body });
    const events = [
      at(0, { type: 'runStarted', calls: 2 }),
      at(0, { type: 'queued', key: 0, id: 'a', name: 't' }),
      at(0, { type: 'queued', key: 1, id: 'b', name: 't' }),
      at(0, { type: 'ready', key: 0 }),
      at(0, { type: 'started', key: 0, attempt: 1 }),
      at(0, { type: 'paused' }),
      at(100, { type: 'attemptEnded', key: 0, attempt: 1, result: 'succeeded' }),
      at(100, { type: 'settled', key: 0, kind: 'succeeded' }),
      at(700, { type: 'resumed' }),
      at(700, { type: 'ready', key: 1 }),
      at(700, { type: 'started', key: 1, attempt: 1 }),
      at(800, { type: 'attemptEnded', key: 1, attempt: 1, result: 'succeeded' }),
      at(800, { type: 'settled', key: 1, kind: 'succeeded' }),
      at(800, { type: 'runSettled', makespan: 800 }),
    ].map((event, seq) => ({ seq, ...event }) as RunEvent);
    const state = foldAll(events);
    expect(costOf(state, policy, proofOf({ state, policy }))).toEqual([{ cause: 'pause', ms: 700 }]);
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
        const proof = proofOf({ state: foldAll(run.events), policy, oneByOne: baselineOf(foldAll(one.events)) });

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
        if (lastSettled >= RESOLVED_MS) expect(proof.speedUp).toBeCloseTo(sum / lastSettled, 6);
        else expect(proof.speedUp).toBeUndefined();
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
        const spentBy = timeBreakdownOf(state, policyOf(plan));
        for (const call of state.calls as CallState[]) {
          const { run, backoff, barrier, slot, rate, pause, other } = spentBy(call);
          expect(run + backoff).toBeCloseTo(ownDuration(call) ?? 0, 6);
          expect(run + backoff + barrier + slot).toBeCloseTo(call.outcome?.settledAt ?? 0, 6);
          if (call.attempts.length > 0) expect([rate, pause, other]).toEqual([0, 0, 0]);
        }
        expect(totalOf(state)).toBe(state.makespan);
      }),
      seeded,
    );
  });
});

const everything = fc.tuple(plans(), pools());

property('under any policy no part is negative, and bound and costs add up to the total', everything, async (value) => {
  const [plan, rooms] = value;
  const state = foldAll((await predict(plan, { tools: toolsWith(rooms) })).events);
  const policy = policyOf(plan);
  const limits = Object.fromEntries(
    Object.entries(rooms).flatMap(([tool, { limit }]) => (limit ? [[tool, limit]] : [])),
  );
  const proof = proofOf({ state, policy, pools: limits });
  const { total = 0, lowerBound = 0, bound } = proof;
  const spentBy = timeBreakdownOf(state, policy, limits);
  for (const call of state.calls as CallState[]) {
    const spent = Object.values(spentBy(call));
    expect(Math.min(...spent)).toBeGreaterThanOrEqual(-1e-6);
    expect(spent.reduce((sum, ms) => sum + ms, 0)).toBeCloseTo(call.outcome?.settledAt ?? 0, 6);
  }
  const costs = costOf(state, policy, proof, limits);
  if (proof.noEnd || proof.cutShort) {
    expect(costs).toEqual([]);
    return;
  }
  expect(bound?.ms).toBe(lowerBound);
  expect(total).toBeGreaterThanOrEqual(lowerBound - 1e-6);
  for (const { ms } of costs) expect(ms).toBeGreaterThan(0);
  expect(costs.reduce((sum, { ms }) => sum + ms, 0)).toBeCloseTo(total - lowerBound, 5);
});

property(
  'where nothing holds the thread every part has a name, and no bound has to be given up',
  fc.tuple(plans({ kinds: LIVELY }), pools()),
  async ([plan, rooms]) => {
    const state = foldAll((await predict(plan, { tools: toolsWith(rooms) })).events);
    const policy = policyOf(plan);
    const limits = Object.fromEntries(
      Object.entries(rooms).flatMap(([tool, { limit }]) => (limit ? [[tool, limit]] : [])),
    );
    const proof = proofOf({ state, policy, pools: limits });
    if (proof.noEnd || proof.cutShort) return;
    // A fallback may use a tool that has a limit, and its log does not name it.
    if (policy.recovery === 'none')
      expect(costOf(state, policy, proof, limits).filter(({ cause }) => cause === 'other')).toEqual([]);
    const { limit, rate } = policy;
    if (limit !== null) expect(proof.lowerBound).toBeGreaterThanOrEqual((proof.work ?? 0) / limit - 1e-6);
    const starts = state.calls.reduce((sum, { attempts }) => sum + attempts.length, 0);
    if (rate && starts > 0)
      expect(proof.lowerBound).toBeGreaterThanOrEqual(Math.floor((starts - 1) / rate.starts) * rate.perMs - 1e-6);
  },
);
