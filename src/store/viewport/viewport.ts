import { selectPrediction, selectShownRun } from '../run/selectors.ts';
import type { CompressedGaps, FanoutState } from '../state.ts';

/** What the rows draw: the log of a run, or the prediction. Another object = another picture. */
export function selectDrawnRun(state: FanoutState): object | undefined {
  return selectShownRun(state)?.log ?? selectPrediction(state);
}

export function selectCompressedGaps(state: FanoutState): CompressedGaps | undefined {
  return state.compressedGaps?.of === selectDrawnRun(state) ? state.compressedGaps : undefined;
}
