import type { Ms } from '../../run/types.ts';
import { selectAnswersHidden } from '../answers/answersHidden.ts';
import type { FanoutState, Prediction } from '../state.ts';

/** How far the axis must reach for the plan beside, as predicted. A file of its own: the first screen needs no more. */
export function selectOtherExtent(state: FanoutState): Ms {
  return selectOtherPrediction(state)?.state.makespan ?? 0;
}

/** `undefined` while answers are hidden. */
export function selectOtherPrediction(state: FanoutState): Prediction | undefined {
  return selectAnswersHidden(state) ? undefined : state.sideBySide?.prediction;
}
