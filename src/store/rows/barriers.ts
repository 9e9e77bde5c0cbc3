import { type BatchBarrier, barrierAt } from '../../analysis/timeline/batchBarriers.ts';
import type { RunState } from '../../run/fold.ts';
import { placeOf } from '../run/selectors.ts';
import type { FanoutState } from '../state.ts';
import { drawnOf } from './rowMarks.ts';

interface Known {
  /** How many batches have been looked at. */
  taken: number;
  byBatch: Map<number, BatchBarrier>;
  /** The gate behind which a call's slot stays empty. */
  behind: Map<number, BatchBarrier>;
}
const gates = new WeakMap<RunState, Known>();

function gatesIn(state: RunState): Known {
  let known = gates.get(state);
  if (!known) {
    known = { taken: 1, byBatch: new Map(), behind: new Map() };
    gates.set(state, known);
  }
  for (; known.taken < state.batches.length; known.taken++) {
    const gate = barrierAt(state, known.taken);
    known.byBatch.set(gate.batch, gate);
    for (const key of gate.idle.keys()) known.behind.set(key, gate);
  }
  return known;
}

/** The gate that the call waited behind; `undefined` until it opens. */
export function selectBarrierBefore(state: FanoutState, key: number): BatchBarrier | undefined {
  const { run, state: drawn } = drawnOf(state);
  if (!drawn || drawn.batches.length < 2) return undefined;
  const batch = drawn.calls[run ? placeOf(run, key) : key]?.batch;
  return batch === undefined ? undefined : gatesIn(drawn).byBatch.get(batch);
}

/** The gate for which the call's slot stayed empty. */
export function selectBarrierAfter(state: FanoutState, key: number): BatchBarrier | undefined {
  const { run, state: drawn } = drawnOf(state);
  if (!drawn || drawn.batches.length < 2) return undefined;
  return gatesIn(drawn).behind.get(run ? placeOf(run, key) : key);
}
