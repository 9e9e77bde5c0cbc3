import type { SideBySideActions, SliceContext } from '../types.ts';

export function createSideBySideSlice({ set }: SliceContext): SideBySideActions {
  return {
    toggleSideBySide: () =>
      set(({ sideBySide }) => ({ sideBySide: sideBySide ? undefined : { choice: undefined, prediction: undefined } })),
  };
}
