import { type BatchBarrier, barrierAt } from '../../analysis/timeline/batchBarriers.ts';
import type { RunState } from '../../run/fold.ts';
import { placeOf } from '../run/selectors.ts';
import type { FanoutState } from '../state.ts';
import { selectDrawn } from './rowMarks.ts';

interface KnownBarriers {
  /** How many batches have been looked at. */
  taken: number;
  byBatch: Map<number, BatchBarrier>;
  /** By a call: the barrier at which its slot stays empty. */
  behind: Map<number, BatchBarrier>;
}
const barriers = new WeakMap<RunState, KnownBarriers>();

function barriersIn(state: RunState): KnownBarriers {
  let known = barriers.get(state);
  if (!known) {
    known = { taken: 1, byBatch: new Map(), behind: new Map() };
    barriers.set(state, known);
  }
  for (; known.taken < state.batches.length; known.taken++) {
    const barrier = barrierAt(state, known.taken);
    known.byBatch.set(barrier.batch, barrier);
    for (const key of barrier.idle.keys()) known.behind.set(key, barrier);
  }
  return known;
}

/** The barrier that the call waited at; `undefined` until it opens. */
export function selectBarrierBefore(state: FanoutState, key: number): BatchBarrier | undefined {
  const { run, state: drawn } = selectDrawn(state);
  if (!drawn || drawn.batches.length < 2) return undefined;
  const batch = drawn.calls[run ? placeOf(run, key) : key]?.batch;
  return batch === undefined ? undefined : barriersIn(drawn).byBatch.get(batch);
}

/** The barrier for which the call's slot stayed empty. */
export function selectBarrierAfter(state: FanoutState, key: number): BatchBarrier | undefined {
  const { run, state: drawn } = selectDrawn(state);
  if (!drawn || drawn.batches.length < 2) return undefined;
  return barriersIn(drawn).behind.get(run ? placeOf(run, key) : key);
}
