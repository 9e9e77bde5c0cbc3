import { describe, expect, it } from 'vitest';
import { foldAll } from '../../../../src/run/fold.ts';
import { selectDocument } from '../../../../src/store/plan/document.ts';
import { selectFailedKeys, selectKeptCall } from '../../../../src/store/run/rerunFailed.ts';
import { selectIsPaused, selectLiveLimit } from '../../../../src/store/run/runControl.ts';
import * as selectors from '../../../../src/store/run/selectors.ts';
import { selectUncommitted } from '../../../../src/store/run/uncommitted.ts';
import type { FanoutState } from '../../../../src/store/state.ts';
import { selectConcurrency } from '../../../../src/store/viewport/concurrency.ts';
import { answerPrediction, logOf, runThrough, type Started, startStore } from '../startStore.ts';

/** What the views select: the same state must give the same object, or React draws for ever. */
const SELECT: Record<string, (state: FanoutState) => unknown> = {
  shownRun: selectors.selectShownRun,
  runPhase: selectors.selectRunPhase,
  ranCall: (state) => selectors.selectRanCall(state, 1),
  ghostCall: (state) => selectors.selectGhostCall(state, 1),
  freshPrediction: selectors.selectPrediction,
  predictedProof: selectors.selectPredictedProof,
  predictedTotal: (state) => selectors.selectPredictedTotal(state, 'one-by-one'),
  strategyViews: selectors.selectStrategies,
  measuredProof: selectors.selectMeasuredProof,
  spoken: selectors.selectSentence,
  endlessIds: selectors.selectEndlessIds,
  editedSinceRun: selectors.selectIsEditedSinceRun,
  concurrency: selectConcurrency,
  stateShown: selectors.selectShownState,
  collected: selectUncommitted,
  ghostStalls: selectors.selectGhostStalls,
  failedKeys: selectFailedKeys,
  keptCall: (state) => selectKeptCall(state, 1),
  isPaused: selectIsPaused,
  liveLimit: selectLiveLimit,
};

const SITUATIONS: Record<string, (started: Started) => Promise<void> | void> = {
  'at the very start': () => {},
  'with a prediction': answerPrediction,
  'with a prediction that never ends': async (started) => {
    started.actions.addCall('hanging');
    await answerPrediction(started);
    await answerPrediction(started);
  },
  'with no calls': async (started) => {
    for (let i = 0; i < 4; i++) started.actions.removeCall(0);
    await answerPrediction(started);
    await answerPrediction(started);
  },
  'in a run': async (started) => {
    await answerPrediction(started);
    started.actions.startRun();
    started.runner.listener.runStarted(1, 0);
    started.runner.listener.eventsArrived(1, (await logOf(selectDocument(started.store.getState()).plan)).slice(0, 11));
  },
  'after a run': async (started) => {
    await answerPrediction(started);
    await runThrough(started);
  },
  'after its failed calls ran again': async (started) => {
    await answerPrediction(started);
    await runThrough(started);
    started.actions.rerunFailed();
    await answerPrediction(started);
    const { runId, plan } = started.runner.runs.at(-1) as (typeof started.runner.runs)[number];
    started.runner.listener.eventsArrived(runId, await logOf(plan));
    started.runner.listener.stateCommitted(runId, { messages: [], pending_tools: [], results: {}, errors: {} });
  },
  'after a lost run': async (started) => {
    await answerPrediction(started);
    started.actions.startRun();
    started.runner.listener.runLost(1, 10, 'crashed');
  },
  'edited since a run': async (started) => {
    await runThrough(started);
    started.actions.addCall('slow');
  },
};

describe.each(Object.entries(SITUATIONS))('%s the same state gives the same object', (_, prepare) => {
  it.each(Object.entries(SELECT))('%s', async (_name, select) => {
    const started = startStore();
    await prepare(started);
    const state = started.store.getState();
    const answer = select(state);
    // The others are asked in between, as the views do.
    for (const other of Object.values(SELECT)) other(state);
    expect(select(state)).toBe(answer);
    // What has nothing to do with plan and runs leaves the answer as it is, too.
    started.actions.selectTab('log');
    started.actions.selectRow(2);
    expect(select(started.store.getState())).toBe(answer);
  });
});

describe('the folded log', () => {
  it('is folded once and advanced in place', async () => {
    const log = await logOf({ calls: [{ id: 'a', name: 'fast_tool', args: { query: 'x' } }] });
    const early = selectors.foldOf({ log, length: 3 });
    expect(early.seq).toBe(2);
    const later = selectors.foldOf({ log, length: log.length });
    expect(later).toBe(early);
    expect(later).toEqual(foldAll(log));
  });

  it('is folded anew for an earlier moment', async () => {
    const log = await logOf({ calls: [{ id: 'a', name: 'fast_tool', args: { query: 'x' } }] });
    selectors.foldOf({ log, length: log.length });
    expect(selectors.foldOf({ log, length: 2 }).seq).toBe(1);
  });
});

describe('the run that is shown', () => {
  it('is the newest of exactly this plan', async () => {
    const started = startStore();
    await runThrough(started);
    const first = started.store.getState().runs[0];
    started.actions.selectStrategy({ kind: 'one-by-one' });
    expect(selectors.selectShownRun(started.store.getState())).toBeUndefined();
    await runThrough(started);
    expect(selectors.selectShownRun(started.store.getState())).not.toBe(first);
    started.actions.selectStrategy({ kind: 'all-at-once' });
    expect(selectors.selectShownRun(started.store.getState())?.id).toBe(first?.id);
  });

  it('a ghost stays while a new prediction is on its way, for calls that are still the same', async () => {
    const started = startStore();
    await answerPrediction(started);
    const ghost = selectors.selectGhostCall(started.store.getState(), 0);
    expect(ghost).toBeDefined();
    started.actions.removeCall(3);
    expect(selectors.selectGhostCall(started.store.getState(), 0)).toBe(ghost);
    expect(selectors.selectGhostCall(started.store.getState(), 3)).toBeUndefined();
    started.actions.removeCall(0);
    expect(selectors.selectGhostCall(started.store.getState(), 0)).toBeUndefined();
  });
});

describe('State before a run', () => {
  it('has one message that asks for the calls, and the calls pending', () => {
    const state = selectors.selectShownState(startStore().store.getState());
    expect(state.pending_tools.map(({ id }) => id)).toEqual(['fast_1', 'slow_1', 'fast_2', 'error_1']);
    expect(state).toMatchObject({ messages: [{ type: 'ai' }], results: {}, errors: {} });
  });

  it('is empty without calls', () => {
    const started = startStore();
    for (let i = 0; i < 4; i++) started.actions.removeCall(0);
    expect(selectors.selectShownState(started.store.getState())).toEqual({
      messages: [],
      pending_tools: [],
      results: {},
      errors: {},
    });
  });
});
