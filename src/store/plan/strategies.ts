import { BOUNDS } from '../../run/check/bounds.ts';
import type { Strategy } from '../../run/strategies.ts';
import type { Plan } from '../../run/types.ts';

import type { PlanDocument, StrategyName } from '../state.ts';

/** The four strategies as they stand for this plan. */
export function strategiesOf(doc: PlanDocument): Record<StrategyName, Strategy> {
  return {
    'one-by-one': { kind: 'one-by-one' },
    'all-at-once': { kind: 'all-at-once' },
    'at-most': { kind: 'at-most', n: doc.atMost },
    batches: fitStrategy({ kind: 'batches', n: doc.batchesOf }, doc.plan),
  };
}

/** The strategy as the plan can have it: a batch is at most as large as the plan. */
export function fitStrategy(strategy: Strategy, { calls }: Plan): Strategy {
  if (strategy.kind === 'batches') return { ...strategy, n: Math.min(strategy.n, Math.max(1, calls.length)) };
  return strategy.kind === 'at-most' ? { ...strategy, n: Math.min(strategy.n, BOUNDS.count) } : strategy;
}
