import type { RunState } from '../run/fold.ts';
import type { Ms, Policy } from '../run/types.ts';
import { proofOf } from './proof.ts';

/** What policies are compared by. Infinity = no end, `undefined` = not known. */
export interface Numbers {
  total: Ms | undefined;
  sum: Ms | undefined;
  slowest: Ms | undefined;
  lowerBound: Ms | undefined;
}

export function numbersOf(state: RunState, policy: Policy): Numbers {
  const { total, sum, slowest, lowerBound } = proofOf({ state, policy });
  return { total, sum, slowest: slowest?.duration, lowerBound };
}
