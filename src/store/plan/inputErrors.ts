import type { StoreApi } from 'zustand/vanilla';
import type { FanoutState, PolicyProblem } from '../state.ts';
import { selectDocument, selectPolicyProblem } from './document.ts';

/** What is typed and wrong: nothing runs over it, and who presses Run is led to it. */
export function draftsOf({ getState: get, setState: set }: StoreApi<FanoutState>, request: () => void) {
  return {
    setDraftProblem: (draftProblem: string | undefined) => set({ draftProblem }),
    setPolicyProblem(refused: Omit<PolicyProblem, 'beside'> | undefined): void {
      if (refused || get().policyProblem)
        set({ policyProblem: refused && { ...refused, beside: selectDocument(get()).plan.policy } });
    },
    startRun(): void {
      const state = get();
      if (state.draftProblem !== undefined || selectPolicyProblem(state))
        set({ rejectedRunRequests: state.rejectedRunRequests + 1 });
      else request();
    },
  };
}
