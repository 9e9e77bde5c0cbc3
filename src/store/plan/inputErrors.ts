import type { StoreApi } from 'zustand/vanilla';
import type { FanoutState, Refused } from '../state.ts';
import { docOf, refusedNow } from './document.ts';

/** What is typed and wrong: nothing runs over it, and who presses Run is led to it. */
export function draftsOf({ getState: get, setState: set }: StoreApi<FanoutState>, request: () => void) {
  return {
    draftChecked: (draftProblem: string | undefined) => set({ draftProblem }),
    policyChecked(refused: Omit<Refused, 'beside'> | undefined): void {
      if (refused || get().refused) set({ refused: refused && { ...refused, beside: docOf(get()).plan.policy } });
    },
    runRequested(): void {
      const state = get();
      if (state.draftProblem !== undefined || refusedNow(state)) set({ stops: state.stops + 1 });
      else request();
    },
  };
}
