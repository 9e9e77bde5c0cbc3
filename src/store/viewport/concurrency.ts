import {
  advance,
  type ConcurrencyShape,
  concurrencyOf,
  type GrowingShape,
  newShape,
} from '../../analysis/metrics/concurrency.ts';
import type { RunEvent } from '../../run/types.ts';
import { memoizeLast } from '../memo.ts';
import { foldOf, redrawVersion, selectNewestPrediction, selectShownRun } from '../run/selectors.ts';
import type { FanoutState, RunRecord } from '../state.ts';

/** While a run is under way a new object at most ten times a second: the strip is drawn from thousands of steps. */
export function selectConcurrency(state: FanoutState): ConcurrencyShape | undefined {
  const run = selectShownRun(state);
  if (!run || run.length === 0) {
    const ghost = selectNewestPrediction(state)?.state;
    return ghost && concurrencyMemo(ghost, 0, () => concurrencyOf(ghost));
  }
  const fold = foldOf(run);
  if (run.phase === 'settled') return concurrencyMemo(run.log, run.length, () => concurrencyOf(fold));
  return concurrencyMemo(run.log, redrawVersion(fold), () => ({ ...shapeOf(run) }));
}
const concurrencyMemo = memoizeLast<ConcurrencyShape>();

function shapeOf({ log, length }: RunRecord): ConcurrencyShape {
  let known = shapes.get(log);
  if (!known) {
    known = { shape: newShape(), taken: 0 };
    shapes.set(log, known);
  }
  for (; known.taken < length; known.taken++) advance(known.shape, log[known.taken] as RunEvent);
  return known.shape;
}
const shapes = new WeakMap<readonly RunEvent[], { shape: GrowingShape; taken: number }>();
