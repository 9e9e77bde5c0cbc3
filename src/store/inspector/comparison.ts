import { type ComparedTotals, comparedTotals } from '../../analysis/metrics/comparedTotals.ts';
import { selectAnswersHidden } from '../answers/answersHidden.ts';
import { selectDocument } from '../plan/document.ts';
import { POLICY_NAMES, planUnder } from '../plan/policyNames.ts';
import { foldOf, selectRunOf } from '../run/selectors.ts';
import type { FanoutState, PolicyName, RunRecord } from '../state.ts';
import type { FanoutStore } from '../types.ts';
import { followQuery } from '../worker/followQuery.ts';
import { selectIsPredictionReady } from '../worker/runQueries.ts';

const FIRST: readonly PolicyName[] = ['one-by-one', 'all-at-once', 'at-most', 'batches'];

/** The policies that are compared, in their fixed order. */
export function selectComparedPolicies({ comparison }: FanoutState): readonly PolicyName[] {
  return comparison?.shown ?? FIRST;
}

export function toggleCompared({ getState, setState }: FanoutStore, name: PolicyName): void {
  const { comparison } = getState();
  const before = selectComparedPolicies(getState());
  const shown = POLICY_NAMES.filter((one) => before.includes(one) !== (one === name));
  setState({ comparison: { numbers: {}, of: undefined, ...comparison, shown } });
}

/** As predicted; those of the last plan while the new ones are awaited. */
export function selectPredictedTotals(state: FanoutState, name: PolicyName): ComparedTotals | undefined {
  return selectAnswersHidden(state) ? undefined : state.comparison?.numbers[name];
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

/** Keeps the numbers those of the plan on the page, until the returned function is called. */
export function followComparison(store: FanoutStore): () => void {
  return followQuery(store, {
    topic: 'compare',
    plans(state) {
      const doc = selectDocument(state);
      return selectComparedPolicies(state).map((name) => planUnder(doc, name));
    },
    when: selectIsPredictionReady,
    apply(answers, asked, problem) {
      const names = selectComparedPolicies(asked);
      const numbers = Object.fromEntries(answers.map((answer, i) => [names[i] as PolicyName, answer]));
      store.setState((now) => ({
        comparison: {
          shown: selectComparedPolicies(now),
          numbers,
          of: selectDocument(asked).plan,
          ...(problem !== undefined && { problem }),
        },
      }));
    },
  });
}
