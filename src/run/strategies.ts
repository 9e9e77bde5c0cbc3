import type { Policy } from './types.ts';

/** How many calls may run at once, as the page offers it: a choice of `limit` and `batchSize`. */
export type Strategy =
  | { kind: 'one-by-one' }
  | { kind: 'all-at-once' }
  | { kind: 'at-most'; n: number }
  | { kind: 'batches'; n: number }
  /** A limit within batches. */
  | { kind: 'custom' };

export type Width = Pick<Policy, 'limit' | 'batchSize'>;

export function strategyOf({ limit, batchSize }: Width): Strategy {
  if (limit !== null && batchSize !== null) return { kind: 'custom' };
  if (batchSize !== null) return { kind: 'batches', n: batchSize };
  if (limit === null) return { kind: 'all-at-once' };
  return limit === 1 ? { kind: 'one-by-one' } : { kind: 'at-most', n: limit };
}

/** `policy` with the limit and batch size of the strategy. `custom` changes nothing. */
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
