import { describe, expect, it } from 'vitest';
import { predict } from '../../../../src/engine/predict.ts';
import { foldAll } from '../../../../src/run/fold.ts';
import { policyOf } from '../../../../src/run/policy.ts';
import { selectDocument, selectIsRunning, selectIsShownRunning } from '../../../../src/store/plan/document.ts';
import { selectShownRun, selectStrategies } from '../../../../src/store/run/selectors.ts';
import { selectOtherExtent } from '../../../../src/store/sideBySide/extent.ts';
import {
  chooseOtherPolicy,
  followOtherPlan,
  runBoth,
  selectBothTotals,
  selectOtherCall,
  selectOtherGhost,
  selectOtherPolicy,
} from '../../../../src/store/sideBySide/sideBySide.ts';
import { simulatedTools as tools } from '../../../../src/tools/simulated.ts';
import { answerPrediction, type Started, settle, startStore } from '../startStore.ts';

/** What the `plan` Worker would answer to the newest question. */
async function answerTwin({ runner }: Started): Promise<void> {
  const ask = runner.asks.at(-1);
  if (!ask?.plans[0]) throw new Error('nothing was asked');
  const state = foldAll((await predict(ask.plans[0], { tools })).events);
  runner.listener.answered({ id: ask.id, answers: [state], done: true });
}

async function startTwin(hash = '') {
  const started = startStore({ hash });
  await answerPrediction(started);
  started.actions.toggleSideBySide();
  const unfollow = followOtherPlan(started.store);
  return { ...started, unfollow, state: () => started.store.getState() };
}

const asked = ({ runner }: Started) => runner.asks.map(({ plans }) => plans.map((plan) => policyOf(plan).limit));

describe('the twin, predicted', () => {
  it('is one by one beside all at once, with both totals', async () => {
    const twin = await startTwin();
    expect(asked(twin)).toEqual([[1]]);
    expect(twin.runner.asks[0]?.plans[0]).toMatchObject({ calls: selectDocument(twin.state()).plan.calls, seed: 1 });
    await answerTwin(twin);
    expect(selectOtherPolicy(twin.state())).toBe('one-by-one');
    expect(selectBothTotals(twin.state())).toEqual({
      mine: { total: 1000, measured: false, results: '2220' },
      other: { total: 2200, measured: false, results: '2220' },
    });
    expect(selectOtherExtent(twin.state())).toBe(2200);
    expect(selectOtherGhost(twin.state(), 1)?.attempts[0]).toMatchObject({ startedAt: 100, endedAt: 1100 });
  });

  it('turns round when the page is one by one itself, until one was chosen', async () => {
    const twin = await startTwin();
    await answerTwin(twin);
    twin.actions.selectStrategy({ kind: 'one-by-one' });
    expect(selectOtherPolicy(twin.state())).toBe('all-at-once');
    chooseOtherPolicy(twin.store, 'batches');
    twin.actions.selectStrategy({ kind: 'all-at-once' });
    expect(selectOtherPolicy(twin.state())).toBe('batches');
  });

  it('keeps everything of the policy but the width, and the tutorial’s defaults nothing', async () => {
    const twin = await startTwin();
    twin.actions.selectStrategy({ kind: 'at-most', n: 2 });
    const { plan } = selectDocument(twin.state());
    twin.store.internals.editPlan({ ...plan, policy: { ...plan.policy, timeoutMs: 500 } });
    await answerTwin(twin);
    await answerPrediction(twin);
    await answerPrediction(twin);
    expect(policyOf(twin.runner.asks.at(-1)?.plans[0] as typeof plan)).toMatchObject({ limit: 1, timeoutMs: 500 });
    await answerTwin(twin);
    chooseOtherPolicy(twin.store, 'defaults');
    expect(policyOf(twin.runner.asks.at(-1)?.plans[0] as typeof plan)).toMatchObject({ limit: null, timeoutMs: null });
  });

  it('waits for the page’s own ghosts, and has one question under way', async () => {
    const twin = await startTwin();
    for (let i = 0; i < 5; i++) twin.actions.addCall('fast');
    expect(twin.runner.asks).toHaveLength(1);
    await answerTwin(twin);
    expect(twin.runner.asks).toHaveLength(1);
    await answerPrediction(twin);
    await answerPrediction(twin);
    expect(twin.runner.asks).toHaveLength(2);
    expect(twin.runner.asks[1]?.plans[0]?.calls).toHaveLength(9);
  });

  it('has no total while it is of an older plan, and no ghost for a call of another name', async () => {
    const twin = await startTwin();
    await answerTwin(twin);
    twin.actions.removeCall(0);
    expect(selectBothTotals(twin.state()).other).toBeUndefined();
    expect(selectOtherGhost(twin.state(), 0)).toBeUndefined();
    await answerPrediction(twin);
    await answerTwin(twin);
    expect(selectBothTotals(twin.state()).other?.total).toBe(2100);
  });

  it('says why there is none', async () => {
    const twin = await startTwin();
    twin.runner.listener.answered({ id: 1, answers: [], done: true, problem: 'no' });
    expect(twin.state().sideBySide).toMatchObject({ problem: 'no', prediction: undefined });
    expect(twin.runner.asks).toHaveLength(1);
  });

  it('drops its question when it is closed', async () => {
    const twin = await startTwin();
    twin.unfollow();
    expect(twin.runner.asks.at(-1)).toMatchObject({ topic: 'twin', plans: [] });
    await answerPrediction(twin);
    twin.actions.addCall('fast');
    await answerPrediction(twin);
    expect(twin.runner.asks).toHaveLength(2);
  });
});

