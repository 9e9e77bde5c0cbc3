import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { criticalPath, type PathSection } from '../../../../src/analysis/criticalPath/criticalPath.ts';
import { predict } from '../../../../src/engine/predict.ts';
import { foldAll } from '../../../../src/run/fold.ts';
import { policyOf } from '../../../../src/run/policy.ts';
import type { Plan, Policy, RunEvent } from '../../../../src/run/types.ts';
import { plainPlans, plans } from '../../support/arbitraries.ts';
import { type PlanSettings, planOf } from '../../support/plans.ts';
import { property } from '../../support/property.ts';
import { TOOLS } from '../../support/tools.ts';
import { drawRun } from '../drawRun.ts';

async function pathOf(plan: Plan): Promise<{ path: PathSection[]; makespan: number; ids: string[] }> {
  const run = await predict(plan, { tools: TOOLS });
  const state = foldAll(run.events);
  return { path: criticalPath(state, policyOf(plan)), makespan: run.makespan, ids: state.calls.map(({ id }) => id) };
}

/** `a 0-100 attempt > slot`: one line a section. */
async function told(...parts: (string | PlanSettings)[]): Promise<string[]> {
  const { path, ids } = await pathOf(planOf(...parts));
  return path.map(
    ({ key, from, to, kind, edge }) => `${ids[key] ?? '-'} ${from}-${to} ${kind}${edge ? ` > ${edge}` : ''}`,
  );
}

