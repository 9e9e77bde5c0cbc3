import { describe, expect, it } from 'vitest';
import { PRESET_MENU, presetOf } from '../../../../src/lessons/allPresets.ts';
import { selectPresetIntro } from '../../../../src/store/lessons/presetIntro.ts';
import { selectDocument } from '../../../../src/store/plan/document.ts';
import { selectStrategies } from '../../../../src/store/run/selectors.ts';
import { NOTHING_LEFT, startStore } from '../startStore.ts';

function settle({ actions, runner }: ReturnType<typeof startStore>): void {
  runner.listener.engineReady();
  actions.startRun();
  const runId = runner.runs.at(-1)?.runId ?? 0;
  runner.listener.runStarted(runId, 0);
  runner.listener.stateCommitted(runId, NOTHING_LEFT);
}

describe('a preset’s story is told', () => {
  it('from its choice until a run of its calls has settled', () => {
    const started = startStore();
    const told = () => selectPresetIntro(started.store.getState());
    expect(told()).toBeUndefined();
    started.actions.selectPreset('deaf-tool');
    expect(told()).toBe(presetOf('deaf-tool')?.story);
    started.actions.selectStrategy({ kind: 'one-by-one' });
    expect(told()).toBe(presetOf('deaf-tool')?.story);
    started.runner.listener.engineReady();
    started.actions.startRun();
    expect(told()).toBe(presetOf('deaf-tool')?.story);
    const runId = started.runner.runs.at(-1)?.runId ?? 0;
    started.runner.listener.runStarted(runId, 0);
    started.runner.listener.stateCommitted(runId, NOTHING_LEFT);
    expect(told()).toBeUndefined();
    started.actions.selectStrategy({ kind: 'all-at-once' });
    expect(told()).toBeUndefined();
  });

  it('no more once its calls are edited', () => {
    const started = startStore({ hash: '#preset=straggler' });
    expect(selectPresetIntro(started.store.getState())).toBe(presetOf('straggler')?.story);
    started.actions.addCall('fast');
    expect(selectPresetIntro(started.store.getState())).toBeUndefined();
    started.actions.undo();
    expect(selectPresetIntro(started.store.getState())).toBe(presetOf('straggler')?.story);
  });

  it('the tutorial’s only to those who come back to it', () => {
    const started = startStore();
    settle(started);
    expect(selectPresetIntro(started.store.getState())).toBeUndefined();
    started.actions.selectPreset('rate-limited');
    settle(started);
    started.actions.selectPreset('tutorial');
    expect(selectPresetIntro(started.store.getState())).toBe(presetOf('tutorial')?.story);
  });
});

it.each(PRESET_MENU.map(({ name }) => name))('%s opens with the steppers at what its own policy asks for', (name) => {
  const { store } = startStore({ hash: `#preset=${name}` });
  const { plan, atMost, batchesOf } = selectDocument(store.getState());
  const { limit = null, batchSize = null } = plan.policy ?? {};
  const chosen = selectStrategies(store.getState()).find((one) => one.chosen);
  expect(chosen?.n ?? null).toBe(limit ?? batchSize);
  expect(atMost).toBe(limit ?? presetOf(name)?.atMost ?? 3);
  expect(batchesOf).toBe(batchSize ?? 2);
});
