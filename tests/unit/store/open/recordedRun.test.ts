import { describe, expect, it, vi } from 'vitest';
import { plainText } from '../../../../src/analysis/format/richText.ts';
import { codeOf, TARGETS } from '../../../../src/code/generateCode.ts';
import type { Plan } from '../../../../src/run/types.ts';
import { createPredictions, type PredictRequest } from '../../../../src/runner/predict/predictions.ts';
import { predictPlan } from '../../../../src/runner/predict/predictPlan.ts';
import { followFindings, selectFindings } from '../../../../src/store/criticalPath/findings.ts';
import { followComparison, selectMeasuredTotals } from '../../../../src/store/inspector/comparison.ts';
import { followMetrics, selectMetrics } from '../../../../src/store/inspector/metrics.ts';
import { startMeasuredRepeat, startPredictedRepeat } from '../../../../src/store/inspector/repeat.ts';
import { openFileText } from '../../../../src/store/open/readFile.ts';
import { selectRunProblem } from '../../../../src/store/plan/document.ts';
import {
  selectCallAtPlayhead,
  selectCriticalPath,
  selectGhostCall,
  selectMeasuredProof,
  selectPredictedProof,
  selectRunPhase,
  selectSentence,
  selectShownRun,
  selectShownState,
  selectStrategies,
} from '../../../../src/store/run/selectors.ts';
import {
  followOtherPlan,
  runBoth,
  selectBothTotals,
  selectOtherGhost,
} from '../../../../src/store/sideBySide/sideBySide.ts';
import { RECORDED } from '../../../../src/tools/recorded.ts';
import { RECORDED_PLAN, recordedFile } from '../../support/recordedRun.ts';
import { answerAsks } from '../planWorker.ts';
import { runThrough, type Started, settled, startStore } from '../startStore.ts';

const state = ({ store }: Started) => store.getState();

/** The `plan` Worker's own code answers until nothing is awaited. */
async function answerAll(started: Started): Promise<void> {
  const { listener, predictions } = started.runner;
  const answer = createPredictions({
    predict: predictPlan,
    turn: async () => {},
    post(message) {
      if (message.type === 'predicted') listener.predicted(message.id, message.state);
      else if (message.type === 'totals') listener.totalsPredicted(message.id, message.totals);
      else listener.predictionRefused(message.id, message.message, message.tooLarge);
    },
  });
  // One question waits for the answer to the one before it.
  for (let next = 0; state(started).predicting; next++) {
    await vi.waitUntil(() => predictions.length > next);
    await answer(predictions[next] as PredictRequest);
  }
}

async function opened(started = startStore(), plan: Plan = RECORDED_PLAN): Promise<Started> {
  answerAsks(started, predictPlan);
  await started.store.internals.showResult(openFileText(await recordedFile(plan), 'agent.json'));
  await answerAll(started);
  return started;
}

