import type { Ms } from '../../run/types.ts';
import type { FanoutState } from '../state.ts';

/** How far the axis must reach for the twin, as predicted. Alone in this file: the first screen needs no more of it. */
export function selectOtherExtent({ sideBySide }: FanoutState): Ms {
  return sideBySide?.prediction?.state.makespan ?? 0;
}
