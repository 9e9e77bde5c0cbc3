import { selectIsRunning } from '../plan/document.ts';
import { presetDocument } from '../plan/presetDocument.ts';
import type { PlanDocument } from '../state.ts';
import type { FanoutStore, OpenActions, OpenInternals, SliceContext } from '../types.ts';
import { NOT_LOADED } from './initialState.ts';

interface OpenContext extends SliceContext {
  readonly store: () => FanoutStore;
  replaceDocument(doc: PlanDocument): void;
}

/** Opens other plans: of presets, links, files, lessons and this browser. The code that does so is loaded with the first of them. */
export function createOpenSlice({ get, set, store, replaceDocument }: OpenContext): {
  readonly actions: OpenActions;
  readonly internals: OpenInternals;
} {
  let lastOpening = 0;

  function beginOpening(): () => boolean {
    const mine = ++lastOpening;
    return () => mine === lastOpening;
  }

  async function load(open: (loaded: typeof import('./openPlan.ts')) => unknown): Promise<void> {
    const loaded = await import('./openPlan.ts').catch(() => undefined);
    if (loaded) await open(loaded);
    else set({ notice: { text: NOT_LOADED.problem } });
  }

  return {
    internals: {
      beginOpening,
      showResult: (result) => load(({ showResult }) => showResult(store(), result)),
    },
    actions: {
      selectPreset(name) {
        const doc = presetDocument(name);
        if (!doc) return;
        if (selectIsRunning(get())) void load((opened) => opened.whenNotRunning(store(), () => replaceDocument(doc)));
        else replaceDocument(doc);
      },
      openLink(hash) {
        const isNewest = beginOpening();
        return load(({ followLink }) => followLink(store(), hash, isNewest));
      },
      async openLesson(name, step) {
        const isNewest = beginOpening();
        try {
          await (await import('../lessons/lesson.ts')).openLesson(store(), name, step, isNewest);
        } catch {
          if (isNewest())
            set({ notice: { text: 'The lesson could not be loaded: try again when the network is back.' } });
        }
      },
      restoreOwnPlan: () => load(({ restoreOwnPlan }) => restoreOwnPlan(store())),
      openPlans: () => set({ plans: true }),
      closePlans: () => set({ plans: false }),
      openPaste: (text = '') => set({ pasting: text }),
      closePaste: () => set({ pasting: undefined }),
    },
  };
}
