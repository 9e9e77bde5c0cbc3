import { lostIn, stillRunning } from '../analysis/bars.ts';
import { type Gate, gateOf } from '../analysis/gates.ts';
import type { RunState } from '../run/fold.ts';
import { docOf } from './doc.ts';
import { foldOf, freshPrediction, placeOf, shownRun } from './selectors.ts';
import type { FanoutState, RunRecord } from './state.ts';

/** What the rows draw besides the bars of their own calls. Like the selectors: nothing is stored. */

interface Drawn {
  run: RunRecord | undefined;
  /** The folded run, or what is predicted while none is shown. */
  state: RunState | undefined;
}

/** Every row asks the same of the same state. */
let last: { of: FanoutState; drawn: Drawn } | undefined;

export function drawnOf(state: FanoutState): Drawn {
  if (last?.of !== state) {
    const run = shownRun(state);
    last = { of: state, drawn: { run, state: run ? foldOf(run) : freshPrediction(state) } };
  }
  return last.drawn;
}

/** Tries that a call has, under the policy of what is drawn. */
export function triesOf(state: FanoutState): number {
  return (drawnOf(state).run ?? docOf(state)).plan.policy?.retry?.attempts ?? 1;
}

interface Known {
  /** How many batches have been looked at. */
  taken: number;
  byBatch: Map<number, Gate>;
  /** The gate behind which a call's slot stays empty. */
  behind: Map<number, Gate>;
}
const gates = new WeakMap<RunState, Known>();

function gatesIn(state: RunState): Known {
  let known = gates.get(state);
  if (!known) {
    known = { taken: 1, byBatch: new Map(), behind: new Map() };
    gates.set(state, known);
  }
  for (; known.taken < state.batches.length; known.taken++) {
    const gate = gateOf(state, known.taken);
    known.byBatch.set(gate.batch, gate);
    for (const key of gate.idle.keys()) known.behind.set(key, gate);
  }
  return known;
}

/** The gate that the call waited behind; `undefined` until it opens. */
export function gateBefore(state: FanoutState, key: number): Gate | undefined {
  const { run, state: drawn } = drawnOf(state);
  if (!drawn || drawn.batches.length < 2) return undefined;
  const batch = drawn.calls[run ? placeOf(run, key) : key]?.batch;
  return batch === undefined ? undefined : gatesIn(drawn).byBatch.get(batch);
}

/** The gate for which the call's slot stayed empty. */
export function gateBehind(state: FanoutState, key: number): Gate | undefined {
  const { run, state: drawn } = drawnOf(state);
  if (!drawn || drawn.batches.length < 2) return undefined;
  return gatesIn(drawn).behind.get(run ? placeOf(run, key) : key);
}

const NONE: ReadonlySet<number> = new Set();
const losts = new WeakMap<RunState, { seq: number; keys: ReadonlySet<number> }>();

/** Keys in the plan of the calls whose results are lost, in a run that its failure policy has ended. */
export function lostKeys(state: FanoutState): ReadonlySet<number> {
  const { run, state: drawn } = drawnOf(state);
  const onError = (run ?? docOf(state)).plan.policy?.onError ?? 'collect';
  if (onError === 'collect' || drawn?.phase !== 'settled' || (run && run.end !== 'own')) return NONE;
  const known = losts.get(drawn);
  if (known?.seq === drawn.seq) return known.keys;
  const places = lostIn(drawn, onError);
  const again = run?.again?.keys;
  const keys = again ? new Set(Array.from(places, (place) => again[place] as number)) : places;
  losts.set(drawn, { seq: drawn.seq, keys });
  return keys;
}

const counts = new WeakMap<RunState, { seq: number; count: number }>();

/** Abandoned work that runs now; as predicted, when the run ends. Counted anew at most twice a second of the run: it looks at every call. */
export function stillRunningNow(state: FanoutState): number {
  const { run, state: drawn } = drawnOf(state);
  if (!drawn) return 0;
  const known = counts.get(drawn);
  const mark = drawn.phase === 'settled' ? drawn.seq : -1 - Math.floor(drawn.at / 500);
  if (known?.seq === mark) return known.count;
  const count = stillRunning(drawn, run ? drawn.at : (drawn.makespan ?? drawn.at));
  counts.set(drawn, { seq: mark, count });
  return count;
}
