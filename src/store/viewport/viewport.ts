import type { TimeAxis, TimeRange } from '../../analysis/timeline/timeAxis.ts';
import type { Ms } from '../../run/types.ts';
import { selectPrediction, selectShownRun } from '../run/selectors.ts';
import type { FanoutState } from '../state.ts';

/** Gaps that are drawn short: those of one run, or of one prediction, and of no other. */
export interface CompressedGaps {
  readonly of: object;
  readonly gaps: readonly TimeRange[];
  readonly axis: (window: TimeRange) => TimeAxis;
}

/** What is being measured; without its other end until that is set. */
export interface Measuring {
  readonly from: Ms;
  readonly to: Ms | undefined;
}

/** Which part of the run's time is looked at, and how. None of it changes the run, nor what is said of it. */
export type ViewportChange = Pick<FanoutState, 'zoom' | 'compressedGaps' | 'measuring'>;

/** What the rows draw: the log of a run, or the prediction. Another object = another picture. */
export function selectDrawnRun(state: FanoutState): object | undefined {
  return selectShownRun(state)?.log ?? selectPrediction(state);
}

export function selectCompressedGaps(state: FanoutState): CompressedGaps | undefined {
  return state.compressedGaps?.of === selectDrawnRun(state) ? state.compressedGaps : undefined;
}
