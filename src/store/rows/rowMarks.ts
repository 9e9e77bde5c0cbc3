import { lostKeys, stillRunning } from '../../analysis/metrics/abandonedWork.ts';
import type { RunState } from '../../run/fold.ts';
import { selectDocument } from '../plan/document.ts';
import { foldOf, selectPrediction, selectShownRun } from '../run/selectors.ts';
import type { FanoutState, RunRecord } from '../state.ts';

/** What the rows draw besides the bars of their own calls. Nothing of it is stored. */

interface DrawnCall {
  run: RunRecord | undefined;
  /** The folded run, or what is predicted while none is shown. */
  state: RunState | undefined;
}

/** Every row selects it, of the same state. */
let last: { of: FanoutState; drawn: DrawnCall } | undefined;

export function selectDrawn(state: FanoutState): DrawnCall {
  if (last?.of !== state) {
    const run = selectShownRun(state);
    last = { of: state, drawn: { run, state: run ? foldOf(run) : selectPrediction(state) } };
  }
  return last.drawn;
}

/** Tries that a call has, under the policy of what is drawn. */
export function selectAttempts(state: FanoutState): number {
  return (selectDrawn(state).run ?? selectDocument(state)).plan.policy?.retry?.attempts ?? 1;
}

/** Something of what the rows draw waits for a batch to open. */
export function selectHasBarriers(state: FanoutState): boolean {
  return (selectDrawn(state).state?.batches.length ?? 0) > 1;
}

const NONE: ReadonlySet<number> = new Set();
const losts = new WeakMap<RunState, { seq: number; keys: ReadonlySet<number> }>();

/** Keys in the plan of the calls whose results are lost, in a run that its failure policy has ended. */
export function selectLostKeys(state: FanoutState): ReadonlySet<number> {
  const { run, state: drawn } = selectDrawn(state);
  const onError = (run ?? selectDocument(state)).plan.policy?.onError ?? 'collect';
  if (onError === 'collect' || drawn?.phase !== 'settled' || (run && run.end !== 'own')) return NONE;
  const known = losts.get(drawn);
  if (known?.seq === drawn.seq) return known.keys;
  const places = lostKeys(drawn, onError);
  const again = run?.rerun?.keys;
  const keys = again ? new Set(Array.from(places, (place) => again[place] as number)) : places;
  losts.set(drawn, { seq: drawn.seq, keys });
  return keys;
}

const counts = new WeakMap<RunState, { seq: number; count: number }>();

/** Calls whose abandoned work runs now; as predicted, when the run ends. Counted anew at most twice a second of the run: it looks at every call. */
export function selectStillRunning(state: FanoutState): number {
  const { run, state: drawn } = selectDrawn(state);
  if (!drawn) return 0;
  const known = counts.get(drawn);
  const mark = drawn.phase === 'settled' ? drawn.seq : -1 - Math.floor(drawn.at / 500);
  if (known?.seq === mark) return known.count;
  const { length: count } = stillRunning(drawn, run ? drawn.at : (drawn.makespan ?? drawn.at));
  counts.set(drawn, { seq: mark, count });
  return count;
}
