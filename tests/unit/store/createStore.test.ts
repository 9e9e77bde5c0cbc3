import { describe, expect, it, vi } from 'vitest';
import { plainText } from '../../../src/analysis/format/richText.ts';
import { foldAll } from '../../../src/run/fold.ts';
import type { Strategy } from '../../../src/run/strategies.ts';
import type { LossReason } from '../../../src/run/types.ts';
import { selectDocument, selectIsRunning, selectRunProblem } from '../../../src/store/plan/document.ts';
import {
  selectMeasuredProof,
  selectPrediction,
  selectRanCall,
  selectRunPhase,
  selectSentence,
  selectShownRun,
  selectStrategies,
} from '../../../src/store/run/selectors.ts';
import { selectUncommitted } from '../../../src/store/run/uncommitted.ts';
import { selectIsPredictionReady } from '../../../src/store/worker/runQueries.ts';
import { readPlan } from '../../../src/store/yourPlans/readPlan.ts';
import { CATALOGUE } from '../../../src/tools/catalogue.ts';
import {
  answerPrediction,
  calls,
  ids,
  logOf,
  NOTHING_LEFT,
  newest,
  runThrough,
  type Started,
  settle,
  startStore,
} from './startStore.ts';

const TUTORIAL = ['fast_1', 'slow_1', 'fast_2', 'error_1'];
const phase = ({ store }: Started) => selectRunPhase(store.getState());
const kept = ({ storage }: Started) => readPlan(storage.read('plan') as string);

/** Run is pressed, the engine is there, and this much of the log has come. */
async function startRun(started: Started, events = 0): Promise<number> {
  const { actions, runner } = started;
  runner.listener.engineReady();
  actions.startRun();
  const { runId, plan } = runner.runs.at(-1) as (typeof runner.runs)[number];
  runner.listener.runStarted(runId, 0);
  runner.listener.eventsArrived(runId, (await logOf(plan)).slice(0, events));
  return runId;
}

describe('edits', () => {
  it.each(CATALOGUE)('add a $kind call at the end, flash it once, and keep the plan', ({ kind, tool }) => {
    const started = startStore();
    started.actions.addCall(kind);
    expect(calls(started)).toHaveLength(5);
    expect(calls(started)[4]?.name).toBe(tool);
    expect(started.store.getState().flashed).toMatchObject({ key: 4 });
    expect(kept(started)).toMatchObject({ plan: { calls: calls(started) }, preset: 'tutorial' });
  });

  it('can all be undone and redone, step by step', () => {
    const started = startStore();
    const { actions } = started;
    const slow = calls(started)[1] as typeof calls extends (...args: never) => readonly (infer C)[] ? C : never;
    const seen: string[] = [];
    const look = () => seen.push(JSON.stringify(selectDocument(started.store.getState())));
    const steps = [
      () => actions.addCall('fast'),
      () => actions.duplicateCall(1),
      () => actions.removeCall(0),
      () => actions.editCall(0, { ...slow, id: 'renamed' }),
      () => actions.selectStrategy({ kind: 'at-most', n: 2 }),
      () => actions.resetPlan(),
      () => actions.selectPreset('stress-1000'),
    ];
    look();
    for (const step of steps) {
      step();
      look();
    }
    for (let i = steps.length - 1; i >= 0; i--) {
      actions.undo();
      expect(JSON.stringify(selectDocument(started.store.getState()))).toBe(seen[i]);
    }
    for (let i = 1; i <= steps.length; i++) {
      actions.redo();
      expect(JSON.stringify(selectDocument(started.store.getState()))).toBe(seen[i]);
    }
  });

  it('that change nothing are no step', () => {
    const started = startStore();
    started.actions.selectPreset('tutorial');
    started.actions.resetPlan();
    expect(started.store.getState().history.past).toEqual([]);
  });

  it('with one token are one step', () => {
    const started = startStore();
    const [call] = calls(started);
    for (const ms of [150, 200, 250])
      started.actions.editCall(0, { ...(call as object), args: { query: 'x', ms } } as never, 'drag-1');
    started.actions.undo();
    expect(calls(started)[0]).toBe(call);
  });

  it('put a duplicate behind its original and select it', () => {
    const started = startStore();
    started.actions.duplicateCall(1);
    expect(ids(started)).toEqual(['fast_1', 'slow_1', 'slow_2', 'fast_2', 'error_1']);
    expect(started.store.getState().selected).toBe(2);
  });

  it('of a call that is not there do nothing', () => {
    const started = startStore();
    const before = started.store.getState();
    for (const key of [-1, 4, 1.5, Number.NaN]) {
      started.actions.removeCall(key);
      started.actions.duplicateCall(key);
      started.actions.editCall(key, { id: 'x', name: 'fast_tool', args: {} });
    }
    started.actions.selectPreset('nothing');
    expect(started.store.getState()).toBe(before);
  });

  it('may take away every call: then there is nothing to run, and it is said why', () => {
    const started = startStore();
    for (let i = 0; i < 4; i++) started.actions.removeCall(0);
    expect(started.store.getState().selected).toBeUndefined();
    expect(selectRunProblem(started.store.getState())).toBe('There is no call to run. Add one below.');
    started.actions.startRun();
    expect(started.runner.runs).toEqual([]);
  });

  it('of the calls drop the guess, the choice of a strategy keeps it', () => {
    const { actions, store } = startStore();
    actions.setGuess(1200);
    actions.selectStrategy({ kind: 'one-by-one' });
    expect(store.getState().guess).toBe(1200);
    actions.addCall('fast');
    expect(store.getState().guess).toBeUndefined();
  });

  it('ask for a new prediction each time', async () => {
    const started = startStore();
    expect(started.store.getState().predicting).toBe(true);
    await answerPrediction(started);
    expect(started.store.getState().predicting).toBe(false);
    started.actions.addCall('slow');
    expect(started.store.getState().predicting).toBe(true);
    await answerPrediction(started);
    expect(started.store.getState().prediction?.plan).toBe(selectDocument(started.store.getState()).plan);
    expect(started.store.getState().predicting).toBe(false);
  });
});

