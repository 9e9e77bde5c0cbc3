import { describe, expect, it, vi } from 'vitest';
import type { Command, PaletteCommand, Shortcut } from '../../../src/store/commands/command.ts';
import { runCommand, selectRestriction } from '../../../src/store/commands/command.ts';
import { COMMANDS, selectCommands } from '../../../src/store/commands/commands.ts';
import { commandOf } from '../../../src/store/commands/shortcuts.ts';
import { selectDocument } from '../../../src/store/plan/document.ts';
import { classroomOf } from '../../../src/store/restrictions.ts';
import { KEY_COMMANDS, keySheetOf } from '../../../src/views/commands/keyCommands.ts';
import { ids, runThrough, startStore } from '../store/startStore.ts';

const nowhere = () => false;
const shortcutsOf = ({ keys }: Command) => (keys ?? []).filter((key): key is Shortcut => key.press !== undefined);
const press = (key: string, { ctrl = false, shift = false } = {}) => ({ key, ctrl, shift });

describe('the commands', () => {
  it('have a name each', () => {
    const names = [...new Set([...COMMANDS, ...KEY_COMMANDS])].map(({ name }) => name);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  it('that the page listens for are loaded with its shortcuts', () => {
    const withShortcut = COMMANDS.filter((command) => shortcutsOf(command).length > 0);
    expect(withShortcut).not.toEqual([]);
    expect(withShortcut.filter((command) => !KEY_COMMANDS.includes(command))).toEqual([]);
  });

  it('share a key only where each but the last says when it is its own', () => {
    const all = KEY_COMMANDS.flatMap((command) =>
      shortcutsOf(command).flatMap((one) =>
        one.press.flatMap((key) =>
          [false, true]
            .filter((shift) => (one.shift ?? shift) === shift)
            .map((shift) => ({ id: `${one.ctrl ? 'Ctrl ' : ''}${shift ? 'Shift ' : ''}${key}`, when: one.when })),
        ),
      ),
    );
    const shared = all.filter(({ id }) => all.filter((other) => other.id === id).length > 1);
    expect(shared).not.toEqual([]);
    // The first that matches wins.
    const isLast = ({ id }: (typeof all)[number], i: number) => shared.findLastIndex((other) => other.id === id) === i;
    expect(shared.filter((one, i) => !one.when && !isLast(one, i))).toEqual([]);
  });
});

describe('a key', () => {
  it.each([
    ['idle', ' ', 'run'],
    ['running', ' ', 'stop'],
    ['settled', ' ', 'play'],
    ['idle', 'ArrowLeft', undefined],
    ['running', 'ArrowLeft', 'step'],
    ['idle', 'Delete', undefined],
    ['idle', 'Escape', undefined],
    ['running', 'r', 'run'],
  ] as const)('while %s: %j is for %s', async (phase, key, name) => {
    const started = startStore();
    if (phase === 'settled') await runThrough(started);
    if (phase === 'running') {
      started.runner.listener.engineReady();
      started.actions.startRun();
    }
    expect(commandOf(KEY_COMMANDS, press(key), started.store.getState(), nowhere)?.name).toBe(name);
  });

  it('is left to the element that uses it', async () => {
    const started = startStore();
    await runThrough(started);
    const of = (key: string, element: string) =>
      commandOf(KEY_COMMANDS, press(key), started.store.getState(), (selector) =>
        selector.split(', ').includes(element),
      )?.name;
    expect([of(' ', 'button'), of(' ', '[role=tablist]')]).toEqual([undefined, 'play']);
    expect([of('ArrowRight', '[role=tablist]'), of('ArrowRight', 'button')]).toEqual([undefined, 'step']);
  });

  it('with Ctrl is another, and Shift tells undo from redo', () => {
    const state = startStore().store.getState();
    const of = (key: string, mods?: Parameters<typeof press>[1]) =>
      commandOf(KEY_COMMANDS, press(key, mods), state, nowhere)?.name;
    expect([of('z', { ctrl: true }), of('z', { ctrl: true, shift: true }), of('z')]).toEqual([
      'undo',
      'redo',
      undefined,
    ]);
    expect([of('r'), of('r', { ctrl: true })]).toEqual(['run', undefined]);
  });

  it('removes the selected call, and cancels it while it runs, which rows locked by a teacher allow', () => {
    const started = startStore();
    const { store, actions, runner } = started;
    const pressed = () => {
      const command = commandOf(KEY_COMMANDS, press('Delete'), store.getState(), nowhere);
      if (command) runCommand(store, command, press('Delete'));
      return command && [command.name, selectRestriction(store.getState(), command)];
    };
    actions.selectRow(0);
    expect(pressed()).toEqual(['remove-call', undefined]);
    expect(ids(started)).toEqual(['slow_1', 'fast_2', 'error_1']);
    store.setState({ restrictions: classroomOf(['rows=']) });
    expect(pressed()).toEqual(['remove-call', 'locked']);
    expect(ids(started)).toHaveLength(3);
    runner.listener.engineReady();
    actions.startRun();
    expect(pressed()).toEqual(['cancel-call', undefined]);
  });
});

/** A command as one record: everything else about it is read from the record. */
const FAKE: Command = {
  name: 'fake',
  label: 'Do the new thing',
  keys: [{ shown: 'X', does: 'The new thing', press: ['x'] }],
  control: 'add',
  enabled: ({ selected }) => selected !== undefined,
  run: (actions) => actions.addCall('fast'),
};

describe('a command added to the list', () => {
  const inPalette = ({ store }: ReturnType<typeof startStore>) =>
    selectCommands(store.getState(), [...COMMANDS, FAKE]).find(({ command }) => command === FAKE);

  it('is in the palette with its key, available or not', () => {
    const started = startStore();
    expect(inPalette(started)).toEqual({ name: 'Do the new thing', keys: 'X', off: true, command: FAKE });
    started.actions.selectRow(0);
    expect(inPalette(started)?.off).toBe(false);
  });

  it('is in the key sheet, from which docs/gestures.md is made', () => {
    const entry = { input: 'X', does: 'The new thing' };
    expect(keySheetOf([...KEY_COMMANDS, FAKE]).page).toContainEqual(entry);
    expect(keySheetOf().page).not.toContainEqual(entry);
  });

  it('is run by its key', () => {
    const { store } = startStore();
    const command = commandOf([...KEY_COMMANDS, FAKE], press('x'), store.getState(), nowhere);
    expect(command).toBe(FAKE);
    runCommand(store, FAKE, press('x'));
    expect(selectDocument(store.getState()).plan.calls).toHaveLength(5);
  });

  it('is locked and hidden with its control', () => {
    const started = startStore();
    started.actions.selectRow(0);
    started.store.setState({ restrictions: classroomOf(['add=']) });
    expect(inPalette(started)?.off).toBe(true);
    runCommand(started.store, FAKE);
    // Also what it would do without an action that the control locks.
    const run = vi.fn();
    runCommand(started.store, { name: 'free', control: 'add', run });
    expect(run).not.toHaveBeenCalled();
    expect(ids(started)).toHaveLength(4);
    started.store.setState({ restrictions: classroomOf(['add']) });
    expect(inPalette(started)).toBeUndefined();
  });

  it('does not compile where a reader would miss it', () => {
    const keys = [{ shown: 'X', press: ['x'] }];
    const refused: Command[] = [
      // @ts-expect-error: a teacher may have locked `addCall`, and the command names no control.
      { name: 'no-control', run: (actions) => actions.addCall('fast') },
      // @ts-expect-error: the control `beside` does not lock `addCall`.
      { name: 'other-control', control: 'beside', run: (actions) => actions.addCall('fast') },
      // @ts-expect-error: there is no such control.
      { name: 'unknown-control', control: 'sound', run: (actions) => actions.undo() },
      // @ts-expect-error: a key of the page needs something to run.
      { name: 'nothing-to-run', keys },
      // @ts-expect-error: so does a line of the palette.
      { name: 'nothing-to-choose', label: 'Nothing' },
    ];
    const listed: Command = { name: 'late', keys, run: (actions) => actions.undo() };
    // @ts-expect-error: the shortcuts do not know what is loaded with the palette.
    const late: PaletteCommand = { name: 'late', keys, run: (actions) => actions.undo() };
    expect([...refused, listed, late]).toHaveLength(7);
  });
});
