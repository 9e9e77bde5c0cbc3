import { endedEarly } from '../../analysis/metrics/earlyEnd.ts';
import { totalOf } from '../../analysis/metrics/proof.ts';
import type { CallState } from '../../run/callState.ts';
import type { RunState } from '../../run/fold.ts';
import { policyOf } from '../../run/policy.ts';
import type { Ms, Plan } from '../../run/types.ts';
import { samePolicy, sameWork, selectDocument, selectIsRunning } from '../plan/document.ts';
import { oppositeOf, planUnder } from '../plan/policyNames.ts';
import { foldOf, selectMeasuredProof, selectPrediction, selectRunOf, selectShownRun } from '../run/selectors.ts';
import type { FanoutState, PolicyName, RunRecord } from '../state.ts';
import type { FanoutStore } from '../types.ts';
import { predictionCame } from '../worker/runQueries.ts';

/** The same plan and seed under another policy, beside the one on the page. */

export function selectOtherPolicy(state: FanoutState): PolicyName {
  return state.sideBySide?.choice ?? oppositeOf(selectDocument(state));
}

function twinPlan(state: FanoutState): Plan {
  return planUnder(selectDocument(state), selectOtherPolicy(state));
}

/** Its run: under way, or the newest that was kept. */
export function selectOtherRun(state: FanoutState): RunRecord | undefined {
  const plan = twinPlan(state);
  const isTwin = (run: RunRecord) => sameWork(run.plan, plan) && samePolicy(run.plan, plan);
  return state.backgroundRun && isTwin(state.backgroundRun) ? state.backgroundRun : state.runs.find(isTwin);
}

export function selectOtherCall(state: FanoutState, key: number): CallState | undefined {
  const run = selectOtherRun(state);
  return run && foldOf(run).calls[key];
}

/** As predicted; while a newer answer is on its way the last one, for calls that still have their name. */
export function selectOtherGhost(state: FanoutState, key: number): CallState | undefined {
  const ghost = state.sideBySide?.prediction?.state.calls[key];
  return ghost && ghost.id === selectDocument(state).plan.calls[key]?.id ? ghost : undefined;
}

export interface TotalOf {
  /** Ms, Infinity for no end. */
  total: Ms;
  measured: boolean;
  /** Results that a failure or the deadline took away. */
  lost: number;
}

/** Of both: what was measured, else what is predicted; `undefined` while neither is known. */
export function selectBothTotals(state: FanoutState): { mine: TotalOf | undefined; other: TotalOf | undefined } {
  const { sideBySide } = state;
  const run = selectRunOf(state, twinPlan(state));
  const fresh = sideBySide?.prediction?.plan === twinPlan(state) ? sideBySide.prediction.state : undefined;
  const proof = selectMeasuredProof(state);
  const shown = selectShownRun(state);
  const own = selectPrediction(state);
  return {
    mine:
      shown?.end === 'own' && proof?.total !== undefined
        ? known(foldOf(shown), shown.plan, true)
        : known(own, selectDocument(state).plan, false),
    other: run ? known(foldOf(run), run.plan, true) : known(fresh, twinPlan(state), false),
  };
}

function known(state: RunState | undefined, plan: Plan, measured: boolean): TotalOf | undefined {
  const total = state && totalOf(state);
  if (state === undefined || total === undefined) return undefined;
  let lost = losses.get(state);
  if (lost === undefined) {
    const early = endedEarly(state, policyOf(plan));
    lost = early && early.by !== 'success' ? early.lost + early.unstarted : 0;
    losses.set(state, lost);
  }
  return { total, measured, lost };
}
/** Of states that have settled; it looks at every call, so once. */
const losses = new WeakMap<RunState, number>();

export function chooseOtherPolicy({ setState, getState }: FanoutStore, choice: PolicyName): void {
  const { sideBySide } = getState();
  if (sideBySide) setState({ sideBySide: { ...sideBySide, choice } });
}

/**
 * Keeps the twin's prediction that of the plan on the page, until it is called again. It asks when the page has its own ghosts
 * and totals, and then anew: a newer question abandons the older one.
 */
export function followOtherPlan({ subscribe, getState, setState, lab }: FanoutStore): () => void {
  let asked: Plan | undefined;
  let awaited = false;

  function look(state: FanoutState): void {
    if (!state.sideBySide || !predictionCame(state)) return;
    const plan = twinPlan(state);
    if (plan === asked) return;
    asked = plan;
    awaited = true;
    lab.ask('twin', [plan], ([prediction], _done, problem) => {
      awaited = false;
      const { sideBySide } = getState();
      if (!sideBySide) return;
      setState({
        sideBySide: {
          choice: sideBySide.choice,
          prediction: prediction && { plan, state: prediction },
          ...(problem && { problem }),
        },
      });
      look(getState());
    });
  }

  const unsubscribe = subscribe(look);
  look(getState());
  return () => {
    unsubscribe();
    if (awaited) lab.ask('twin', [], () => {});
  };
}

/** The page's plan, and when it came to its own end the twin's. Both records are kept. */
export function runBoth({ subscribe, getState, setState, actions, lab }: FanoutStore): void {
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
    const plan = twinPlan(state);
    if (stopping || mine?.end !== 'own' || samePolicy(mine.plan, plan)) return;
    lab.measure([plan], (run) => {
      // Refused: nothing of it ran.
      if (run.length === 0) return;
      setState(({ runs }) => ({ runs: [...runs.filter((one) => !samePolicy(one.plan, run.plan)), run] }));
    });
  });
}
