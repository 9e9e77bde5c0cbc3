import type { InspectorActions, SliceContext } from '../types.ts';

export function createInspectorSlice({ set, storage }: SliceContext): InspectorActions {
  return {
    selectTab: (tab) => set({ tab, details: undefined }),
    openDetails: (selected, focus = false) =>
      set(({ details }) => ({ selected, details: { focus: (details?.focus ?? 0) + Number(focus) } })),
    closeDetails: () => set({ details: undefined }),
    selectCodeTarget(codeTarget) {
      storage.write('code', codeTarget);
      set({ codeTarget });
    },
  };
}
