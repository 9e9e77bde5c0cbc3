import { causeFigure, type PathCause } from '../../analysis/criticalPath/pathSummary.ts';
import { applyChange } from '../../analysis/findings/candidate.ts';
import type { Finding } from '../../analysis/findings/findings.ts';
import type { TextPart } from '../../analysis/format/richText.ts';
import { promiseResult, promiseSentence } from '../../analysis/verdict/findingText.ts';
import { BOUNDS } from '../../run/check/bounds.ts';
import { checkPolicy } from '../../run/check/checkPolicy.ts';
import { policyOf } from '../../run/policy.ts';
import type { Ms, Plan } from '../../run/types.ts';
import { selectAnswersHidden } from '../answers/answersHidden.ts';
import { LOCKED, selectDocument, selectIsRunning } from '../plan/document.ts';
import { refusal } from '../plan/parseInput.ts';
import { withPolicy } from '../plan/policyChips.ts';
import { selectMeasuredProof, selectShownRun } from '../run/selectors.ts';
import type { FanoutState, FindingsState, Path } from '../state.ts';
import type { FanoutStore } from '../types.ts';
import { followQuery } from '../worker/followQuery.ts';
import { selectIsPredictionReady } from '../worker/runQueries.ts';

/** Of the plan on the page; `undefined` while answers are hidden, before they are followed, and where only some of its calls ran. */
export function selectFindings(state: FanoutState): FindingsState | undefined {
  if (selectAnswersHidden(state) || selectShownRun(state)?.rerun) return undefined;
  return state.findings?.plan === selectDocument(state).plan ? state.findings : undefined;
}

/** Where the run's time went: the parts add up to its total. */
export function causeLines({ causes }: Path): { cause: PathCause; ms: Ms; figure: TextPart }[] {
  return causes.map((one) => ({ ...one, figure: causeFigure(one) }));
}

/** Highlights the rows that a finding is based on; none with `undefined`. */
export function highlightEvidence({ setState }: FanoutStore, finding: Finding | undefined): void {
  setState({ highlightedRows: finding && new Set(finding.keys) });
}

/** Why its change cannot be made now, in words; `undefined` when it can. */
export function selectApplyProblem(state: FanoutState, { change }: Finding): string | undefined {
  if (selectIsRunning(state)) return 'A run is going: apply it when it has ended.';
  const { rows, policy } = state.restrictions?.controls ?? {};
  // A tool's settings stand in the rows' editor and among the policy's chips.
  const locked = ((change.calls || change.tools) && rows) || ((change.policy || change.tools) && policy);
  return locked ? LOCKED : undefined;
}

/** Makes the finding's change, as one step of undo, with the total that it predicts; the next run is compared with it. */
export function applyFinding({ getState, setState, internals }: FanoutStore, finding: Finding): void {
  const state = getState();
  const doc = selectDocument(state);
  if (selectApplyProblem(state, finding) !== undefined || !selectFindings(state)?.result?.findings.includes(finding))
    return;
  const proof = selectMeasuredProof(state);
  const before = proof?.cutShort || proof?.steered ? undefined : proof?.total;
  const plan = planWith(doc.plan, finding);
  const { limit, batchSize } = policyOf(plan);
  setState({
    highlightedRows: undefined,
    appliedFinding: {
      plan,
      sentence: promiseSentence(finding),
      resultSentence: (after) => promiseResult(finding, before, after),
    },
  });
  internals.editPlan(plan, {
    ...(limit !== null && limit > 1 && { atMost: limit }),
    ...(batchSize !== null && { batchesOf: batchSize }),
  });
}

function planWith(plan: Plan, { change }: Finding): Plan {
  const { policy, ...rest } = change;
  const edited = applyChange(plan, rest);
  if (!policy) return edited;
  const next = withPolicy(edited, policy);
  // It was predicted by an engine, which accepts more than the page does.
  return refusal('', () => checkPolicy(policyOf(next), next.calls.length, BOUNDS)) === undefined ? next : edited;
}

/** Keeps the findings those of the plan on the page, until the returned function is called. */
export function followFindings(store: FanoutStore): () => void {
  return followQuery(store, {
    topic: 'findings',
    plans: (state) => [selectDocument(state).plan],
    when: (state) =>
      state.findings?.plan !== selectDocument(state).plan &&
      selectIsPredictionReady(state) &&
      !selectShownRun(state)?.rerun,
    apply([result], asked, problem) {
      store.setState({ findings: { plan: selectDocument(asked).plan, result, problem } });
    },
  });
}
