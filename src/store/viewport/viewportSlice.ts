import { selectDocument } from '../plan/document.ts';
import type { PlanKeeper, SliceContext, ViewportActions } from '../types.ts';

/** Which part of the time axis is shown, and how. */
export function createViewportSlice({ get, set }: SliceContext, plans: PlanKeeper): ViewportActions {
  return {
    setFit: (fit) => set({ fit, zoom: undefined }),
    changeViewport: (change) => set(change),
    setDragging(dragging) {
      set({ dragging });
      if (!dragging) plans.storeDragged(selectDocument(get()));
    },
  };
}
