import { useEffect } from 'react';
import { selectDocument, selectIsRunning } from '../../store/plan/document.ts';
import { selectMeasuredProof, selectPredictedProof, selectRunPhase } from '../../store/run/selectors.ts';
import type { Actions } from '../../store/types.ts';
import { extentOf, type Fit, fitOf } from '../axis/axis.ts';
import { useFanoutStore } from '../ui/useFanout.ts';
import '../ui/keyboard/keyboard.ts';

const SPACE: Record<ReturnType<typeof selectRunPhase>, (actions: Actions) => () => void> = {
  idle: (actions) => actions.startRun,
  running: (actions) => actions.stopRun,
  settled: (actions) => actions.togglePlayback,
};

/** Used if a shortcut's module cannot be loaded offline; the rest of the page keeps working. */
const noop = () => {};

/** The page's keyboard shortcuts. Keys that the focused element uses itself are ignored. */
export function useShortcuts(): void {
  const store = useFanoutStore();
  useEffect(() => {
    const { actions, getState } = store;

    function onKeyDown(event: KeyboardEvent): void {
      const target = event.target instanceof Element ? event.target : null;
      if (
        event.defaultPrevented ||
        target?.closest('input:not([type=radio], [type=checkbox]), select, textarea, dialog, [role=menu]')
      )
        return;
      const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
      if ((event.ctrlKey || event.metaKey) && !event.altKey) {
        if (key === 'k') run(actions.openCommands);
        else if (key === 'z') run(event.shiftKey ? actions.redo : actions.undo);
        else if (key === 'y') run(actions.redo);
        return;
      }
      if (event.altKey || event.metaKey) return;
      const { search } = getState().rowsView;
      // While the search field is loading, typed characters go to the search, and Enter must not press a button.
      const typed = key.length === 1 || key === 'Escape';
      if (search !== undefined && (typed || key === 'Enter') && !document.getElementById('search-calls')) {
        run(() => {
          if (typed) actions.changeRowsView({ search: key === 'Escape' ? undefined : search + event.key });
        });
        return;
      }
      switch (key) {
        case ' ':
          // Space activates the focused control.
          if (target?.closest('button, summary, [role=slider], input, a')) return;
          run(SPACE[selectRunPhase(getState())](actions));
          return;
        case 'ArrowLeft':
        case 'ArrowRight': {
          if (
            target?.closest('[role=slider], [role=tablist], input:not([type=checkbox])') ||
            selectRunPhase(getState()) === 'idle'
          )
            return;
          const by = key === 'ArrowLeft' ? -1 : 1;
          run(() => (event.shiftKey ? actions.shiftPlayhead(by / 10) : actions.stepPlayhead(by)));
          return;
        }
        case '/':
          run(() => {
            actions.changeRowsView({ search: getState().rowsView.search ?? '' });
            document.getElementById('search-calls')?.focus();
          });
          return;
        case 'p': {
          const { selected } = getState();
          if (selected !== undefined) run(() => actions.togglePin(selected));
          return;
        }
        case 'e':
          run(() => actions.seekError(event.shiftKey ? -1 : 1));
          return;
        case 'c':
          run(() => void actions.toggleCriticalPath());
          return;
        case '[':
        case ']':
          run(() => void actions.stepAlongPath(key === '[' ? -1 : 1));
          return;
        case 'b':
          if (getState().displayMode === 'presented') run(actions.toggleBlank);
          return;
        case 'Escape':
          if (getState().displayMode === 'presented')
            run(getState().blank ? actions.toggleBlank : actions.togglePresenting);
          return;
        case 'r':
          run(actions.startRun);
          return;
        case 'n':
          run(() => actions.addCall('slow'));
          return;
        case 'Delete': {
          const { selected } = getState();
          if (selected !== undefined && selectDocument(getState()).plan.calls[selected])
            run(() => (selectIsRunning(getState()) ? actions.cancelCall : actions.removeCall)(selected));
          return;
        }
        case 'w':
        case 's':
        case 'a':
        case 'd':
        case 'f':
        case 'm':
          run(
            () =>
              void import('../timeline/axis/axisParts.ts').then(({ axisParts }) => axisParts.axisKey(store, key), noop),
          );
          return;
        case '0': {
          const state = getState();
          const fit = fitOf(extentOf([selectMeasuredProof(state) ?? selectPredictedProof(state)]), state.fit);
          const other = fit === 'sum' ? 'total' : ('sum' satisfies Fit);
          run(() => (state.zoom ? actions.changeViewport({ zoom: undefined }) : actions.setFit(other)));
          return;
        }
      }

      function run(action: () => void): void {
        event.preventDefault();
        action();
      }
    }

    const { dataset } = document.documentElement;
    document.addEventListener('keydown', onKeyDown);
    // For tests: keys pressed before this are lost.
    dataset.keys = 'ready';
    return () => {
      document.removeEventListener('keydown', onKeyDown);
      delete dataset.keys;
    };
  }, [store]);
}
