import { describe, expect, it, vi } from 'vitest';
import { runCommand } from '../../../../src/store/commands/command.ts';
import { matching, selectCommands } from '../../../../src/store/commands/commands.ts';
import { selectDocument } from '../../../../src/store/plan/document.ts';
import { ids, runThrough, startStore } from '../startStore.ts';

const named = (started: ReturnType<typeof startStore>, name: string) => {
  const command = selectCommands(started.store.getState()).find((one) => one.name === name);
  if (!command) throw new Error(`no command ${name}`);
  return command;
};

const choose = (started: ReturnType<typeof startStore>, name: string) =>
  runCommand(started.store, named(started, name).command);

describe('the list of commands', () => {
  it('names nothing twice', () => {
    const names = selectCommands(startStore().store.getState()).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('is the same object while nothing it depends on has changed', () => {
    const { store, actions } = startStore();
    const before = selectCommands(store.getState());
    actions.selectTab('log');
    expect(selectCommands(store.getState())).toBe(before);
    actions.addCall('fast');
    expect(selectCommands(store.getState())).not.toBe(before);
  });

  it('does what it says', () => {
    const started = startStore();
    choose(started, 'Add hanging call');
    expect(ids(started)).toHaveLength(5);
    choose(started, 'Undo');
    expect(ids(started)).toHaveLength(4);
    choose(started, 'Batches of 2');
    expect(selectDocument(started.store.getState()).plan.policy).toMatchObject({ batchSize: 2 });
    choose(started, 'Present');
    expect(started.store.getState().displayMode).toBe('presented');
  });

  it('speaks of the selected call', () => {
    const started = startStore();
    started.actions.selectRow(1);
    choose(started, 'Remove slow_1');
    expect(ids(started)).toEqual(['fast_1', 'fast_2', 'error_1']);
  });

  it('has Stop for Run while it runs, and no edit can be chosen then', async () => {
    const started = startStore();
    started.runner.listener.engineReady();
    started.actions.startRun();
    const names = selectCommands(started.store.getState()).map(({ name }) => name);
    expect(names).toContain('Stop');
    expect(names).not.toContain('Run');
    expect(named(started, 'Add fast call').off).toBe(true);
    expect(named(started, 'Tab: Log').off).toBeFalsy();
  });

  it('goes back over a run when there is one', async () => {
    const started = startStore();
    await runThrough(started);
    choose(started, 'To the next error');
    // The stops of errors are loaded with their first use.
    expect(await vi.waitUntil(() => started.store.getState().playhead)).toMatchObject({ runId: 1 });
  });
});

describe('what is typed', () => {
  const commands = ['Add slow call', 'Run', 'Preset: Slow neighbour', 'Undo'].map((name) => ({ name }));
  it.each([
    ['', ['Add slow call', 'Run', 'Preset: Slow neighbour', 'Undo']],
    ['slow', ['Add slow call', 'Preset: Slow neighbour']],
    ['  SLOW add ', ['Add slow call']],
    ['un', ['Undo', 'Run']],
    ['zzz', []],
  ])('"%s" finds %j', (text, names) => {
    expect(matching(commands, text).map(({ name }) => name)).toEqual(names);
  });
});
