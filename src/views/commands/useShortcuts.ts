import { useEffect } from 'react';
import { runCommand, selectRestriction } from '../../store/commands/command.ts';
import { commandOf } from '../../store/commands/shortcuts.ts';
import { useFanoutStore } from '../ui/useFanout.ts';
import { KEY_COMMANDS } from './keyCommands.ts';
import '../ui/keyboard/keyboard.ts';

/** In these every key is the element's, those with Ctrl included. */
const TYPED_IN = 'input:not([type=radio], [type=checkbox]), select, textarea, dialog, [role=menu]';

/** The page's keys, from the list of commands. A key that the focused element uses itself is that element's. */
export function useShortcuts(commands = KEY_COMMANDS): void {
  const store = useFanoutStore();
  useEffect(() => {
    const { actions, getState } = store;

    function onKeyDown(event: KeyboardEvent): void {
      const target = event.target instanceof Element ? event.target : null;
      const isIn = (selector: string) => Boolean(target?.closest(selector));
      if (event.defaultPrevented || isIn(TYPED_IN)) return;
      const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
      const ctrl = (event.ctrlKey || event.metaKey) && !event.altKey;
      if (!ctrl) {
        if (event.altKey || event.metaKey) return;
        if (typedForSearch(event)) return;
      }
      const press = { key, ctrl, shift: event.shiftKey };
      const command = commandOf(commands, press, getState(), isIn);
      if (!command) return;
      event.preventDefault();
      if (selectRestriction(getState(), command) === 'locked')
        void import('../ui/locks/lockBubble.ts').then(({ showLockBubble }) =>
          showLockBubble(document.activeElement ?? document.body),
        );
      runCommand(store, command, press);
    }

    /** What is typed while the search field is loaded is for the field, and Enter presses no button meanwhile. */
    function typedForSearch(event: KeyboardEvent): boolean {
      const { search } = getState().rowsView;
      const isText = event.key.length === 1;
      const isKnown = isText || event.key === 'Escape' || event.key === 'Enter';
      if (search === undefined || !isKnown || document.getElementById('search-calls')) return false;
      event.preventDefault();
      if (isText) actions.changeRowsView({ search: search + event.key });
      else if (event.key === 'Escape') actions.changeRowsView({ search: undefined });
      return true;
    }

    const { dataset } = document.documentElement;
    document.addEventListener('keydown', onKeyDown);
    // For tests: keys pressed before this are lost.
    dataset.keys = 'ready';
    return () => {
      document.removeEventListener('keydown', onKeyDown);
      delete dataset.keys;
    };
  }, [store, commands]);
}
