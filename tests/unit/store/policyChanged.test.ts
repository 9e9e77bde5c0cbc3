import { describe, expect, it } from 'vitest';
import { presetOf } from '../../../src/lessons/allPresets.ts';
import { policyOf } from '../../../src/run/policy.ts';
import type { Policy } from '../../../src/run/types.ts';
import { currentStrategy, samePolicy, selectDocument } from '../../../src/store/plan/document.ts';
import { chipsOf } from '../../../src/store/plan/policyChips.ts';
import { selectRunPhase } from '../../../src/store/run/selectors.ts';
import { answerPrediction, runThrough, type Started, startStore } from './startStore.ts';

const plan = ({ store }: Started) => selectDocument(store.getState()).plan;
const policy = (started: Started) => plan(started).policy;

const EVERYTHING: Partial<Policy> = {
  order: 'priority',
  onError: 'first-success',
  timeoutMs: 500,
  deadlineMs: 2000,
  slotOnTimeout: 'hold',
  retry: { attempts: 3, baseMs: 1, factor: 1.5, maxMs: 10, jitter: 0.5, on: ['429', 'EPIPE'] },
  recovery: 'fallback',
  rate: { starts: 2, perMs: 1000 },
};

describe('a change of the policy', () => {
  it('is predicted, is one step of undo, and keeps calls and strategy', async () => {
    const started = startStore();
    const { calls } = plan(started);
    await answerPrediction(started);
    started.actions.selectStrategy({ kind: 'at-most', n: 2 });
    await answerPrediction(started);
    started.actions.changePolicy({ timeoutMs: 500 });
    expect(started.runner.predictions.at(-1)?.plan).toBe(plan(started));
    expect(plan(started).calls).toBe(calls);
    expect(currentStrategy(selectDocument(started.store.getState()))).toEqual({ kind: 'at-most', n: 2 });
    started.actions.selectStrategy({ kind: 'all-at-once' });
    expect(policyOf(plan(started))).toMatchObject({ limit: null, timeoutMs: 500 });
    started.actions.undo();
    started.actions.undo();
    expect(policyOf(plan(started))).toMatchObject({ limit: 2, timeoutMs: null });
  });

  it('with one token in a row is one step, and another token or a switch a step of its own', () => {
    const started = startStore();
    started.actions.changePolicy({ timeoutMs: 500 });
    for (const timeoutMs of [2, 25, 250]) started.actions.changePolicy({ timeoutMs }, 'a');
    started.actions.changePolicy({ deadlineMs: 9 }, 'b');
    const seen = [policy(started)];
    for (let i = 0; i < 3; i++) {
      started.actions.undo();
      seen.push(policy(started));
    }
    expect(seen).toEqual([{ timeoutMs: 250, deadlineMs: 9 }, { timeoutMs: 250 }, { timeoutMs: 500 }, undefined]);
  });

  it('that changes nothing is no step', () => {
    const started = startStore();
    const before = started.store.getState();
    started.actions.changePolicy({});
    started.actions.changePolicy({ timeoutMs: null });
    expect(started.store.getState()).toBe(before);
  });

  it('puts the last run out of sight, and taking it back brings it again', async () => {
    const started = startStore();
    await runThrough(started);
    expect(selectRunPhase(started.store.getState())).toBe('settled');
    started.actions.changePolicy({ timeoutMs: 500 });
    expect(selectRunPhase(started.store.getState())).toBe('idle');
    started.actions.changePolicy({ timeoutMs: null });
    expect(selectRunPhase(started.store.getState())).toBe('settled');
  });

  it('is not taken while a run goes', () => {
    const started = startStore();
    started.runner.listener.engineReady();
    started.actions.startRun();
    started.actions.changePolicy({ timeoutMs: 500 });
    expect(policy(started)).toBeUndefined();
  });

  it('survives a reload, whole', () => {
    const started = startStore();
    started.actions.changePolicy(EVERYTHING);
    const again = startStore({ texts: { plan: started.storage.read('plan') ?? '' } });
    expect(policy(again)).toEqual(EVERYTHING);
    expect(samePolicy(plan(again), plan(started))).toBe(true);
    expect(again.store.getState().notice).toBeUndefined();
    expect(chipsOf(policyOf(plan(again)))).toHaveLength(8);
  });

  it('that is all taken back is the preset again after a reload', () => {
    const started = startStore();
    started.actions.changePolicy(EVERYTHING);
    started.actions.changePolicy(policyOf({ calls: [] }));
    const again = startStore({ texts: { plan: started.storage.read('plan') ?? '' } });
    expect(plan(again)).toBe(presetOf('tutorial')?.plan);
  });
});
