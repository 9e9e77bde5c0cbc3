import type { Stretch, TimeAxis } from '../../analysis/timeline/timeAxis.ts';
import type { Ms } from '../../run/types.ts';
import { freshPrediction, shownRun } from '../run/selectors.ts';
import type { FanoutState } from '../state.ts';

/** Gaps that are drawn short: those of one run, or of one prediction, and of no other. */
export interface Short {
  readonly of: object;
  readonly gaps: readonly Stretch[];
  readonly axis: (window: Stretch) => TimeAxis;
}

/** What is being measured; without its other end until that is set. */
export interface Measuring {
  readonly from: Ms;
  readonly to: Ms | undefined;
}

/** Which part of the run's time is looked at, and how. None of it changes the run, nor what is said of it. */
export type Look = Pick<FanoutState, 'zoom' | 'short' | 'measuring'>;

/** What the rows draw: the log of a run, or the prediction. Another object = another picture. */
export function pictureOf(state: FanoutState): object | undefined {
  return shownRun(state)?.log ?? freshPrediction(state);
}

export function shortShown(state: FanoutState): Short | undefined {
  return state.short?.of === pictureOf(state) ? state.short : undefined;
}
