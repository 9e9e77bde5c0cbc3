import type { InspectorActions, SliceContext } from '../types.ts';

export function createInspectorSlice({ set, storage }: SliceContext): InspectorActions {
  return {
    selectTab: (tab) => set({ tab }),
    selectCodeTarget(codeTarget) {
      storage.write('code', codeTarget);
      set({ codeTarget });
    },
  };
}
