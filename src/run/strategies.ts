import type { Policy } from './types.ts';

/** How many calls may run at once, as people choose it. The other settings of a policy do not belong to it. */
export type Strategy =
  | { kind: 'one-by-one' }
  | { kind: 'all-at-once' }
  | { kind: 'at-most'; n: number }
  | { kind: 'batches'; n: number }
  /** A limit within batches: none of the four. */
  | { kind: 'custom' };

export type Width = Pick<Policy, 'limit' | 'batchSize'>;

export function strategyOf({ limit, batchSize }: Width): Strategy {
  if (limit !== null && batchSize !== null) return { kind: 'custom' };
  if (batchSize !== null) return { kind: 'batches', n: batchSize };
  if (limit === null) return { kind: 'all-at-once' };
  return limit === 1 ? { kind: 'one-by-one' } : { kind: 'at-most', n: limit };
}

/**
 * `policy` with the strategy's limit and batch size and everything else as it was. `custom` changes nothing;
 * `at-most` 1 is one by one.
 */
export function applyStrategy<P extends Partial<Policy>>(policy: P, strategy: Strategy): P & Partial<Width> {
  switch (strategy.kind) {
    case 'one-by-one':
      return { ...policy, limit: 1, batchSize: null };
    case 'all-at-once':
      return { ...policy, limit: null, batchSize: null };
    case 'at-most':
      return { ...policy, limit: strategy.n, batchSize: null };
    case 'batches':
      return { ...policy, limit: null, batchSize: strategy.n };
    case 'custom':
      return policy;
  }
}

export function strategyLabel(strategy: Strategy): string {
  switch (strategy.kind) {
    case 'one-by-one':
      return 'One by one';
    case 'all-at-once':
      return 'All at once';
    case 'at-most':
      return `At most ${strategy.n}`;
    case 'batches':
      return `Batches of ${strategy.n}`;
    case 'custom':
      return 'Custom';
  }
}
