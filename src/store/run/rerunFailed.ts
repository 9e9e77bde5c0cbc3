import type { CallState } from '../../run/callState.ts';
import { policyOf } from '../../run/policy.ts';
import type { Plan } from '../../run/types.ts';
import { memoizeLast } from '../memo.ts';
import { selectRunProblem } from '../plan/document.ts';
import type { FanoutState, RunRecord } from '../state.ts';
import { foldOf, placeOf, selectShownRun } from './selectors.ts';

/**
 * The plan's calls that could be run again after the run on the screen: all that did not succeed, in it or in the
 * runs before it. None while something runs, nor where nothing was committed: then there is no State to merge into.
 */
export function selectFailedKeys(state: FanoutState): readonly number[] {
  const run = selectShownRun(state);
  if (run?.phase !== 'settled' || !run.committed || selectRunProblem(state) !== undefined) return NONE;
  return failedMemo(run.log, run.plan, () =>
    foldOf(run).calls.flatMap(({ key, outcome }) => (outcome?.kind === 'succeeded' ? [] : planKey(run, key))),
  );
}
const failedMemo = memoizeLast<readonly number[]>();
const NONE: readonly number[] = [];

/** Where in the plan a call of the run's log stands. */
export function planKey({ rerun }: Pick<RunRecord, 'rerun'>, key: number): number {
  return rerun ? (rerun.keys[key] ?? key) : key;
}

/**
 * These calls of a run as a plan of their own: same policy, next seed, and the ids under which State knows them
 * (the second of two alike has a suffix there).
 */
export function rerunPlan(run: RunRecord, keys: readonly number[]): Plan {
  const { plan, committed, rerun } = run;
  const asked = committed?.messages.find(({ type }) => type === 'ai')?.tool_calls ?? [];
  const calls = keys.flatMap((key) => {
    const call = plan.calls[key];
    return call ? [{ ...call, id: asked[key]?.id ?? call.id }] : [];
  });
  const { batchSize } = policyOf(plan);
  const fits = batchSize === null ? {} : { batchSize: Math.min(batchSize, calls.length) };
  // What else the plan has (its tools' settings) holds for them too.
  return { ...plan, calls, policy: { ...plan.policy, ...fits }, seed: ((rerun?.plan ?? plan).seed ?? 0) + 1 };
}

/** A call as an earlier run left it, when the run on the screen did not run it again. */
export function selectKeptCall(state: FanoutState, key: number): { call: CallState; run: number } | undefined {
  let run = selectShownRun(state);
  if (!run?.rerun) return undefined;
  while (run?.rerun && placeOf(run, key) < 0) run = run.rerun.of;
  if (!run || run === selectShownRun(state)) return undefined;
  const call = foldOf(run).calls[placeOf(run, key)];
  return call && keptOf(call, runNumber(run));
}

/** The same object for the same call: a row that selects it is drawn once. */
function keptOf(call: CallState, run: number): { call: CallState; run: number } {
  let known = kept.get(call);
  if (!known) {
    known = { call, run };
    kept.set(call, known);
  }
  return known;
}
const kept = new WeakMap<CallState, { call: CallState; run: number }>();

/** 1 for a run of the whole plan, 2 for that of its failed calls, and so on. */
export function runNumber(run: RunRecord): number {
  return earlierRuns(run).length + 1;
}

/** The runs that this one goes on from, the first first. */
export function earlierRuns({ rerun }: RunRecord): RunRecord[] {
  return rerun ? [...earlierRuns(rerun.of), rerun.of] : [];
}
