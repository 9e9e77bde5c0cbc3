import { CAUSE_PHRASES, type PathCause } from '../../analysis/criticalPath/pathSummary.ts';
import { applyChange } from '../../analysis/findings/candidate.ts';
import type { Finding } from '../../analysis/findings/findings.ts';
import { duration } from '../../analysis/format/format.ts';
import { promiseResult, promiseSentence } from '../../analysis/verdict/findingText.ts';
import { BOUNDS } from '../../run/check/bounds.ts';
import { checkPolicy } from '../../run/check/checkPolicy.ts';
import { policyOf } from '../../run/policy.ts';
import type { Ms, Plan } from '../../run/types.ts';
import { LOCKED, selectDocument, selectIsRunning } from '../plan/document.ts';
import { refusal } from '../plan/parseInput.ts';
import { withPolicy } from '../plan/policyChips.ts';
import { selectMeasuredProof, selectShownRun } from '../run/selectors.ts';
import type { FanoutState, FindingsState, Path } from '../state.ts';
import type { FanoutStore } from '../types.ts';
import { predictionCame } from '../worker/runQueries.ts';

/** Of the plan on the page; `undefined` while nothing was asked, and where only some of its calls ran. */
export function selectFindings(state: FanoutState): FindingsState | undefined {
  return state.findings?.plan === selectDocument(state).plan && !selectShownRun(state)?.rerun
    ? state.findings
    : undefined;
}

/** Where the run's time went: the parts add up to its total. */
export function causesOf({ causes }: Path): { cause: PathCause; ms: Ms; text: string }[] {
  return causes.map(({ cause, ms }) => ({ cause, ms, text: `${duration(ms)} ${CAUSE_PHRASES[cause]}` }));
}

/** The rows that speak for a finding; none with `undefined`. */
export function evidencePointedAt({ setState }: FanoutStore, finding: Finding | undefined): void {
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

/** Makes the finding's change: one step of undo, and a promise that the next run keeps or breaks. */
export function findingApplied({ getState, setState, lab }: FanoutStore, finding: Finding): void {
  const state = getState();
  const doc = selectDocument(state);
  if (selectApplyProblem(state, finding) !== undefined || !selectFindings(state)?.answer?.findings.includes(finding))
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
      kept: (after) => promiseResult(finding, before, after),
    },
  });
  lab.edit(plan, {
    ...(limit !== null && limit > 1 && { atMost: limit }),
    ...(batchSize !== null && { batchesOf: batchSize }),
  });
}

function planWith(plan: Plan, { change }: Finding): Plan {
  const { policy, ...rest } = change;
  const edited = applyChange(plan, rest);
  if (!policy) return edited;
  const next = withPolicy(edited, policy);
  // It was predicted by an engine, which takes more than the page keeps.
  return refusal('', () => checkPolicy(policyOf(next), next.calls.length, BOUNDS)) === undefined ? next : edited;
}

/** Keeps the findings those of the plan on the page, until it is called again. It asks when the page has its own ghosts. */
export function followFindings({ subscribe, getState, setState, lab }: FanoutStore): () => void {
  let awaited: Plan | undefined;

  function look(state: FanoutState): void {
    const { plan } = selectDocument(state);
    if (state.findings?.plan === plan || awaited === plan || !predictionCame(state)) return;
    if (selectShownRun(state)?.rerun) return;
    awaited = plan;
    lab.ask('findings', [plan], ([answer], _done, problem) => {
      awaited = undefined;
      setState({ findings: { plan, answer, problem } });
    });
  }

  const unsubscribe = subscribe(look);
  look(getState());
  return () => {
    unsubscribe();
    if (awaited) lab.ask('findings', [], () => {});
  };
}
