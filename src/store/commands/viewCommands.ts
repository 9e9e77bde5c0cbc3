import { selectAnswersHidden } from '../answers/answersHidden.ts';
import { oppositeDisplay } from '../answers/display.ts';
import { type InspectorTab, TABS } from '../inspector/tabs.ts';
import type { Command } from './command.ts';

/** How the page shows the plan and its run; none of these changes either. */
export const VIEW_COMMANDS: readonly Command[] = [
  { name: 'your-plans', label: 'Your plans', run: (actions) => actions.openPlans() },
  {
    name: 'side-by-side',
    label: 'Show two policies side by side',
    control: 'beside',
    run: (actions) => actions.toggleSideBySide(),
  },
  ...tabCommands(),
  // The key itself goes from one to the other: see `fit-axis`.
  {
    name: 'fit-sum',
    label: 'Fit the axis to the sum',
    keys: [{ shown: '0' }],
    run: (actions) => actions.setFit('sum'),
  },
  {
    name: 'fit-total',
    label: 'Fit the axis to the total',
    keys: [{ shown: '0' }],
    run: (actions) => actions.setFit('total'),
  },
  {
    name: 'predictions',
    label: (state) => (selectAnswersHidden(state) ? 'Show predictions' : 'Hide predictions'),
    control: 'predictions',
    keys: [{ shown: 'H', does: 'Show the predictions, or hide them', press: ['h'] }],
    run: (actions, { getState }) => actions.setPredictions(oppositeDisplay(getState())),
  },
  {
    name: 'predictions-auto',
    label: 'Predictions: hidden while the page asks',
    control: 'predictions',
    run: (actions) => actions.setPredictions('auto'),
  },
  { name: 'theme-light', label: 'Theme: light', run: (actions) => actions.setTheme('light') },
  { name: 'theme-dark', label: 'Theme: dark', run: (actions) => actions.setTheme('dark') },
  { name: 'theme-system', label: 'Theme: as the system has it', run: (actions) => actions.setTheme('system') },
  {
    name: 'present',
    label: ({ displayMode }) =>
      displayMode === 'embedded' ? undefined : displayMode === 'presented' ? 'Leave presenting' : 'Present',
    run: (actions) => actions.togglePresenting(),
  },
  {
    name: 'blank',
    keys: [{ shown: 'B', press: ['b'], when: ({ displayMode }) => displayMode === 'presented' }],
    run: (actions) => actions.toggleBlank(),
  },
  {
    name: 'leave-presenting',
    keys: [{ shown: 'Esc', press: ['Escape'], when: ({ displayMode }) => displayMode === 'presented' }],
    run(actions, { getState }) {
      if (getState().blank) actions.toggleBlank();
      else actions.togglePresenting();
    },
  },
];

export function tabCommands(tabs: readonly InspectorTab[] = TABS): Command[] {
  return tabs.map(({ id, label }) => ({
    name: `tab-${id}`,
    label: `Tab: ${label}`,
    control: 'inspector',
    run: (actions) => actions.selectTab(id),
  }));
}