describe('a run of tools that the page does not have', () => {
  it('shows its rows, state, sum, slowest and total, and claims no speed-up', async () => {
    const started = await opened();
    expect(selectRunPhase(state(started))).toBe('settled');
    expect(selectShownRun(state(started))?.source).toEqual({ kind: 'file', name: 'agent.json', format: 'fanout-run' });
    const proof = selectMeasuredProof(state(started));
    expect(proof).toMatchObject({ sum: 2300, slowest: { id: 'toolu_1', duration: 1200 }, total: 1200 });
    expect([proof?.oneByOne, proof?.speedUp, proof?.saved, proof?.predicted]).toEqual(Array(4).fill(undefined));
    expect(selectCallAtPlayhead(state(started), 2)?.outcome).toMatchObject({ kind: 'failed', settledAt: 800 });
    expect(selectShownState(state(started))).toMatchObject({
      results: { toolu_1: 'web_fetch is done', toolu_2: 'Grep is done' },
      errors: { toolu_3: 'Error: exit code 1' },
    });
    expect(selectSentence(state(started)).notes.map(plainText)).toContain(RECORDED);
    expect(selectMeasuredTotals(state(started), 'this')).toMatchObject({ total: 1200 });
  });

  it('has its metrics and its critical path from the log', async () => {
    const started = await opened();
    followMetrics(started.store);
    await vi.waitUntil(() => selectMetrics(state(started))?.metrics);
    expect(selectMetrics(state(started))).toMatchObject({ metrics: { calls: 3, end: 1200 } });
    await started.actions.toggleCriticalPath();
    const path = await vi.waitUntil(() => selectCriticalPath(state(started)));
    expect(path.causes).toEqual([{ cause: 'work', ms: 1200 }]);
  });

  it('is predicted nowhere, and each place says why', async () => {
    const started = await opened(await settled());
    expect(state(started)).toMatchObject({ predicting: false, prediction: undefined, totals: undefined });
    started.actions.toggleSideBySide();
    for (const follow of [followComparison, followFindings, followOtherPlan]) follow(started.store);
    await vi.waitUntil(() => selectFindings(state(started)) && state(started).comparison);
    await vi.waitUntil(() => state(started).sideBySide?.problem);
    expect(state(started)).toMatchObject({
      comparison: { numbers: {}, problem: RECORDED },
      findings: { problem: RECORDED },
      sideBySide: { prediction: undefined, problem: RECORDED },
    });
    expect(selectFindings(state(started))?.result).toBeUndefined();
  });

  it('cannot be run, and Run says why', async () => {
    const started = await opened();
    expect(selectRunProblem(state(started))).toBe(RECORDED);
    startPredictedRepeat(started.store, 30);
    startMeasuredRepeat(started.store, 10);
    runBoth(started.store);
    started.actions.startRun();
    started.actions.rerunFailed();
    expect(started.runner.runs).toEqual([]);
    expect(state(started).repeat).toBeUndefined();
  });

  it('is no question under another policy, and shows no ghost', async () => {
    const started = await opened(await settled());
    started.actions.selectStrategy({ kind: 'one-by-one' });
    await answerAll(started);
    expect(selectRunPhase(state(started))).toBe('idle');
    expect(selectSentence(state(started))).toEqual({ sentence: [{ text: RECORDED }], notes: [] });
    expect(selectPredictedProof(state(started))).toBeUndefined();
    for (const key of [0, 1, 2]) {
      expect(selectGhostCall(state(started), key)).toBeUndefined();
      expect(selectOtherGhost(state(started), key)).toBeUndefined();
    }
    expect(selectStrategies(state(started)).map(({ predicted }) => predicted)).toEqual(Array(4).fill(undefined));
    expect(selectBothTotals(state(started)).mine).toBeUndefined();
    followMetrics(started.store);
    await vi.waitUntil(() => selectMetrics(state(started)));
    expect(selectMetrics(state(started))).toMatchObject({ metrics: undefined, problem: RECORDED });
    // Back under the policy that it ran under.
    started.actions.selectStrategy({ kind: 'all-at-once' });
    expect(selectMeasuredProof(state(started))?.total).toBe(1200);
  });

  it('makes way for a plan of the page, which is predicted and runs', async () => {
    const started = await opened();
    started.actions.selectPreset('straggler');
    await answerAll(started);
    expect(selectPredictedProof(state(started))?.work).toBeGreaterThan(0);
    expect(selectRunProblem(state(started))).toBeUndefined();
    await runThrough(started);
    expect(selectShownRun(state(started))?.source).toEqual({ kind: 'page' });
    await opened(started);
    await started.actions.openLesson('batches');
    await answerAll(started);
    expect(selectPredictedProof(state(started))).toBeDefined();
    expect(selectRunProblem(state(started))).toBeUndefined();
  });

  it('can be taken home as code', () => {
    for (const { name } of TARGETS) expect(codeOf(RECORDED_PLAN, name)).toBeDefined();
  });
});
