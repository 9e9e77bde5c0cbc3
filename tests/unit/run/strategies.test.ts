import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../../../src/run/policy.ts';
import { applyStrategy, type Strategy, strategyLabel, strategyOf } from '../../../src/run/strategies.ts';

const CASES: [Strategy, number | null, number | null, string][] = [
  [{ kind: 'one-by-one' }, 1, null, 'One by one'],
  [{ kind: 'all-at-once' }, null, null, 'All at once'],
  [{ kind: 'at-most', n: 3 }, 3, null, 'At most 3'],
  [{ kind: 'batches', n: 2 }, null, 2, 'Batches of 2'],
];

describe('a strategy', () => {
  it.each(CASES)('%j is limit %j and batch size %j: %s', (strategy, limit, batchSize, label) => {
    const policy = { ...DEFAULT_POLICY, limit: 7, batchSize: 7, timeoutMs: 1500 };
    const applied = applyStrategy(policy, strategy);
    expect(applied).toEqual({ ...policy, limit, batchSize });
    expect(strategyOf(applied)).toEqual(strategy);
    expect(strategyLabel(strategy)).toBe(label);
  });

  it('is custom with a limit within batches, and choosing that changes nothing', () => {
    const policy = { ...DEFAULT_POLICY, limit: 1, batchSize: 2 };
    expect(strategyOf(policy)).toEqual({ kind: 'custom' });
    expect(strategyLabel({ kind: 'custom' })).toBe('Custom');
    expect(applyStrategy(policy, { kind: 'custom' })).toBe(policy);
  });
});
