import type { InputErrorActions, SliceContext } from '../types.ts';
import { selectDocument, selectPolicyProblem } from './document.ts';

/** Wrong texts in the fields: while there is one, Run starts nothing and the view leads to it. */
export function createInputErrors({ get, set }: SliceContext, startRun: () => void): InputErrorActions {
  return {
    setDraftProblem: (draftProblem) => set({ draftProblem }),
    setPolicyProblem(problem) {
      if (problem || get().policyProblem)
        set({ policyProblem: problem && { ...problem, beside: selectDocument(get()).plan.policy } });
    },
    startRun() {
      const state = get();
      if (state.draftProblem !== undefined || selectPolicyProblem(state))
        set({ rejectedRunRequests: state.rejectedRunRequests + 1 });
      else startRun();
    },
  };
}