describe('strategies', () => {
  it.each<[Strategy, object]>([
    [{ kind: 'one-by-one' }, { limit: 1, batchSize: null }],
    [{ kind: 'all-at-once' }, { limit: null, batchSize: null }],
    [
      { kind: 'at-most', n: 5 },
      { limit: 5, batchSize: null },
    ],
    [
      { kind: 'batches', n: 7 },
      { limit: null, batchSize: 4 },
    ],
  ])('%j is the policy %j, no batch larger than the plan, and its stepper stays', (strategy, policy) => {
    const { actions, store } = startStore();
    actions.selectStrategy(strategy);
    const doc = selectDocument(store.getState());
    expect(doc.plan.policy).toEqual(policy);
    expect(doc.atMost).toBe(strategy.kind === 'at-most' ? 5 : 3);
    expect(doc.batchesOf).toBe(strategy.kind === 'batches' ? 7 : 2);
    expect(selectStrategies(store.getState()).filter(({ chosen }) => chosen)).toHaveLength(1);
  });

  it('choosing never runs', () => {
    const { actions, runner } = startStore();
    actions.selectStrategy({ kind: 'one-by-one' });
    expect(runner.runs).toEqual([]);
  });
});

describe('a run', () => {
  it('is asked for once, takes what comes, and settles', async () => {
    const started = startStore();
    await answerPrediction(started);
    expect(phase(started)).toBe('idle');
    const runId = await startRun(started, 5);
    expect(phase(started)).toBe('running');
    expect(newest(started)).toMatchObject({ phase: 'running', startedAt: 0, length: 5 });
    started.actions.startRun();
    expect(started.runner.runs).toHaveLength(1);

    const log = await logOf(selectDocument(started.store.getState()).plan);
    started.runner.listener.eventsArrived(runId, log.slice(5));
    expect(phase(started)).toBe('running');
    expect(selectUncommitted(started.store.getState())).toEqual({ count: 4, lost: false });
    started.runner.listener.stateCommitted(runId, NOTHING_LEFT);
    expect(phase(started)).toBe('settled');
    expect(newest(started)).toMatchObject({ end: 'own', length: log.length });
    expect(newest(started).log).toEqual(log);
    expect(selectUncommitted(started.store.getState())).toBeUndefined();
    expect(selectMeasuredProof(started.store.getState())).toMatchObject({
      total: 1000,
      sum: 2200,
      overhead: 0,
      speedUp: 2.2,
    });
  });

  it('that is asked for before the engine is there waits for it', () => {
    const started = startStore();
    started.actions.startRun();
    expect(newest(started).phase).toBe('loading');
    expect(started.store.getState().engine).toBe('loading');
    expect(phase(started)).toBe('running');
    started.runner.listener.engineReady();
    started.runner.listener.runStarted(1, 12);
    expect(newest(started)).toMatchObject({ phase: 'running', startedAt: 12 });
  });

  it('takes no edits while it goes on', async () => {
    const started = startStore();
    await startRun(started);
    const before = started.store.getState();
    const { actions } = started;
    actions.addCall('fast');
    actions.duplicateCall(0);
    actions.removeCall(0);
    actions.editCall(0, { id: 'x', name: 'fast_tool', args: {} });
    actions.selectStrategy({ kind: 'one-by-one' });
    actions.resetPlan();
    actions.undo();
    actions.redo();
    await actions.restoreOwnPlan();
    expect(started.store.getState()).toBe(before);
  });

  it('opens no editor while it goes on: what was typed there could not be taken', async () => {
    const started = startStore();
    await startRun(started);
    started.actions.openRow(1);
    expect(started.store.getState().editing).toBeUndefined();
  });

  it('is stopped once, and what it had done stays', async () => {
    const started = startStore();
    const runId = await startRun(started, 12);
    started.actions.stopRun();
    started.actions.stopRun();
    expect(started.runner.stops).toEqual([runId]);
    expect(newest(started).phase).toBe('stopping');
    expect(selectIsRunning(started.store.getState())).toBe(true);
    started.runner.listener.stateCommitted(runId, NOTHING_LEFT);
    expect(newest(started)).toMatchObject({ phase: 'settled', end: 'stopped' });
  });

  it('that ended by itself while Stop was pressed has ended, and says so with its speed-up', async () => {
    const started = startStore();
    await answerPrediction(started);
    const runId = await startRun(started, 3);
    started.actions.stopRun();
    const log = await logOf(selectDocument(started.store.getState()).plan);
    started.runner.listener.eventsArrived(runId, log.slice(3));
    started.runner.listener.stateCommitted(runId, NOTHING_LEFT);
    expect(newest(started)).toMatchObject({ phase: 'settled', end: 'own' });
    expect(selectMeasuredProof(started.store.getState())?.speedUp).toBeCloseTo(2.2, 6);
    expect(plainText(selectSentence(started.store.getState()).sentence)).toBe(
      'All four took 1.00 s: as long as slow_1 alone. One by one: 2.20 s. 2.2× faster.',
    );
  });

  it('that had settled before its engine was lost has ended by itself', async () => {
    const started = startStore();
    const runId = await startRun(started);
    started.runner.listener.eventsArrived(runId, await logOf(selectDocument(started.store.getState()).plan));
    const { length } = newest(started);
    started.runner.listener.runLost(runId, 5000, 'no answer');
    expect(newest(started)).toMatchObject({ phase: 'settled', end: 'own', length });
  });

  it('that Stop cut short is stopped', async () => {
    const started = startStore();
    await startRun(started);
    started.actions.stopRun();
    await settle(started, 600);
    expect(newest(started)).toMatchObject({ phase: 'settled', end: 'stopped' });
    expect(plainText(selectSentence(started.store.getState()).sentence)).toBe(
      'Stopped at 0.60 s: 2 done, 2 cancelled.',
    );
  });

  it('leaves nothing selected that is gone with an undo', () => {
    const { actions, store } = startStore();
    actions.duplicateCall(3);
    expect(store.getState().selected).toBe(4);
    actions.undo();
    expect(store.getState().selected).toBeUndefined();
  });

  it('that is refused is gone, and it is said why', async () => {
    const started = startStore();
    const runId = await startRun(started);
    started.runner.listener.runRefused(runId, 'calls[0]: no');
    expect(started.store.getState()).toMatchObject({ runs: [], problem: 'calls[0]: no' });
    expect(phase(started)).toBe('idle');
    started.actions.addCall('fast');
    expect(started.store.getState().problem).toBeUndefined();
  });

  it('hears nothing of a run that is gone', async () => {
    const started = startStore();
    const runId = await startRun(started, 3);
    started.runner.listener.eventsArrived(99, await logOf({ calls: [] }));
    started.runner.listener.stateCommitted(99, NOTHING_LEFT);
    expect(newest(started)).toMatchObject({ id: runId, phase: 'running', length: 3 });
  });

  it('does nothing without its Worker, and keeps what has settled', async () => {
    const started = startStore();
    await runThrough(started);
    started.runner.listener.unavailable('no Workers here');
    expect(selectRunProblem(started.store.getState())).toBe('Nothing can be run in this browser.');
    started.actions.startRun();
    expect(started.runner.runs).toHaveLength(1);
    expect(phase(started)).toBe('settled');
  });

  it('does nothing while a draft is wrong', () => {
    const started = startStore();
    started.actions.openRow(1);
    started.actions.setDraftProblem('slow_1: no');
    started.actions.startRun();
    expect(started.runner.runs).toEqual([]);
    expect(selectRunProblem(started.store.getState())).toBe('slow_1: no');
    started.actions.openRow(2);
    expect(started.store.getState().editing).toBe(1);
    started.actions.setDraftProblem(undefined);
    started.actions.startRun();
    expect(started.runner.runs).toHaveLength(1);
    expect(started.store.getState().editing).toBeUndefined();
  });

  it('warms the Workers when it is told to', () => {
    const { actions, runner, store } = startStore();
    actions.loadEngine();
    expect(runner.warmed).toBe(1);
    expect(store.getState().engine).toBe('loading');
    runner.listener.engineReady();
    actions.loadEngine();
    expect(store.getState().engine).toBe('ready');
    store.dispose();
    expect(runner.disposed).toBe(true);
  });
});

