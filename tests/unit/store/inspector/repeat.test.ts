import { describe, expect, it } from 'vitest';
import { sampleOf } from '../../../../src/analysis/metrics/distribution.ts';
import { predict } from '../../../../src/engine/predict.ts';
import type { ToolCall } from '../../../../src/run/types.ts';
import {
  addSpread,
  followRepeat,
  repeatChart,
  selectIsVaried,
  selectPlannedMs,
  selectRepeat,
  startMeasuredRepeat,
  startPredictedRepeat,
  stopRepeat,
  withSpread,
} from '../../../../src/store/inspector/repeat.ts';
import { selectDocument, selectIsRunning } from '../../../../src/store/plan/document.ts';
import type { Repeat } from '../../../../src/store/state.ts';
import { simulatedTools as tools } from '../../../../src/tools/simulated.ts';
import { answerPrediction, calls, type Started, settle, startStore } from '../startStore.ts';

async function start() {
  const started = startStore();
  await answerPrediction(started);
  const unfollow = followRepeat(started.store);
  addSpread(started.store, 0.2);
  await answerPrediction(started);
  const repeat = () => selectRepeat(started.store.getState());
  return { ...started, unfollow, repeat };
}

/** The next slice of the newest question. */
async function answer({ runner }: Started, from: number, to: number): Promise<void> {
  const { id, plans } = runner.asks.at(-1) as (typeof runner.asks)[number];
  const answers = [];
  for (const plan of plans.slice(from, to)) {
    const run = await predict(plan, { tools });
    answers.push(sampleOf(run, run.outcomes, plan.seed ?? 0));
  }
  runner.listener.answered({ id, answers, done: to >= plans.length });
}

describe('repeating, predicted', () => {
  it('asks once about the plan with so many seeds, and counts what has come', async () => {
    const started = await start();
    startPredictedRepeat(started.store, 30);
    const { plans } = started.runner.asks.at(-1) as (typeof started.runner.asks)[number];
    expect(new Set(plans.map(({ seed }) => seed)).size).toBe(30);
    expect(plans[0]?.seed).toBe(1);
    expect(plans.every((plan) => plan.calls === calls(started))).toBe(true);
    await answer(started, 0, 12);
    expect(started.repeat()?.predicted).toMatchObject({ times: 30, open: true });
    expect(started.repeat()?.predicted?.samples).toHaveLength(12);
    await answer(started, 12, 30);
    expect(started.repeat()?.predicted).toMatchObject({ times: 30, open: false });
    const { distribution } = repeatChart(started.repeat() as Repeat)?.predicted ?? {};
    expect(distribution).toMatchObject({ runs: 30, cleanRuns: 0, goodCalls: 0.75 });
    expect(distribution?.min).toBeLessThan(distribution?.p50 as number);
    expect(distribution?.max).toBeLessThanOrEqual(1200);
  });

  it('can be stopped: what has come is kept, what comes late is not', async () => {
    const started = await start();
    startPredictedRepeat(started.store, 30);
    const asked = started.runner.asks.at(-1) as (typeof started.runner.asks)[number];
    await answer(started, 0, 5);
    stopRepeat(started.store);
    expect(started.runner.asks.at(-1)).toMatchObject({ topic: 'repeat', plans: [] });
    expect(started.repeat()?.predicted).toMatchObject({ open: false, times: 30 });
    const late = { seed: 1, total: 5, calls: 1, succeeded: 1 };
    started.runner.listener.answered({ id: asked.id, answers: [late], done: false });
    expect(started.repeat()?.predicted?.samples).toHaveLength(5);
  });

  it('is given up with an edit, and its results are not those of another plan; undo brings them back', async () => {
    const started = await start();
    startPredictedRepeat(started.store, 30);
    await answer(started, 0, 30);
    started.actions.addCall('fast');
    expect(started.repeat()).toBeUndefined();
    startPredictedRepeat(started.store, 10);
    started.actions.selectStrategy({ kind: 'one-by-one' });
    expect(started.runner.asks.at(-1)?.plans).toEqual([]);
    expect(started.store.getState().repeat?.predicted?.open).toBe(false);
    started.actions.undo();
    expect(started.repeat()?.predicted?.times).toBe(10);
  });

  it('gives way to a run', async () => {
    const started = await start();
    startPredictedRepeat(started.store, 30);
    started.actions.startRun();
    expect(started.runner.asks.at(-1)?.plans).toEqual([]);
    startPredictedRepeat(started.store, 30);
    expect(started.runner.asks.at(-1)?.plans).toEqual([]);
  });

  it('says why it cannot be', async () => {
    const started = await start();
    startPredictedRepeat(started.store, 10);
    const { id } = started.runner.asks.at(-1) as (typeof started.runner.asks)[number];
    started.runner.listener.answered({ id, answers: [], done: true, problem: 'no' });
    expect(started.repeat()?.predicted).toMatchObject({ open: false, problem: 'no' });
    expect(repeatChart(started.repeat() as Repeat)).toBeUndefined();
  });
});

