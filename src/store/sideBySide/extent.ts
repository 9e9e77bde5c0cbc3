import type { Ms } from '../../run/types.ts';
import type { FanoutState } from '../state.ts';

/** How far the axis must reach for the plan beside, as predicted. A file of its own: the first screen needs no more. */
export function selectOtherExtent({ sideBySide }: FanoutState): Ms {
  return sideBySide?.prediction?.state.makespan ?? 0;
}