describe('run both', () => {
  it('runs the page’s plan, then the twin’s, and keeps both', async () => {
    const twin = await startTwin();
    await answerTwin(twin);
    twin.runner.listener.engineReady();
    runBoth(twin.store);
    expect(twin.runner.runs.map(({ plan }) => policyOf(plan).limit)).toEqual([null]);
    await settle(twin);
    expect(twin.runner.runs.map(({ plan }) => policyOf(plan).limit)).toEqual([null, 1]);
    expect([selectIsRunning(twin.state()), selectIsShownRunning(twin.state())]).toEqual([true, false]);
    expect(selectBothTotals(twin.state())).toMatchObject({ mine: { measured: true }, other: { measured: false } });
    await settle(twin);
    expect(selectIsRunning(twin.state())).toBe(false);
    expect(selectBothTotals(twin.state())).toEqual({
      mine: { total: 1000, measured: true, results: '2220' },
      other: { total: 2200, measured: true, results: '2220' },
    });
    expect(selectOtherCall(twin.state(), 3)?.outcome).toMatchObject({ kind: 'failed', settledAt: 2200 });
    expect(policyOf(selectShownRun(twin.state())?.plan as never).limit).toBeNull();
    expect(selectStrategies(twin.state()).map(({ measured }) => measured)).toEqual([2200, 1000, undefined, undefined]);
  });

  it('can be edited only when both are over, and Stop ends the second', async () => {
    const twin = await startTwin();
    twin.runner.listener.engineReady();
    runBoth(twin.store);
    await settle(twin);
    twin.actions.addCall('fast');
    expect(selectDocument(twin.state()).plan.calls).toHaveLength(4);
    twin.actions.stopRun();
    expect(twin.runner.stops).toEqual([2]);
    twin.runner.listener.runLost(2, 300, 'no answer');
    expect(selectIsRunning(twin.state())).toBe(false);
    expect(selectBothTotals(twin.state()).other?.measured).not.toBe(true);
    expect(twin.runner.runs).toHaveLength(2);
  });

  it('is over when the first was stopped', async () => {
    const twin = await startTwin();
    twin.runner.listener.engineReady();
    runBoth(twin.store);
    twin.actions.stopRun();
    await settle(twin);
    expect(twin.runner.runs).toHaveLength(1);
    expect(selectIsRunning(twin.state())).toBe(false);
  });

  it('is over, with the reason said, when the second is refused', async () => {
    const twin = await startTwin();
    twin.runner.listener.engineReady();
    runBoth(twin.store);
    await settle(twin);
    twin.runner.listener.runRefused(2, 'no');
    expect(twin.state()).toMatchObject({ backgroundRun: undefined, problem: 'no' });
    expect(twin.state().runs).toHaveLength(1);
  });

  it('runs once when both are the same', async () => {
    const twin = await startTwin();
    chooseOtherPolicy(twin.store, 'all-at-once');
    twin.runner.listener.engineReady();
    runBoth(twin.store);
    await settle(twin);
    expect(twin.runner.runs).toHaveLength(1);
  });
});
