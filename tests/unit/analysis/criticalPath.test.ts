import { describe, expect, test } from 'vitest';
import { criticalPath, type Section } from '../../../src/analysis/criticalPath.ts';
import { predict } from '../../../src/engine/predict.ts';
import { foldAll } from '../../../src/run/fold.ts';
import { policyOf } from '../../../src/run/policy.ts';
import type { Plan } from '../../../src/run/types.ts';
import { plans } from '../support/arbitraries.ts';
import { type PlanSettings, planOf } from '../support/plans.ts';
import { property } from '../support/property.ts';
import { TOOLS } from '../support/tools.ts';

async function pathOf(plan: Plan): Promise<{ path: Section[]; makespan: number; ids: string[] }> {
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