describe('a run whose Worker is lost', () => {
  it.each<LossReason>(['no answer', 'crashed'])('(%s) has a lawful log, wherever it was cut', async (why) => {
    const whole = await logOf(selectDocument(startStore().store.getState()).plan);
    for (let cut = 0; cut < whole.length; cut++) {
      const started = startStore();
      const runId = await startRun(started, cut);
      started.runner.listener.runLost(runId, 400, why);
      const run = newest(started);
      expect(run).toMatchObject({ phase: 'settled', end: why });
      const state = foldAll(run.log);
      expect(state.phase).toBe('settled');
      expect(run.length).toBe(run.log.length);
      expect(run.log.slice(0, cut)).toEqual(whole.slice(0, cut));
      for (const call of state.calls) expect(call.outcome).toBeDefined();
      expect(phase(started)).toBe('settled');
      expect(plainText(selectSentence(started.store.getState()).sentence)).toContain(
        'the engine did not answer, so it was ended',
      );
    }
  });

  it('says of each call what became of it', async () => {
    const started = startStore();
    started.actions.selectStrategy({ kind: 'at-most', n: 2 });
    const plan = selectDocument(started.store.getState()).plan;
    const half = (await logOf(plan)).findIndex(({ type }) => type === 'settled') + 1;
    const runId = await startRun(started, half);
    started.runner.listener.runLost(runId, 400, 'no answer');
    const reasons = calls(started).map((_, key) => selectRanCall(started.store.getState(), key)?.outcome);
    expect(reasons.map((outcome) => outcome?.reason ?? outcome?.kind)).toEqual([
      'succeeded',
      'lost: the engine did not answer and was ended',
      'stopped',
      'stopped',
    ]);
    expect(selectUncommitted(started.store.getState())).toEqual({ count: 1, lost: true });
  });

  it('before it was loaded was stopped, not lost', async () => {
    const started = startStore();
    started.actions.startRun();
    started.actions.stopRun();
    started.runner.listener.runLost(1, 0, 'not loaded');
    expect(newest(started)).toMatchObject({ phase: 'settled', end: 'not loaded', startedAt: undefined });
    expect(selectRanCall(started.store.getState(), 0)?.outcome?.reason).toBe('stopped before the engine was loaded');
    expect(plainText(selectSentence(started.store.getState()).sentence)).toBe(
      'Stopped at 0.00 s: 0 done, 4 cancelled.',
    );
  });

  it('is followed by a run as good as any', async () => {
    const started = startStore();
    const runId = await startRun(started, 6);
    started.runner.listener.runLost(runId, 400, 'no answer');
    await runThrough(started);
    expect(newest(started)).toMatchObject({ end: 'own' });
    expect(selectMeasuredProof(started.store.getState())?.total).toBe(1000);
  });
});

