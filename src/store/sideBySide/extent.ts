import type { Ms } from '../../run/types.ts';
import type { FanoutState } from '../state.ts';

/** How far the axis must reach for the twin, as predicted. Alone in this file: the first screen needs no more of it. */
export function twinExtent({ twin }: FanoutState): Ms {
  return twin?.prediction?.state.makespan ?? 0;
}
