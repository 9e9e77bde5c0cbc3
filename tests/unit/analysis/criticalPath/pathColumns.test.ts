import { expect, test } from 'vitest';
import { criticalPath } from '../../../../src/analysis/criticalPath/criticalPath.ts';
import { KINDS, type PathColumns, pathColumns } from '../../../../src/analysis/criticalPath/pathColumns.ts';
import { pathSentence, timeByCause } from '../../../../src/analysis/criticalPath/pathSummary.ts';
import { predict } from '../../../../src/engine/predict.ts';
import { foldAll } from '../../../../src/run/fold.ts';
import { policyOf } from '../../../../src/run/policy.ts';
import type { Plan, RunEvent } from '../../../../src/run/types.ts';
import { plans } from '../../support/arbitraries.ts';
import { planOf } from '../../support/plans.ts';
import { property } from '../../support/property.ts';
import { TOOLS } from '../../support/tools.ts';

const logOf = async (plan: Plan) => (await predict(plan, { tools: TOOLS })).events;

/** Every moment from `from` on is later by so much: as a busy machine has it. */
const late = (log: readonly RunEvent[], from: number, by: number): RunEvent[] =>
  log.map((event) => {
    const at = event.at >= from ? event.at + by : event.at;
    return event.type === 'runSettled' ? { ...event, at, makespan: at } : { ...event, at };
  });

const stopsOf = ({ at, kind, stops }: PathColumns) =>
  Array.from(stops, (i) => `${KINDS[kind[i] as number]} ${Math.round((at[i] as number) * 10) / 10}`);

property('a path in columns is the same path', plans(), async (plan) => {
  const state = foldAll(await logOf(plan));
  const path = criticalPath(state, policyOf(plan));
  const { at, key, kind, causes, sentence } = structuredClone(pathColumns(state, plan));
  const sections = Array.from(key, (one, i) => ({
    from: at[i],
    to: at[i + 1],
    kind: KINDS[kind[i] as number],
    key: one,
  }));
  expect(sections).toEqual(path.map((one) => ({ from: one.from, to: one.to, kind: one.kind, key: one.key })));
  expect(causes).toEqual(timeByCause(path));
  expect(sentence).toEqual(pathSentence(path, state));
});

const retry = { attempts: 2, baseMs: 200, factor: 1, maxMs: 200, jitter: 0 };

test('a step skips overhead that is not worth a word, and no time of a call however short', async () => {
  const plan = planOf('flaky 300 failures=1', 'ok 1', { retry });
  const log = await logOf(plan);
  const all = ['lost-attempt 0', 'backoff 300', 'attempt 500'];
  expect(stopsOf(pathColumns(foldAll(log), plan))).toEqual(all);
  expect(stopsOf(pathColumns(foldAll(late(log, 500, 0.3)), plan))).toEqual([...all.slice(0, 2), 'attempt 500.3']);
  expect(stopsOf(pathColumns(foldAll(late(log, 500, 80)), plan))).toEqual([
    ...all.slice(0, 2),
    'overhead 500',
    'attempt 580',
  ]);
});

test('a call of a fraction of a millisecond can be stepped to', async () => {
  const plan = planOf('ok 1000', 'ok 0.5', 'ok 1000', { limit: 1 });
  expect(stopsOf(pathColumns(foldAll(await logOf(plan)), plan))).toEqual([
    'attempt 0',
    'attempt 1000',
    'attempt 1000.5',
  ]);
});

test('a run of no length has an empty one', () => {
  const { at, key, stops } = pathColumns(foldAll([]), { calls: [] });
  expect([[...at], key.length, stops.length]).toEqual([[0], 0, 0]);
});
