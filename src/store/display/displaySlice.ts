import type { DisplayActions, PlanKeeper, SliceContext } from '../types.ts';

/** How the page stands: its theme, presented or not, what lies over it. */
export function createDisplaySlice({ get, set, storage }: SliceContext, plans: PlanKeeper): DisplayActions {
  return {
    togglePresenting() {
      const { displayMode } = get();
      if (displayMode === 'embedded') return;
      set({ displayMode: displayMode === 'presented' ? 'alone' : 'presented', blank: false, editing: undefined });
    },
    toggleBlank: () => set(({ displayMode, blank }) => ({ blank: displayMode === 'presented' && !blank })),
    openCommands: () => set({ commands: true }),
    closeCommands: () => set({ commands: false }),
    setTheme(theme) {
      storage.write('theme', theme === 'system' ? null : theme);
      set({ theme });
    },
    setPredictions(predictions) {
      storage.write('predictions', predictions);
      set({ predictions });
    },
    dismissNotice() {
      // Offered again at the start of this visit and dismissed: it is forgotten, or every visit would offer it.
      if (!plans.isLinked() && get().notice?.action === 'back-to-my-plan') plans.forgetOwnPlan();
      set({ notice: undefined });
    },
  };
}