describe('measured totals', () => {
  const measured = ({ store }: Started) => selectStrategies(store.getState()).map((view) => view.measured);

  it('are kept for each strategy, and dropped by an edit of the calls until it is undone', async () => {
    const started = startStore();
    await runThrough(started);
    started.actions.selectStrategy({ kind: 'one-by-one' });
    expect(phase(started)).toBe('idle');
    expect(measured(started)).toEqual([undefined, 1000, undefined, undefined]);
    await runThrough(started);
    started.actions.selectStrategy({ kind: 'batches', n: 2 });
    await runThrough(started);
    expect(measured(started)).toEqual([2200, 1000, undefined, 2000]);

    started.actions.addCall('fast');
    expect(measured(started)).toEqual([undefined, undefined, undefined, undefined]);
    started.actions.undo();
    expect(measured(started)).toEqual([2200, 1000, undefined, 2000]);
    expect(phase(started)).toBe('settled');
  });

  it('are those of the last run of a strategy', async () => {
    const started = startStore();
    await runThrough(started);
    const runId = await startRun(started);
    const log = (await logOf(selectDocument(started.store.getState()).plan)).map((event) =>
      event.type === 'runSettled' ? { ...event, at: 1500, makespan: 1500 } : event,
    );
    started.runner.listener.eventsArrived(runId, log);
    started.runner.listener.stateCommitted(runId, NOTHING_LEFT);
    expect(measured(started)).toEqual([undefined, 1500, undefined, undefined]);
    expect(started.store.getState().runs).toHaveLength(1);
  });

  it('belong to one step of a stepper', async () => {
    const started = startStore();
    started.actions.selectStrategy({ kind: 'at-most', n: 2 });
    await runThrough(started);
    expect(measured(started)[2]).toBe(1200);
    started.actions.selectStrategy({ kind: 'at-most', n: 3 });
    expect(measured(started)[2]).toBeUndefined();
  });

  it('are not taken from a run that was stopped', async () => {
    const started = startStore();
    const runId = await startRun(started, 12);
    started.actions.stopRun();
    started.runner.listener.runLost(runId, 600, 'no answer');
    expect(measured(started)).toEqual([undefined, undefined, undefined, undefined]);
    expect(selectShownRun(started.store.getState())?.end).toBe('no answer');
  });

  it('of older calls are let go with the next run', async () => {
    const started = startStore();
    await runThrough(started);
    started.actions.addCall('fast');
    await runThrough(started);
    expect(started.store.getState().runs).toHaveLength(1);
  });
});

