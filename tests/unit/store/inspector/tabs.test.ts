import { describe, expect, it } from 'vitest';
import { runCommand } from '../../../../src/store/commands/command.ts';
import { selectCommands } from '../../../../src/store/commands/commands.ts';
import { tabCommands } from '../../../../src/store/commands/viewCommands.ts';
import { type InspectorTab, TABS } from '../../../../src/store/inspector/tabs.ts';
import { writePlanLink } from '../../../../src/store/link/planCodec.ts';
import { openPlanLink } from '../../../../src/store/open/readPlanLink.ts';
import type { Tab } from '../../../../src/store/state.ts';
import type { TabViews } from '../../../../src/views/inspector/InspectorPanel.tsx';
import { startStore } from '../startStore.ts';

/** The list with one more tab, whose id the types of this build do not know. */
const FAKE: InspectorTab = { id: JSON.parse('"fake"'), label: 'Fake' };
const MORE = [...TABS, FAKE];

function opened(tab: string, tabs?: readonly InspectorTab[]) {
  const made = writePlanLink({ plan: { calls: [] }, preset: '', atMost: 3, batchesOf: 2, tab });
  if ('problem' in made) throw new Error(made.problem);
  const found = openPlanLink(made.text, tabs);
  return 'problem' in found ? found : found.view;
}

describe('a tab added to the list', () => {
  it('is opened by a link, which ignores it before', () => {
    expect(opened('fake', MORE)).toMatchObject({ tab: 'fake' });
    expect(opened('fake')).not.toHaveProperty('tab');
    expect(opened('constructor', MORE)).not.toHaveProperty('tab');
    for (const { id } of TABS) expect(opened(id)).toMatchObject({ tab: id });
  });

  it('has its command in the palette, which shows it', () => {
    const { store } = startStore();
    const entry = selectCommands(store.getState(), tabCommands(MORE)).at(-1);
    expect(entry).toMatchObject({ name: 'Tab: Fake', off: false });
    if (entry) runCommand(store, entry.command);
    expect(store.getState().tab).toBe('fake');
  });

  it('does not compile without a view, nor outside of the list', () => {
    const views = (all: TabViews) => all;
    // @ts-expect-error: one more tab needs one more view.
    const more: (all: TabViews) => TabViews<Tab | 'fake'> = views;
    // @ts-expect-error: the state's tabs are those of the list.
    const tab: Tab = 'fake';
    expect([more, tab]).toHaveLength(2);
  });
});
