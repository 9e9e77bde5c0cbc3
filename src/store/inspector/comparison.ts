import { type ComparedTotals, comparedTotals } from '../../analysis/metrics/comparedTotals.ts';
import { selectDocument } from '../plan/document.ts';
import { POLICY_NAMES, planUnder } from '../plan/policyNames.ts';
import { foldOf, selectRunOf } from '../run/selectors.ts';
import type { FanoutState, PlanDocument, PolicyName, RunRecord } from '../state.ts';
import type { FanoutStore } from '../types.ts';
import { predictionCame } from '../worker/runQueries.ts';

const FIRST: readonly PolicyName[] = ['one-by-one', 'all-at-once', 'at-most', 'batches'];

/** The policies that are compared, in their fixed order. */
export function selectComparedPolicies({ comparison }: FanoutState): readonly PolicyName[] {
  return comparison?.shown ?? FIRST;
}

export function comparedToggled({ getState, setState }: FanoutStore, name: PolicyName): void {
  const { comparison } = getState();
  const before = selectComparedPolicies(getState());
  const shown = POLICY_NAMES.filter((one) => before.includes(one) !== (one === name));
  setState({ comparison: { numbers: {}, of: undefined, ...comparison, shown } });
}

/** As predicted; those of the last plan while new ones are on their way. */
export function selectPredictedTotals({ comparison }: FanoutState, name: PolicyName): ComparedTotals | undefined {
  return comparison?.numbers[name];
}

/** The same object while the run is the same. */
export function selectMeasuredTotals(state: FanoutState, name: PolicyName): ComparedTotals | undefined {
  const run = selectRunOf(state, planUnder(selectDocument(state), name));
  if (!run) return undefined;
  let numbers = known.get(run.log);
  if (!numbers) {
    numbers = comparedTotals(foldOf(run), run.plan);
    known.set(run.log, numbers);
  }
  return numbers;
}
const known = new WeakMap<RunRecord['log'], ComparedTotals>();

/** Keeps the numbers those of the plan on the page, until it is called again; a newer question abandons the older one. */
export function followComparison({ subscribe, getState, setState, lab }: FanoutStore): () => void {
  let asked: { doc: PlanDocument; names: readonly PolicyName[] } | undefined;
  let awaited = false;

  function look(state: FanoutState): void {
    if (!predictionCame(state)) return;
    const doc = selectDocument(state);
    const names = selectComparedPolicies(state);
    if (names.length === 0 || (asked?.doc === doc && asked.names === names)) return;
    asked = { doc, names };
    awaited = true;
    let numbers: Partial<Record<PolicyName, ComparedTotals>> = {};
    let next = 0;
    const plans = names.map((name) => planUnder(doc, name));
    lab.ask('compare', plans, (answers, done, problem) => {
      for (const answer of answers) numbers = { ...numbers, [names[next++] as PolicyName]: answer };
      if (!done) return;
      awaited = false;
      setState((now) => ({
        comparison: {
          shown: selectComparedPolicies(now),
          numbers,
          of: doc.plan,
          ...(problem !== undefined && { problem }),
        },
      }));
      look(getState());
    });
  }

  const unsubscribe = subscribe(look);
  look(getState());
  return () => {
    unsubscribe();
    if (awaited) lab.ask('compare', [], () => {});
  };
}