describe('predictions', () => {
  it('are shown for their own plan only', async () => {
    const started = startStore();
    await answerPrediction(started);
    const [request] = started.runner.predictions;
    started.actions.addCall('slow');
    await answerPrediction(started, request);
    expect(started.store.getState().prediction?.plan).toBe(request?.plan);
    expect(selectStrategies(started.store.getState()).map(({ predicted }) => predicted)).toEqual(
      Array(4).fill(undefined),
    );
  });

  it('that are refused say why nothing runs, until the plan is another', async () => {
    const started = startStore();
    started.runner.listener.predictionRefused(1, 'policy.rate: not built yet', false);
    expect(selectRunProblem(started.store.getState())).toBe('policy.rate: not built yet');
    expect(started.store.getState().predicting).toBe(false);
    started.actions.addCall('fast');
    await answerPrediction(started);
    expect(selectRunProblem(started.store.getState())).toBeUndefined();
  });

  it('that would be too large say so where the ghosts would be, and Run works', async () => {
    const started = startStore();
    started.runner.listener.predictionRefused(1, 'Too large to predict: more than 10 events.', true);
    const state = started.store.getState();
    expect(selectRunProblem(state)).toBeUndefined();
    expect(selectSentence(state).notes.map(plainText)).toEqual(['Too large to predict: more than 10 events.']);
    expect([selectIsPredictionReady(state), selectPrediction(state)]).toEqual([true, undefined]);
    started.actions.addCall('fast');
    await answerPrediction(started);
    expect(selectSentence(started.store.getState()).notes).toEqual([]);
  });

  it('that nobody waits for change nothing, refused or not', async () => {
    const started = startStore();
    await answerPrediction(started);
    const before = started.store.getState();
    started.runner.listener.predictionRefused(77, 'of another plan', false);
    started.runner.listener.predicted(77, foldAll(await logOf({ calls: [] })));
    started.runner.listener.totalsPredicted(77, {});
    expect(started.store.getState()).toMatchObject({
      prediction: before.prediction,
      totals: before.totals,
      predictionProblem: undefined,
    });
  });

  it('are not waited for where there are no Workers', () => {
    const started = startStore();
    started.runner.listener.unavailable('none');
    started.actions.addCall('fast');
    expect(started.store.getState().predicting).toBe(false);
  });
});

describe('reset', () => {
  it('brings the preset back, forgets the runs, and can be undone', async () => {
    const started = startStore();
    started.actions.removeCall(0);
    await runThrough(started);
    started.actions.resetPlan();
    expect(ids(started)).toEqual(TUTORIAL);
    expect(started.store.getState()).toMatchObject({ runs: [], guess: undefined });
    expect(phase(started)).toBe('idle');
    started.actions.undo();
    expect(ids(started)).toEqual(['slow_1', 'fast_2', 'error_1']);
  });
});

it('a listener that throws keeps no other from what has changed', () => {
  const later: (() => void)[] = [];
  vi.stubGlobal('queueMicrotask', (act: () => void) => void later.push(act));
  const { store, actions } = startStore();
  const heard: string[] = [];
  store.subscribe(() => {
    throw new Error('on purpose');
  });
  store.subscribe(({ tab }) => void heard.push(tab));
  actions.selectTab('log');
  vi.unstubAllGlobals();
  expect(heard).toEqual(['log']);
  // It is not swallowed.
  expect(later[0]).toThrow('on purpose');
});
