import { lostBetween } from '../../analysis/metrics/outcomes.ts';
import { type Baseline, baselineOf, savedOf } from '../../analysis/metrics/proof.ts';
import type { CallState } from '../../run/callState.ts';
import type { RunState } from '../../run/fold.ts';
import type { Ms, Plan } from '../../run/types.ts';
import { samePolicy, sameWork, selectDocument, selectIsRunning } from '../plan/document.ts';
import { oppositePolicy, planUnder } from '../plan/policyNames.ts';
import { foldOf, selectPrediction, selectRunOf } from '../run/selectors.ts';
import type { FanoutState, PolicyName, RunRecord } from '../state.ts';
import type { FanoutStore } from '../types.ts';
import { followQuery } from '../worker/followQuery.ts';
import { selectIsPredictionReady } from '../worker/runQueries.ts';
import { selectOtherPrediction } from './extent.ts';

/** The same plan and seed under another policy, beside the one on the page. */

export function selectOtherPolicy(state: FanoutState): PolicyName {
  return state.sideBySide?.choice ?? oppositePolicy(selectDocument(state));
}

function otherPlan(state: FanoutState): Plan {
  return planUnder(selectDocument(state), selectOtherPolicy(state));
}

/** Its run: the one under way, or the newest of it. */
export function selectOtherRun(state: FanoutState): RunRecord | undefined {
  const plan = otherPlan(state);
  const isOther = (run: RunRecord) => sameWork(run.plan, plan) && samePolicy(run.plan, plan);
  return state.backgroundRun && isOther(state.backgroundRun) ? state.backgroundRun : state.runs.find(isOther);
}

export function selectOtherCall(state: FanoutState, key: number): CallState | undefined {
  const run = selectOtherRun(state);
  return run && foldOf(run).calls[key];
}

/** As predicted; while a newer prediction is awaited the last one, for calls that still have their name. */
export function selectOtherGhost(state: FanoutState, key: number): CallState | undefined {
  const ghost = selectOtherPrediction(state)?.state.calls[key];
  return ghost && ghost.id === selectDocument(state).plan.calls[key]?.id ? ghost : undefined;
}

/** Total, results, and whether it was measured. */
export type PolicyTotal = Baseline;

/** Of both: what was measured, else what is predicted; `undefined` while neither is known. */
export function selectBothTotals(state: FanoutState): {
  mine: PolicyTotal | undefined;
  other: PolicyTotal | undefined;
} {
  const prediction = selectOtherPrediction(state);
  const plan = otherPlan(state);
  return {
    mine: known(state, selectDocument(state).plan, selectPrediction(state)),
    other: known(state, plan, prediction?.plan === plan ? prediction.state : undefined),
  };
}

/** The same object while the run, or else the prediction, is the same. */
function known(state: FanoutState, plan: Plan, predicted: RunState | undefined): PolicyTotal | undefined {
  const run = selectRunOf(state, plan);
  const source = run ? foldOf(run) : predicted;
  if (!source) return undefined;
  if (!totals.has(source)) totals.set(source, baselineOf(source, run !== undefined));
  return totals.get(source);
}
const totals = new WeakMap<RunState, PolicyTotal | undefined>();

/** What the shorter one takes less, `undefined` if that is negligible, and how many results of the longer one it lacks. */
export function savedBetween(longer: PolicyTotal, shorter: PolicyTotal): { ms: Ms | undefined; lost: number } {
  return {
    ms: savedOf(longer.total, shorter.total),
    lost: lostBetween(longer.results, shorter.results).length,
  };
}

export function chooseOtherPolicy({ setState, getState }: FanoutStore, choice: PolicyName): void {
  const { sideBySide } = getState();
  if (sideBySide) setState({ sideBySide: { ...sideBySide, choice } });
}

/** Keeps the prediction beside that of the plan on the page, until the returned function is called. */
export function followOtherPlan(store: FanoutStore): () => void {
  return followQuery(store, {
    topic: 'twin',
    plans: (state) => (state.sideBySide ? [otherPlan(state)] : []),
    when: selectIsPredictionReady,
    apply([prediction], asked, problem) {
      const { sideBySide } = store.getState();
      if (!sideBySide) return;
      store.setState({
        sideBySide: {
          choice: sideBySide.choice,
          prediction: prediction && { plan: otherPlan(asked), state: prediction },
          ...(problem && { problem }),
        },
      });
    },
  });
}

/** Runs the page's plan and, when that came to its own end, the one beside it. Both records are kept. */
export function runBoth({ subscribe, getState, setState, actions, internals }: FanoutStore): void {
  if (selectIsRunning(getState())) return;
  actions.startRun();
  const first = getState().runs[0]?.id;
  if (!selectIsRunning(getState())) return;
  let stopping = false;
  const unsubscribe = subscribe((state) => {
    stopping ||= state.runs.some(({ phase }) => phase === 'stopping');
    if (state.runs.some(({ phase }) => phase !== 'settled')) return;
    unsubscribe();
    const mine = state.runs.find(({ id }) => id === first);
    const plan = otherPlan(state);
    if (stopping || mine?.end !== 'own' || samePolicy(mine.plan, plan)) return;
    internals.runInBackground([plan], (run) => {
      // It was refused, and nothing ran.
      if (run.length === 0) return;
      setState(({ runs }) => ({ runs: [...runs.filter((one) => !samePolicy(one.plan, run.plan)), run] }));
    });
  });
}
