import { describe, expect, it } from 'vitest';
import { PRESET_MENU, presetOf } from '../../../../src/lessons/allPresets.ts';
import { storyTold } from '../../../../src/store/lessons/presetIntro.ts';
import { docOf } from '../../../../src/store/plan/document.ts';
import { strategyViews } from '../../../../src/store/run/selectors.ts';
import { NOTHING_LEFT, startStore } from '../startStore.ts';

function settle({ actions, runner }: ReturnType<typeof startStore>): void {
  runner.listener.engineReady();
  actions.runRequested();
  const runId = runner.runs.at(-1)?.runId ?? 0;
  runner.listener.runStarted(runId, 0);
  runner.listener.stateCommitted(runId, NOTHING_LEFT);
}

describe('a preset’s story is told', () => {
  it('from its choice until a run of its calls has settled', () => {
    const started = startStore();
    const told = () => storyTold(started.store.getState());
    expect(told()).toBeUndefined();
    started.actions.presetChosen('deaf-tool');
    expect(told()).toBe(presetOf('deaf-tool')?.story);
    started.actions.strategyChosen({ kind: 'one-by-one' });
    expect(told()).toBe(presetOf('deaf-tool')?.story);
    started.runner.listener.engineReady();
    started.actions.runRequested();
    expect(told()).toBe(presetOf('deaf-tool')?.story);
    const runId = started.runner.runs.at(-1)?.runId ?? 0;
    started.runner.listener.runStarted(runId, 0);
    started.runner.listener.stateCommitted(runId, NOTHING_LEFT);
    expect(told()).toBeUndefined();
    started.actions.strategyChosen({ kind: 'all-at-once' });
    expect(told()).toBeUndefined();
  });

  it('no more once its calls are edited', () => {
    const started = startStore({ hash: '#preset=straggler' });
    expect(storyTold(started.store.getState())).toBe(presetOf('straggler')?.story);
    started.actions.callAdded('fast');
    expect(storyTold(started.store.getState())).toBeUndefined();
    started.actions.undone();
    expect(storyTold(started.store.getState())).toBe(presetOf('straggler')?.story);
  });

  it('the tutorial’s only to those who come back to it', () => {
    const started = startStore();
    settle(started);
    expect(storyTold(started.store.getState())).toBeUndefined();
    started.actions.presetChosen('rate-limited');
    settle(started);
    started.actions.presetChosen('tutorial');
    expect(storyTold(started.store.getState())).toBe(presetOf('tutorial')?.story);
  });
});

it.each(PRESET_MENU.map(({ name }) => name))('%s opens with the steppers at what its own policy asks for', (name) => {
  const { store } = startStore({ hash: `#preset=${name}` });
  const { plan, atMost, batchesOf } = docOf(store.getState());
  const { limit = null, batchSize = null } = plan.policy ?? {};
  const chosen = strategyViews(store.getState()).find((one) => one.chosen);
  expect(chosen?.n ?? null).toBe(limit ?? batchSize);
  expect(atMost).toBe(limit ?? presetOf(name)?.atMost ?? 3);
  expect(batchesOf).toBe(batchSize ?? 2);
});
