import { describe, expect, test } from 'vitest';
import { criticalPath } from '../../../src/analysis/criticalPath/criticalPath.ts';
import { KINDS, pathColumns } from '../../../src/analysis/criticalPath/pathColumns.ts';
import { pathSentence, timeByCause } from '../../../src/analysis/criticalPath/pathSummary.ts';
import { plainText } from '../../../src/analysis/format/richText.ts';
import { eventText } from '../../../src/analysis/log/eventText.ts';
import { metricsOf } from '../../../src/analysis/metrics/metrics.ts';
import { proofOf } from '../../../src/analysis/metrics/proof.ts';
import { costOf, timeBreakdownOf } from '../../../src/analysis/metrics/timeBreakdown.ts';
import { costText } from '../../../src/analysis/verdict/verdict.lazy.ts';
import { createPool } from '../../../src/engine/admission/pool.ts';
import { readRunFile, writeRunFile } from '../../../src/run/file/runFile.ts';
import { foldAll } from '../../../src/run/fold.ts';
import { policyOf } from '../../../src/run/policy.ts';
import type { Policy, Run } from '../../../src/run/types.ts';
import { planOf } from '../support/plans.ts';
import { driveTogether } from '../support/sharedRuns.ts';
import { TOOLS } from '../support/tools.ts';

/** One slot; another run has it for 200 ms, and a third one between the two calls of this one for 50 ms. */
async function secondRun(policy: Partial<Policy> = { batchSize: 1 }): Promise<Run> {
  const pool = createPool({ limit: 1 });
  const { runs } = await driveTogether([
    { plan: planOf('ok 200'), tools: TOOLS, pool, beginsAt: 0 },
    { plan: planOf('ok 300', 'ok 100', policy), tools: TOOLS, pool, beginsAt: 0 },
    { plan: planOf('ok 50'), tools: TOOLS, pool, beginsAt: 300 },
  ]);
  return runs[1] as Run;
}

/** The parts of a path or a breakdown that are not 0. */
const parts = (spent: object) => Object.fromEntries(Object.entries(spent).filter(([, ms]) => ms > 0));
describe('a run that waited for a pool', () => {
  test('says so where a call starts, and the log in words', async () => {
    const run = await secondRun();
    const starts = run.events.filter(({ type }) => type === 'started');
    expect(starts).toMatchObject([
      { at: 200, key: 0, poolMs: 200 },
      { at: 550, key: 1, poolMs: 50 },
    ]);
    const { calls } = foldAll(run.events);
    expect(starts.map((event) => eventText(event, calls))).toEqual([
      'a started, after 0.20 s waiting for a shared pool',
      'b started, after 0.05 s waiting for a shared pool',
    ]);
  });

  test('its time is accounted for', async () => {
    const { events, plan } = await secondRun();
    const state = foldAll(events);
    const spent = timeBreakdownOf(state, policyOf(plan));
    expect(state.calls.map((call) => parts(spent(call)))).toEqual([
      { run: 300, sharedPool: 200 },
      { run: 100, barrier: 500, sharedPool: 50 },
    ]);
    const waits = metricsOf({ state, plan }).measures.filter(({ name }) => name === 'wait.total');
    expect(waits).toMatchObject([
      { of: 'barrier', value: 500 },
      { of: 'sharedPool', value: 250 },
    ]);
    const policy = policyOf(plan);
    const proof = proofOf({ state, policy });
    expect(costText(costOf(state, policy, proof))).toBe(
      '0.35 s: 0.30 s at the barrier, 0.05 s waiting for a shared pool',
    );
  });

  test('what it waited for its own limit is not the pool’s', async () => {
    const { events, plan } = await secondRun({ limit: 1 });
    const state = foldAll(events);
    const spent = timeBreakdownOf(state, policyOf(plan));
    // Both were ready at 0, so that the third run comes after them.
    expect(state.calls.map((call) => parts(spent(call)))).toEqual([
      { run: 300, sharedPool: 200 },
      { run: 100, slot: 500 },
    ]);
  });

  test('its critical path covers the run, and names the pool', async () => {
    const { events, plan } = await secondRun();
    const state = foldAll(events);
    const path = criticalPath(state, policyOf(plan));
    expect(path.map(({ from, to, kind, key }) => [from, to, kind, key])).toEqual([
      [0, 200, 'pool', 0],
      [200, 500, 'attempt', 0],
      [500, 550, 'pool', 1],
      [550, 650, 'attempt', 1],
    ]);
    expect(timeByCause(path)).toContainEqual({ cause: 'pool', ms: 250 });
    expect(plainText(pathSentence(path, state))).toContain('a 0.20 s waiting for a shared pool');
    expect([...pathColumns(state, plan).kind].map((kind) => KINDS[kind])).toEqual(path.map(({ kind }) => kind));
  });

  test('its file is of version 4 and keeps it; that of a run that found room is as before', async () => {
    const run = await secondRun();
    const text = writeRunFile(run);
    expect(JSON.parse(text).version).toBe(4);
    expect(readRunFile(text).events).toEqual(run.events);
    const pool = createPool({ limit: 2 });
    const { runs } = await driveTogether([{ plan: planOf('ok 10', 'ok 10'), tools: TOOLS, pool, beginsAt: 0 }]);
    expect(JSON.parse(writeRunFile(runs[0] as Run)).version).toBe(1);
  });
});