describe('the critical path', () => {
  test('all at once: the slowest call alone', async () => {
    expect(await told('ok 10', 'ok 100', 'ok 50')).toEqual(['b 0-100 attempt']);
  });

  test('one by one: every call, each freed by the one before', async () => {
    expect(await told('ok 10', 'ok 100', 'ok 50', { limit: 1 })).toEqual([
      'a 0-10 attempt > slot',
      'b 10-110 attempt > slot',
      'c 110-160 attempt',
    ]);
  });

  test('at most two: through the slot that the last call had waited for', async () => {
    expect(await told('ok 10', 'ok 60', 'ok 100', { limit: 2 })).toEqual(['a 0-10 attempt > slot', 'c 10-110 attempt']);
  });

  test('batches: through the straggler of each', async () => {
    expect(await told('ok 10', 'ok 100', 'ok 50', 'ok 20', { batchSize: 2 })).toEqual([
      'b 0-100 attempt > barrier',
      'c 100-150 attempt',
    ]);
  });

  test('retries: what was lost, the backoff, and the attempt that succeeded', async () => {
    const retry = { attempts: 2, baseMs: 30, factor: 1, maxMs: 30, jitter: 0 };
    expect(await told('flaky 40 failures=1', 'ok 50', { retry })).toEqual([
      'a 0-40 lost-attempt > next',
      'a 40-70 backoff > next',
      'a 70-110 attempt',
    ]);
  });

  test('a rate: from the start that had to leave the window', async () => {
    expect(await told('ok 10', 'ok 10', 'ok 10', { rate: { starts: 1, perMs: 100 } })).toEqual([
      'b 0-100 rate > rate',
      'c 100-200 rate > rate',
      'c 200-210 attempt',
    ]);
  });

  test('equal calls: the first listed; nothing for a run of no length', async () => {
    expect(await told('ok 50', 'ok 50')).toEqual(['a 0-50 attempt']);
    expect(await told('ok 0')).toEqual([]);
    expect(criticalPath(foldAll([]), policyOf({ calls: [] }))).toEqual([]);
  });

  test.each<[why: string, policy: Partial<Policy>, picture: string]>([
    [
      'two slots: from the end back through what freed them',
      { limit: 2 },
      `a |====|       succeeded
       b |##|         succeeded
       c |..###|      succeeded
       d |....=====|  succeeded`,
    ],
    [
      'of two that free a slot at once, and ran as long, the first listed',
      { limit: 2 },
      `a |===|     succeeded
       b |###|     succeeded
       c |...==|   succeeded`,
    ],
    [
      'a retry: what failed, the backoff, the end',
      {},
      `a |==~~===| succeeded
       b |####|    failed`,
    ],
    [
      'a retry that waited for its slot again',
      { limit: 1 },
      `a |==~~.==|  succeeded
       b |..===|    succeeded`,
    ],
  ])('in a picture: %s', (_, policy, picture) => {
    const state = drawRun(picture.replaceAll('=', '#'));
    const drawn = picture.split('\n').map((line) => [...(/\|(.*)\|/.exec(line)?.[1] ?? '')]);
    const path = criticalPath(state, policyOf({ calls: [], policy }));
    // `=` is work on the path, `#` work beside it.
    const marked = drawn.flatMap((row, key) => row.flatMap((mark, i) => (mark === '=' ? [`${key}:${i}`] : [])));
    const found = path.flatMap(({ key, kind, from, to }) =>
      kind === 'attempt' || kind === 'lost-attempt'
        ? Array.from({ length: Math.round((to - from) / 100) }, (__, i) => `${key}:${Math.round(from / 100) + i}`)
        : [],
    );
    expect(found.toSorted()).toEqual(marked.toSorted());
  });

  /** Three calls, all ready at once, that the engine gets round to one after the other: `[from, to]` of each. */
  const unlimited = (...spans: [from: number, to: number][]) => {
    const events = [
      { at: 0, type: 'runStarted', calls: spans.length },
      ...spans.flatMap((_, key) => [
        { at: 0, type: 'queued', key, id: `call_${key}`, name: 'ok' },
        { at: 0, type: 'ready', key },
      ]),
      ...spans
        .flatMap(([from, to], key) => [
          { at: from, type: 'started', key, attempt: 1 },
          { at: to, type: 'attemptEnded', key, attempt: 1, result: 'succeeded' },
          { at: to, type: 'settled', key, kind: 'succeeded' },
        ])
        .sort((a, b) => a.at - b.at),
      { at: Math.max(...spans.map(([, to]) => to)), type: 'runSettled', makespan: Math.max(...spans.flat()) },
    ];
    const state = foldAll(events.map((event, seq) => ({ seq, ...event }) as RunEvent));
    return criticalPath(state, policyOf({ calls: [] })).map(
      ({ key, kind, from, to, edge }) => `${key} ${from}-${to} ${kind}${edge ? ` > ${edge}` : ''}`,
    );
  };

  test('without a limit nobody waits for a slot: a late start is overhead, whoever ended just before it', () => {
    expect(unlimited([0, 90], [20, 60], [91, 200])).toEqual(['-1 0-91 overhead', '2 91-200 attempt']);
  });

  test('unless the one that ended had let nobody else start or end', () => {
    expect(unlimited([0, 90], [91, 200])).toEqual(['0 0-90 attempt', '0 90-91 overhead > thread', '1 91-200 attempt']);
  });

  test('a pause is a stretch of its own, and overhead around it is not', () => {
    const events = [
      { type: 'runStarted', calls: 1 },
      { type: 'queued', key: 0, id: 'a', name: 'ok' },
      { type: 'paused' },
      { type: 'resumed' },
      { type: 'ready', key: 0 },
      { type: 'started', key: 0, attempt: 1 },
      { type: 'attemptEnded', key: 0, attempt: 1, result: 'succeeded' },
      { type: 'settled', key: 0, kind: 'succeeded' },
      { type: 'runSettled', makespan: 500 },
    ];
    const at = [0, 0, 10, 310, 320, 320, 500, 500, 500];
    const state = foldAll(events.map((event, seq) => ({ seq, at: at[seq], ...event }) as RunEvent));
    const path = criticalPath(state, policyOf({ calls: [] }));
    expect(path.map(({ kind, from, to }) => `${kind} ${from}-${to}`)).toEqual([
      'overhead 0-10',
      'pause 10-310',
      'overhead 310-320',
      'attempt 320-500',
    ]);
  });

  /** Sleeps exactly its `ms`, once: what the laws below hold for. */
  const sleepers = (policy?: fc.Arbitrary<Partial<Policy>>) =>
    plainPlans({ kinds: ['ok', 'fail', 'heeds'], ...(policy && { policy }) });
  const batches = fc.record({ batchSize: fc.option(fc.integer({ min: 1, max: 4 })) }, { requiredKeys: [] });
  const msOf = (plan: Plan, key: number) => Number(plan.calls[key]?.args.ms);
  const shorter = (plan: Plan, key: number, by: number): Plan => ({
    ...plan,
    calls: plan.calls.map((call, i) => (i === key ? { ...call, args: { ms: msOf(plan, key) - by } } : call)),
  });

  // With a limit too many things may happen: an end that two calls share is on the path only once.
  property('a call that is not on it may take any less time, and nothing changes', sleepers(batches), async (plan) => {
    const { path, makespan } = await pathOf(plan);
    const on = new Set(path.map(({ key }) => key));
    for (const key of plan.calls.keys())
      for (const share of [0.01, 0.5, 1])
        if (!on.has(key)) expect((await pathOf(shorter(plan, key, msOf(plan, key) * share))).makespan).toBe(makespan);
  });

  property('one on it may take less time, and gains that much at most', sleepers(), async (plan) => {
    const { path, makespan } = await pathOf(plan);
    for (const { key } of path.filter(({ kind }) => kind === 'attempt')) {
      const by = Math.min(0.5, msOf(plan, key));
      const gained = makespan - (await pathOf(shorter(plan, key, by))).makespan;
      expect(gained).toBeGreaterThanOrEqual(-1e-9);
      expect(gained).toBeLessThanOrEqual(by + 1e-9);
    }
  });

  // Named exceptions, after Graham: where the order of starts depends on lengths, less work can take longer.
  test('an anomaly: a shorter call that lets a retry in before a longer one costs time', async () => {
    const retry = { attempts: 2, baseMs: 20, factor: 1, maxMs: 20, jitter: 0 };
    const plan = (ms: number) => planOf(`flaky ${ms} failures=1`, 'ok 40', 'ok 40', 'ok 100', { limit: 2, retry });
    const [before, after] = [await pathOf(plan(25)), await pathOf(plan(15))];
    expect([before.makespan, after.makespan]).toEqual([140, 155]);
  });

  property('covers the run from its start to its end, without gap and overlap', plans(), async (plan) => {
    const { path, makespan } = await pathOf(plan);
    let at = 0;
    for (const { from, to } of path) {
      expect(from).toBe(at);
      expect(to).toBeGreaterThan(from);
      at = to;
    }
    if (path.length > 0) expect(at).toBe(makespan);
  });

  property('names attempts and backoffs that are in the log, each within its own time', plans(), async (plan) => {
    const state = foldAll((await predict(plan, { tools: TOOLS })).events);
    for (const { key, attempt: number, kind, from, to } of criticalPath(state, policyOf(plan))) {
      const attempt = state.calls[key]?.attempts[number - 1];
      if (kind === 'attempt' || kind === 'lost-attempt') {
        expect(from).toBe(attempt?.startedAt);
        expect(to).toBeLessThanOrEqual(attempt?.endedAt ?? Number.NaN);
      }
      if (kind === 'backoff') {
        expect(from).toBe(attempt?.endedAt);
        expect(to - from).toBeCloseTo(attempt?.backoffMs ?? Number.NaN, 6);
      }
    }
  });
});
