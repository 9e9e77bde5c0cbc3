import { clip } from '../../analysis/format/format.ts';
import { CATALOGUE } from '../../tools/catalogue.ts';
import { selectDocument, selectIsRunning } from '../plan/document.ts';
import type { FanoutState } from '../state.ts';
import type { Command } from './command.ts';

/** A run under way takes no edits. */
export const isEditable = (state: FanoutState) => !selectIsRunning(state);

const selectSelectedCall = (state: FanoutState) =>
  state.selected === undefined ? undefined : selectDocument(state).plan.calls[state.selected];

/** `verb` and the id of the selected call; `undefined` without one. */
const ofSelectedCall = (verb: string) => (state: FanoutState) => {
  const call = selectSelectedCall(state);
  return call && `${verb} ${clip(call.id, 40)}`;
};

/** Calls, their rows, the strategy, and the steps of undo. */
export const PLAN_COMMANDS: readonly Command[] = [
  {
    name: 'add-call',
    control: 'add',
    keys: [{ shown: 'N', does: 'Add a call', press: ['n'] }],
    run: (actions) => actions.addCall('slow'),
  },
  ...CATALOGUE.map(
    ({ kind }): Command => ({
      name: `add-${kind}-call`,
      label: `Add ${kind} call`,
      control: 'add',
      enabled: isEditable,
      run: (actions) => actions.addCall(kind),
    }),
  ),
  {
    name: 'paste-calls',
    label: 'Paste calls',
    control: 'add',
    keys: [{ shown: 'Ctrl V', does: 'Paste calls: lines, a table, or JSON' }],
    enabled: isEditable,
    run: (actions) => actions.openPaste(),
  },
  { name: 'go-to-row', keys: [{ shown: '↑ ↓', does: 'Go from row to row' }] },
  {
    name: 'search-calls',
    keys: [{ shown: '/', does: 'Search the calls; Enter goes from match to match', press: ['/'] }],
    run(actions, { getState }) {
      actions.changeRowsView({ search: getState().rowsView.search ?? '' });
      document.getElementById('search-calls')?.focus();
    },
  },
  {
    name: 'pin-call',
    keys: [
      {
        shown: 'P',
        does: 'Pin the row, or let it go',
        press: ['p'],
        when: ({ selected }) => selected !== undefined,
      },
    ],
    run(actions, { getState }) {
      const { selected } = getState();
      if (selected !== undefined) actions.togglePin(selected);
    },
  },
  {
    name: 'edit-call',
    label: ofSelectedCall('Edit'),
    control: 'rows',
    keys: [{ shown: 'Enter', does: 'Edit the row; once it has run, its details' }],
    enabled: isEditable,
    run: (actions, { getState }) => actions.openRow(getState().selected),
  },
  {
    name: 'call-details',
    label: ofSelectedCall('Details of'),
    control: 'inspector',
    keys: [
      { shown: 'I', does: 'Details of the call', press: ['i'], when: ({ selected }) => selected !== undefined },
      { shown: '↑ ↓', does: 'In the details: the call before, the next one' },
    ],
    run(actions, { getState }) {
      const { selected } = getState();
      if (selected !== undefined) actions.openDetails(selected, true);
    },
  },
  {
    name: 'close-details',
    keys: [
      { shown: 'Esc', does: 'Close the details', press: ['Escape'], when: ({ details }) => details !== undefined },
    ],
    run: (actions) => actions.closeDetails(),
  },
  {
    name: 'duplicate-call',
    label: ofSelectedCall('Duplicate'),
    control: 'rows',
    enabled: isEditable,
    run(actions, { getState }) {
      const { selected } = getState();
      if (selected !== undefined) actions.duplicateCall(selected);
    },
  },
  { name: 'lesson-step', keys: [{ shown: 'Page ↑ ↓', does: 'In a lesson: the step before, the next one' }] },
  { name: 'close-editor', keys: [{ shown: 'Esc', does: 'Close the editor' }] },
  {
    name: 'remove-call',
    label: ofSelectedCall('Remove'),
    control: 'rows',
    keys: [
      {
        shown: 'Del',
        does: 'Remove the row; while it runs, cancel its call',
        press: ['Delete'],
        when: (state) => selectSelectedCall(state) !== undefined && isEditable(state),
      },
    ],
    enabled: isEditable,
    run(actions, { getState }) {
      const { selected } = getState();
      if (selected !== undefined) actions.removeCall(selected);
    },
  },
  {
    name: 'cancel-call',
    keys: [
      {
        shown: 'Del',
        press: ['Delete'],
        when: (state) => selectSelectedCall(state) !== undefined && selectIsRunning(state),
      },
    ],
    run(actions, { getState }) {
      const { selected } = getState();
      if (selected !== undefined) actions.cancelCall(selected);
    },
  },
  {
    name: 'resize-ghost',
    keys: [{ shown: '← →', does: 'On the end of a ghost bar: shorter or longer by 50 ms' }],
  },
  {
    name: 'one-by-one',
    label: 'One by one',
    control: 'strategies',
    enabled: isEditable,
    run: (actions) => actions.selectStrategy({ kind: 'one-by-one' }),
  },
  {
    name: 'all-at-once',
    label: 'All at once',
    control: 'strategies',
    enabled: isEditable,
    run: (actions) => actions.selectStrategy({ kind: 'all-at-once' }),
  },
  {
    name: 'at-most',
    label: (state) => `At most ${selectDocument(state).atMost}`,
    control: 'strategies',
    enabled: isEditable,
    run: (actions, { getState }) => actions.selectStrategy({ kind: 'at-most', n: selectDocument(getState()).atMost }),
  },
  {
    name: 'batches',
    label: (state) => `Batches of ${selectDocument(state).batchesOf}`,
    control: 'strategies',
    enabled: isEditable,
    run: (actions, { getState }) =>
      actions.selectStrategy({ kind: 'batches', n: selectDocument(getState()).batchesOf }),
  },
  {
    name: 'open-palette',
    keys: [{ shown: 'Ctrl K', does: 'Everything that can be done, by its name', press: ['k'], ctrl: true }],
    run: (actions) => actions.openCommands(),
  },
  {
    name: 'undo',
    label: 'Undo',
    keys: [{ shown: 'Ctrl Z', does: 'Undo; with Shift, redo', press: ['z'], ctrl: true, shift: false }],
    enabled: (state) => isEditable(state) && state.history.past.length > 0,
    run: (actions) => actions.undo(),
  },
  {
    name: 'redo',
    label: 'Redo',
    keys: [
      { shown: 'Ctrl Y', press: ['y'], ctrl: true },
      { shown: 'Ctrl Shift Z', press: ['z'], ctrl: true, shift: true },
    ],
    enabled: (state) => isEditable(state) && state.history.future.length > 0,
    run: (actions) => actions.redo(),
  },
  {
    name: 'reset',
    label: 'Reset to the preset',
    control: 'presets',
    enabled: isEditable,
    run: (actions) => actions.resetPlan(),
  },
];
