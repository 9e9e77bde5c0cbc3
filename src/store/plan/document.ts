import { policyOf } from '../../run/policy.ts';
import { type Strategy, strategyOf } from '../../run/strategies.ts';
import { settingsOf, type ToolSettings, toolsOf } from '../../run/toolSettings.ts';
import type { Ms, Plan, Policy, ToolCall } from '../../run/types.ts';
import type { FanoutState, PlanDocument, PolicyProblem } from '../state.ts';

export function selectDocument(state: FanoutState): PlanDocument {
  return state.history.present;
}

export function currentStrategy(doc: PlanDocument): Strategy {
  return strategyOf(policyOf(doc.plan));
}

/** With the defaults filled in. */
export function currentPolicy(doc: PlanDocument): Policy {
  return policyOf(doc.plan);
}

/** What all calls of a tool have in common; the same object while nothing of it changes. */
export function toolSettings({ plan }: PlanDocument, name: string): ToolSettings {
  return settingsOf(plan, name);
}

/** When an attempt of the call is cut off, its own timeout before its tool's and that before the policy's. */
export function timeoutFor({ plan }: PlanDocument, call: ToolCall): Ms | undefined {
  return call.timeoutMs ?? settingsOf(plan, call.name).timeoutMs ?? plan.policy?.timeoutMs ?? undefined;
}

/** The label of a control that a teacher has locked. */
export const LOCKED = 'Locked by the teacher';

/** No row can be edited at present. */
export const selectAreRowsFixed = (state: FanoutState) =>
  selectIsRunning(state) || state.restrictions?.controls.rows !== undefined;

/** While a run is under way nothing can be edited: the plan on the screen is the one that runs. */
export function selectIsRunning(state: FanoutState): boolean {
  return selectIsShownRunning(state) || state.backgroundRun !== undefined;
}

/** The run that the rows and the proof show is under way; a background run does not count. */
export function selectIsShownRunning({ runs }: FanoutState): boolean {
  return runs.some(({ phase }) => phase !== 'settled');
}

/** A problem of another policy (before an undo, say) is not that of the text in the field now. */
export function selectPolicyProblem(state: FanoutState): PolicyProblem | undefined {
  const { policyProblem } = state;
  return policyProblem?.beside === selectDocument(state).plan.policy ? policyProblem : undefined;
}

/** Why Run would do nothing, in words; `undefined` when it would run. */
export function selectRunProblem(state: FanoutState): string | undefined {
  const { plan } = selectDocument(state);
  if (state.unavailable !== undefined) return 'Nothing can be run in this browser.';
  if (plan.calls.length === 0) return 'There is no call to run. Add one below.';
  return state.draftProblem ?? selectPolicyProblem(state)?.problem ?? state.predictionProblem;
}

export function sameWork(a: Plan, b: Plan): boolean {
  return a.calls === b.calls && a.seed === b.seed;
}

/** The tools' settings are compared too: they say how the work is done, and not what it is. */
export function samePolicy(a: Plan, b: Plan): boolean {
  return (a.policy === b.policy && toolsOf(a) === toolsOf(b)) || howText(a) === howText(b);
}

const howText = (plan: Plan) => JSON.stringify([policyOf(plan), toolsOf(plan)]);