describe('repeating, measured', () => {
  it('is one real run after the other, each with its seed, and leaves the page’s runs alone', async () => {
    const started = await start();
    started.runner.listener.engineReady();
    startMeasuredRepeat(started.store, 3);
    for (let i = 0; i < 3; i++) {
      expect(started.runner.runs).toHaveLength(i + 1);
      expect(selectIsRunning(started.store.getState())).toBe(true);
      await settle(started);
    }
    expect(started.runner.runs.map(({ plan }) => plan.seed)).toEqual([1, 2, 3]);
    expect(selectIsRunning(started.store.getState())).toBe(false);
    expect(started.store.getState().runs).toEqual([]);
    expect(started.repeat()?.measured).toMatchObject({ times: 3, open: false });
    expect(started.repeat()?.measured?.samples.map(({ seed }) => seed)).toEqual([1, 2, 3]);
  });

  it('ends with Stop, without the run that was cut short', async () => {
    const started = await start();
    started.runner.listener.engineReady();
    startMeasuredRepeat(started.store, 3);
    await settle(started);
    stopRepeat(started.store);
    expect(started.runner.stops).toEqual([2]);
    await settle(started, 50);
    expect(started.runner.runs).toHaveLength(2);
    expect(started.repeat()?.measured).toMatchObject({ open: false });
    expect(started.repeat()?.measured?.samples).toHaveLength(1);
    expect(selectIsRunning(started.store.getState())).toBe(false);
  });

  it('ends with Stop that came after the last call, and that run counts', async () => {
    const started = await start();
    started.runner.listener.engineReady();
    startMeasuredRepeat(started.store, 3);
    await settle(started);
    stopRepeat(started.store);
    await settle(started);
    expect(started.runner.runs).toHaveLength(2);
    expect(started.repeat()?.measured).toMatchObject({ open: false });
    expect(started.repeat()?.measured?.samples).toHaveLength(2);
    expect(selectIsRunning(started.store.getState())).toBe(false);
  });

  it('stands beside what was predicted, on one axis', async () => {
    const started = await start();
    started.runner.listener.engineReady();
    startPredictedRepeat(started.store, 10);
    await answer(started, 0, 10);
    startMeasuredRepeat(started.store, 2);
    await settle(started);
    const shape = repeatChart(started.repeat() as Repeat);
    expect(shape?.predicted?.distribution.runs).toBe(10);
    expect(shape?.measured?.distribution.runs).toBe(1);
    expect(shape?.p50).toBe(shape?.predicted?.distribution.p50);
    const all = [...(started.repeat()?.predicted?.samples ?? []), ...(started.repeat()?.measured?.samples ?? [])];
    for (const { total } of all) {
      expect(total).toBeGreaterThanOrEqual(shape?.from as number);
      expect(total).toBeLessThanOrEqual(shape?.to as number);
    }
    for (const one of [shape?.predicted, shape?.measured])
      expect(one?.shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1);
  });
});

describe('a plan without chance', () => {
  it('gets spread in one step of undo, where it has none and a time of its own', () => {
    const started = startStore();
    started.actions.addCall('hanging');
    started.actions.editCall(0, { ...(calls(started)[0] as ToolCall), args: { query: 'x', spread: 0.5 } });
    expect(selectIsVaried(started.store.getState())).toBe(true);
    const before = selectDocument(started.store.getState()).plan;
    addSpread(started.store, 0.2);
    expect(calls(started).map(({ args }) => args.spread)).toEqual([0.5, 0.2, 0.2, 0.2, undefined]);
    started.actions.undo();
    expect(selectDocument(started.store.getState()).plan).toBe(before);
    expect(withSpread({ calls: [{ id: 'x', name: 'unknown', args: {} }] }, 0.2).calls[0]?.args).toEqual({});
  });

  it('gives every seed the same total: one bar', async () => {
    const started = startStore();
    await answerPrediction(started);
    expect(selectIsVaried(started.store.getState())).toBe(false);
    expect(selectPlannedMs(started.store.getState())).toBe(1000);
    startPredictedRepeat(started.store, 10);
    await answer(started, 0, 10);
    const repeat = selectRepeat(started.store.getState()) as Repeat;
    const shape = repeatChart(repeat);
    expect(shape?.predicted?.distribution).toMatchObject({ min: 1000, p50: 1000, p95: 1000, max: 1000 });
    expect(shape?.predicted?.shares.filter((share) => share > 0)).toEqual([1]);
    expect(repeatChart(repeat)).toBe(shape);
  });
});
