import { type Strategy, strategyOf } from '../analysis/strategies.ts';
import { policyOf } from '../run/policy.ts';
import type { Plan, Policy } from '../run/types.ts';
import type { Doc, FanoutState } from './state.ts';

export function docOf(state: FanoutState): Doc {
  return state.history.present;
}

export function currentStrategy(doc: Doc): Strategy {
  return strategyOf(policyOf(doc.plan));
}

/** With the defaults filled in. */
export function currentPolicy(doc: Doc): Policy {
  return policyOf(doc.plan);
}

/** Runs that are still going take no edits: what is on the screen is what runs. */
export function isRunning(state: FanoutState): boolean {
  return isShownRunning(state) || state.side !== undefined;
}

/** What the rows and the proof show is under way; a run beside them is none of theirs. */
export function isShownRunning({ runs }: FanoutState): boolean {
  return runs.some(({ phase }) => phase !== 'settled');
}

/** Why Run would do nothing, in words; `undefined` when it would run. */
export function runProblem(state: FanoutState): string | undefined {
  const { plan } = docOf(state);
  if (state.unavailable !== undefined) return 'Nothing can be run in this browser.';
  if (plan.calls.length === 0) return 'There is no call to run. Add one below.';
  if (state.draftProblem !== undefined) return state.draftProblem;
  return state.predictionProblem;
}

export function sameWork(a: Plan, b: Plan): boolean {
  return a.calls === b.calls && a.seed === b.seed;
}

export function samePolicy(a: Plan, b: Plan): boolean {
  return a.policy === b.policy || JSON.stringify(policyOf(a)) === JSON.stringify(policyOf(b));
}
