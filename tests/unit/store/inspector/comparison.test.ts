import { describe, expect, it } from 'vitest';
import { comparedTotals } from '../../../../src/analysis/metrics/comparedTotals.ts';
import { predict } from '../../../../src/engine/predict.ts';
import { foldAll } from '../../../../src/run/fold.ts';
import {
  followComparison,
  selectComparedPolicies,
  selectMeasuredTotals,
  selectPredictedTotals,
  toggleCompared,
} from '../../../../src/store/inspector/comparison.ts';
import { simulatedTools as tools } from '../../../../src/tools/simulated.ts';
import { answerPrediction, runThrough, type Started, startStore } from '../startStore.ts';

/** In two slices. */
async function answer({ runner }: Started): Promise<void> {
  const { id, plans } = runner.asks.at(-1) as (typeof runner.asks)[number];
  const all = [];
  for (const plan of plans) all.push(comparedTotals(foldAll((await predict(plan, { tools })).events), plan));
  runner.listener.answered({ id, answers: all.slice(0, 1), done: all.length === 1 });
  if (all.length > 1) runner.listener.answered({ id, answers: all.slice(1), done: true });
}

async function start() {
  const started = startStore();
  const unfollow = followComparison(started.store);
  await answerPrediction(started);
  return { ...started, unfollow, state: () => started.store.getState() };
}

describe('the comparison', () => {
  it('has the four strategies’ numbers as predicted', async () => {
    const started = await start();
    await answer(started);
    const numbers = selectComparedPolicies(started.state()).map((name) => selectPredictedTotals(started.state(), name));
    expect(numbers).toEqual([
      { total: 2200, sum: 2200, slowest: 1000, lowerBound: 2200 },
      { total: 1000, sum: 2200, slowest: 1000, lowerBound: 1000 },
      { total: 1100, sum: 2200, slowest: 1000, lowerBound: 1000 },
      { total: 2000, sum: 2200, slowest: 1000, lowerBound: 1000 },
    ]);
  });

  it('asks about what is chosen, in its fixed order, once', async () => {
    const started = await start();
    await answer(started);
    toggleCompared(started.store, 'defaults');
    toggleCompared(started.store, 'all-at-once');
    expect(selectComparedPolicies(started.state())).toEqual(['one-by-one', 'at-most', 'batches', 'defaults']);
    await answer(started);
    await answer(started);
    expect(started.runner.asks).toHaveLength(3);
    expect(selectPredictedTotals(started.state(), 'defaults')?.total).toBe(1000);
    expect(selectPredictedTotals(started.state(), 'all-at-once')).toBeUndefined();
  });

  it('asks again after an edit, when the page has its own prediction', async () => {
    const started = await start();
    await answer(started);
    started.actions.addCall('slow');
    expect(started.runner.asks).toHaveLength(1);
    await answerPrediction(started);
    await answer(started);
    expect(selectPredictedTotals(started.state(), 'one-by-one')?.total).toBe(3200);
  });

  it('has measured numbers of the runs that were made, the same object each time', async () => {
    const started = await start();
    await runThrough(started);
    const measured = selectMeasuredTotals(started.state(), 'all-at-once');
    expect(measured).toEqual({ total: 1000, sum: 2200, slowest: 1000, lowerBound: 1000 });
    expect(selectMeasuredTotals(started.state(), 'this')).toBe(measured);
    expect(selectMeasuredTotals(started.state(), 'one-by-one')).toBeUndefined();
  });

  it('says why there are none, and asks nothing when nothing is chosen', async () => {
    const started = await start();
    const { id } = started.runner.asks[0] as (typeof started.runner.asks)[number];
    started.runner.listener.answered({ id, answers: [], done: true, problem: 'no' });
    expect(started.state().comparison?.problem).toBe('no');
    for (const name of selectComparedPolicies(started.state())) toggleCompared(started.store, name);
    expect(selectComparedPolicies(started.state())).toEqual([]);
    started.unfollow();
  });
});
