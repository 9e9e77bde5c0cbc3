import { describe, expect, it } from 'vitest';
import { commit, stateOf, withUpdate } from '../../../../src/agent/commit.ts';
import { plainState } from '../../../../src/agent/plainState.ts';
import { requeueCalls } from '../../../../src/agent/requeueCalls.ts';
import { plainText } from '../../../../src/analysis/format/richText.ts';
import { predict } from '../../../../src/engine/predict.ts';
import { foldAll } from '../../../../src/run/fold.ts';
import { runNumber, selectFailedKeys, selectKeptCall } from '../../../../src/store/run/rerunFailed.ts';
import {
  selectGhostCall,
  selectMeasuredProof,
  selectPredictedProof,
  selectRanCall,
  selectRunPhase,
  selectSentence,
  selectShownRun,
  selectShownState,
  selectStrategies,
} from '../../../../src/store/run/selectors.ts';
import { selectShownTable } from '../../../../src/store/run/shownTable.ts';
import { simulatedTools as tools } from '../../../../src/tools/simulated.ts';
import { answerPrediction, newest, type Started, startStore } from '../startStore.ts';

/** What the `run` Worker does with its newest run, on a virtual clock. */
async function carryOut({ runner }: Started): Promise<void> {
  const { runId, plan, earlier } = runner.runs.at(-1) as (typeof runner.runs)[number];
  const run = await predict(plan, { tools });
  const before = earlier ? requeueCalls(earlier, plan) : stateOf(plan);
  runner.listener.runStarted(runId, 0);
  runner.listener.eventsArrived(runId, run.events);
  runner.listener.stateCommitted(runId, plainState(withUpdate(before, commit(before, run))));
}

/** After a run of the tutorial with a flaky call: `error_1` and `flaky_1` have failed. */
async function failed(): Promise<Started> {
  const started = startStore();
  started.actions.addCall('flaky');
  await answerPrediction(started);
  await answerPrediction(started);
  started.runner.listener.engineReady();
  started.actions.startRun();
  await carryOut(started);
  return started;
}

async function again(started: Started): Promise<void> {
  started.actions.rerunFailed();
  await carryOut(started);
}

