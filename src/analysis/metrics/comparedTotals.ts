import type { RunState } from '../../run/fold.ts';
import { policyOf } from '../../run/policy.ts';
import { poolsOf } from '../../run/toolSettings.ts';
import type { Ms, Plan } from '../../run/types.ts';
import { proofOf } from './proof.ts';

/** The numbers by which policies are compared. Infinity = no end, `undefined` = not known. */
export interface ComparedTotals {
  total: Ms | undefined;
  sum: Ms | undefined;
  slowest: Ms | undefined;
  lowerBound: Ms | undefined;
}

export function comparedTotals(state: RunState, plan: Plan): ComparedTotals {
  const { total, sum, slowest, lowerBound } = proofOf({ state, policy: policyOf(plan), pools: poolsOf(plan) });
  return { total, sum, slowest: slowest?.duration, lowerBound };
}
