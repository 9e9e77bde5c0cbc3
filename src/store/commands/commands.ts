import { clip } from '../../analysis/format/format.ts';
import { savesText } from '../../analysis/verdict/findingText.ts';
import { PRESET_MENU } from '../../lessons/allPresets.ts';
import { CATALOGUE } from '../../tools/catalogue.ts';
import { findingApplied, selectApplyProblem, selectFindings } from '../criticalPath/findings.ts';
import { selectDocument, selectIsRunning, selectIsShownRunning, selectRunProblem } from '../plan/document.ts';
import { lastOf, selectShownRun } from '../run/selectors.ts';
import type { Control, FanoutState, Tab } from '../state.ts';
import type { Actions, FanoutStore } from '../types.ts';

/** Something that can be done now, by its name. */
export interface Command {
  name: string;
  /** The key that does the same. */
  keys?: string;
  /** It is shown, and does nothing now. */
  off?: boolean;
  /** What a teacher may have locked or hidden. */
  control?: Control;
  run(actions: Actions, store: FanoutStore): void;
}

/** Of what would save time, the best. */
const FINDINGS = 3;
const TABS: [Tab, string][] = [
  ['state', 'State'],
  ['log', 'Log'],
  ['metrics', 'Metrics'],
  ['compare', 'Compare'],
  ['code', 'Code'],
];

/** All of them, the most likely first; the same list while nothing that they depend on has changed. */
export function selectCommands(state: FanoutState): readonly Command[] {
  const running = selectIsRunning(state);
  const ran = selectShownRun(state) !== undefined && !selectIsShownRunning(state);
  const problem = selectRunProblem(state) !== undefined;
  const { displayMode, history, selected, restrictions } = state;
  const call = selected === undefined ? undefined : selectDocument(state).plan.calls[selected];
  const id = call && clip(call.id, 40);
  const findings = (ran && state.criticalPath && selectFindings(state)?.answer?.findings) || undefined;
  return memo(running, ran, problem, displayMode, history, id, selected, restrictions, findings, () => {
    const edits: Command[] = [
      ...CATALOGUE.map(
        ({ kind }): Command => ({ name: `Add ${kind} call`, control: 'add', run: (a) => a.addCall(kind) }),
      ),
      ...(call && selected !== undefined
        ? [
            { name: `Edit ${id}`, keys: 'Enter', control: 'rows' as const, run: (a: Actions) => a.openRow(selected) },
            { name: `Duplicate ${id}`, control: 'rows' as const, run: (a: Actions) => a.duplicateCall(selected) },
            {
              name: `Remove ${id}`,
              keys: 'Del',
              control: 'rows' as const,
              run: (a: Actions) => a.removeCall(selected),
            },
          ]
        : []),
      { name: 'One by one', control: 'strategies', run: (a) => a.selectStrategy({ kind: 'one-by-one' }) },
      { name: 'All at once', control: 'strategies', run: (a) => a.selectStrategy({ kind: 'all-at-once' }) },
      {
        name: `At most ${history.present.atMost}`,
        control: 'strategies',
        run: (a) => a.selectStrategy({ kind: 'at-most', n: history.present.atMost }),
      },
      {
        name: `Batches of ${history.present.batchesOf}`,
        control: 'strategies',
        run: (a) => a.selectStrategy({ kind: 'batches', n: history.present.batchesOf }),
      },
      { name: 'Undo', keys: 'Ctrl Z', off: history.past.length === 0, run: (a) => a.undo() },
      { name: 'Redo', keys: 'Ctrl Y', off: history.future.length === 0, run: (a) => a.redo() },
      { name: 'Reset to the preset', control: 'presets', run: (a) => a.resetPlan() },
      ...PRESET_MENU.map(
        ({ name, title }): Command => ({
          name: `Preset: ${title}`,
          control: 'presets',
          run: (a) => a.selectPreset(name),
        }),
      ),
    ];
    const all: Command[] = [
      running
        ? { name: 'Stop', keys: 'Space', run: (a: Actions) => a.stopRun() }
        : { name: 'Run', keys: 'R', off: problem, run: (a: Actions) => a.startRun() },
      ...(ran
        ? [
            { name: 'Play the run again, or hold', keys: 'Space', run: (a: Actions) => a.togglePlayback() },
            { name: 'To the next error', keys: 'E', run: (a: Actions) => a.seekError(1) },
            { name: 'Why it took so long', keys: 'C', run: (a: Actions) => void a.toggleCriticalPath() },
            ...(findings ?? []).slice(0, FINDINGS).map(
              (finding): Command => ({
                name: `Apply: ${finding.action}, ${savesText(finding)}`,
                off: selectApplyProblem(state, finding) !== undefined,
                run: (_, store) => findingApplied(store, finding),
              }),
            ),
          ]
        : []),
      // A run under way takes no edits.
      ...edits.map((command) => (running ? { ...command, off: true } : command)),
      { name: 'Your plans', run: (a: Actions) => a.openPlans() },
      { name: 'Show two policies side by side', control: 'beside' as const, run: (a: Actions) => a.toggleSideBySide() },
      ...TABS.map(
        ([tab, title]): Command => ({ name: `Tab: ${title}`, control: 'inspector', run: (a) => a.selectTab(tab) }),
      ),
      { name: 'Fit the axis to the sum', keys: '0', run: (a: Actions) => a.setFit('sum') },
      { name: 'Fit the axis to the total', keys: '0', run: (a: Actions) => a.setFit('total') },
      { name: 'Theme: light', run: (a: Actions) => a.setTheme('light') },
      { name: 'Theme: dark', run: (a: Actions) => a.setTheme('dark') },
      { name: 'Theme: as the system has it', run: (a: Actions) => a.setTheme('system') },
      ...(displayMode === 'embedded'
        ? []
        : [
            {
              name: displayMode === 'presented' ? 'Leave presenting' : 'Present',
              run: (a: Actions) => a.togglePresenting(),
            },
          ]),
    ];
    return all.flatMap((command) => {
      const is = command.control && restrictions?.controls[command.control];
      return is === 'hidden' ? [] : is ? { ...command, off: true } : command;
    });
  });
}
const memo = lastOf<readonly Command[]>();

/** Those that have every word of the text in their name; the ones that begin with it first. */
export function matching(commands: readonly Command[], text: string): Command[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = commands.filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)));
  const first = words[0] ?? '';
  const rank = ({ name }: Command) => (name.toLowerCase().startsWith(first) ? 0 : 1);
  return found.sort((a, b) => rank(a) - rank(b));
}