describe('running failed calls again', () => {
  it('runs those and nothing else, under the same policy and the next seed, from the State that is there', async () => {
    const started = await failed();
    const { actions, runner, store } = started;
    expect(selectFailedKeys(store.getState())).toEqual([3, 4]);
    const committed = newest(started).committed;
    actions.rerunFailed();
    const { plan, earlier } = runner.runs.at(-1) as (typeof runner.runs)[number];
    expect(plan.calls.map(({ id }) => id)).toEqual(['error_1', 'flaky_1']);
    expect(plan).toMatchObject({ seed: 2 });
    expect(earlier).toBe(committed);
    expect(selectRunPhase(store.getState())).toBe('running');
    expect(selectFailedKeys(store.getState())).toEqual([]);
    actions.rerunFailed();
    expect(runner.runs).toHaveLength(2);
  });

  it('merges into State at once: one answer a call, and earlier results stay', async () => {
    const started = await failed();
    const before = selectShownState(started.store.getState());
    started.actions.rerunFailed();
    expect(selectShownState(started.store.getState())).toBe(before);
    await carryOut(started);
    const { messages, results, errors, pending_tools } = selectShownState(started.store.getState());
    expect(messages.map(({ tool_call_id }) => tool_call_id)).toEqual([
      undefined,
      'fast_1',
      'slow_1',
      'fast_2',
      'error_1',
      'flaky_1',
    ]);
    expect(Object.keys(results)).toEqual(['fast_1', 'slow_1', 'fast_2']);
    expect(Object.keys(errors)).toEqual(['error_1', 'flaky_1']);
    expect(pending_tools).toEqual([]);
  });

  it('gives each row its own call: what ran again as it ran, what did not as it was kept', async () => {
    const started = await failed();
    await again(started);
    const state = started.store.getState();
    expect([0, 1, 2, 3, 4].map((key) => selectRanCall(state, key)?.id)).toEqual([
      undefined,
      undefined,
      undefined,
      'error_1',
      'flaky_1',
    ]);
    expect(selectKeptCall(state, 1)).toMatchObject({ run: 1, call: { id: 'slow_1' } });
    expect(selectKeptCall(state, 1)).toBe(selectKeptCall(state, 1));
    expect(selectKeptCall(state, 3)).toBeUndefined();
    expect(selectShownTable(state)?.calls.map(({ id }) => id)).toEqual([
      'fast_1',
      'slow_1',
      'fast_2',
      'error_1',
      'flaky_1',
    ]);
  });

  it('has its own prediction and proof, and leaves the first run its place among the strategies', async () => {
    const started = await failed();
    const measured = () => selectStrategies(started.store.getState()).map((view) => view.measured);
    const first = measured();
    started.actions.rerunFailed();
    const request = started.runner.predictions.at(-1);
    expect(request?.id).toBe(-2);
    await answerPrediction(started, request);
    expect(selectGhostCall(started.store.getState(), 4)?.id).toBe('flaky_1');
    expect(selectGhostCall(started.store.getState(), 0)).toBeUndefined();
    expect(selectPredictedProof(started.store.getState())).toMatchObject({ sum: 1400, calls: 2 });
    await carryOut(started);
    expect(selectMeasuredProof(started.store.getState())).toMatchObject({ sum: 1400, total: 1000, predicted: 1000 });
    expect(measured()).toEqual(first);
    expect(first[1]).toBe(1000);
  });

  it('tells how many succeeded now, and may go on from there', async () => {
    const started = await failed();
    await again(started);
    const words = () => plainText(selectSentence(started.store.getState()).sentence);
    expect(words()).toBe('The two failed calls again took 1.00 s: both failed again.');
    await again(started);
    const { plan } = started.runner.runs.at(-1) as (typeof started.runner.runs)[number];
    expect(plan.seed).toBe(3);
    expect(runNumber(newest(started))).toBe(3);
    expect(selectKeptCall(started.store.getState(), 0)?.run).toBe(1);
  });

  it('keeps batches that can be filled, and the ids under which State knows the calls', async () => {
    const started = startStore();
    const [call] = started.store.getState().history.present.plan.calls.slice(3);
    for (const key of [0, 1, 2]) started.actions.editCall(key, { ...(call as object) } as never);
    started.actions.selectStrategy({ kind: 'batches', n: 4 });
    started.actions.editCall(0, { id: 'error_1', name: 'fast_tool', args: { query: 'x' } });
    started.runner.listener.engineReady();
    started.actions.startRun();
    await carryOut(started);
    await again(started);
    const { plan } = started.runner.runs.at(-1) as (typeof started.runner.runs)[number];
    expect(plan.policy?.batchSize).toBe(3);
    expect(plan.calls.map(({ id }) => id)).toEqual(['error_1_2', 'error_1_3', 'error_1_4']);
    expect(Object.keys(selectShownState(started.store.getState()).results)).toEqual(['error_1']);
  });

  it('is not offered where State was never updated, all succeeded, or the plan is another', async () => {
    const started = await failed();
    started.actions.addCall('fast');
    expect(selectFailedKeys(started.store.getState())).toEqual([]);
    started.actions.rerunFailed();
    expect(started.runner.runs).toHaveLength(1);

    const lost = startStore();
    lost.actions.startRun();
    lost.runner.listener.runLost(1, 10, 'crashed');
    expect(selectFailedKeys(lost.store.getState())).toEqual([]);
  });

  it('that is refused leaves the run before it; that is lost leaves its State', async () => {
    const started = await failed();
    const first = newest(started);
    started.actions.rerunFailed();
    started.runner.listener.runRefused(2, 'no');
    expect(selectShownRun(started.store.getState())).toBe(first);
    started.actions.rerunFailed();
    started.runner.listener.runLost(3, 10, 'crashed');
    const lost = newest(started);
    expect(foldAll(lost.log.slice(0, lost.length)).calls).toHaveLength(2);
    expect(selectShownState(started.store.getState())).toBe(first.committed);
  });
});
