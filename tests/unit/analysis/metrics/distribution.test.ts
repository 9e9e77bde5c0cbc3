import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  distributionOf,
  histogramOf,
  quantile,
  type Sample,
  sampleOf,
  seedsFrom,
  varies,
} from '../../../../src/analysis/metrics/distribution.ts';
import type { Plan } from '../../../../src/run/types.ts';

const sample = (total: number, succeeded = 2, calls = 2): Sample => ({ seed: 0, total, calls, succeeded });

/** By the words of the definition: the smallest value that at least the share p, in percent, are not above. */
function slowQuantile(values: readonly number[], percent: number): number {
  const fits = values.filter((one) => values.filter((other) => other <= one).length * 100 >= percent * values.length);
  return Math.min(...fits);
}

const totals = fc.array(fc.oneof(fc.integer({ min: 0, max: 20 }), fc.constant(Number.POSITIVE_INFINITY)).map(Number), {
  minLength: 1,
  maxLength: 130,
});

describe('quantiles', () => {
  it('are the nearest rank', () => {
    const ten = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
    expect([0, 0.05, 0.1, 0.11, 0.5, 0.95, 1].map((p) => quantile(ten, p))).toEqual([1, 1, 1, 2, 5, 10, 10]);
  });

  it('agree with the definition, runs without end included', () => {
    fc.assert(
      fc.property(totals, fc.integer({ min: 1, max: 100 }), (values, percent) => {
        const sorted = values.toSorted((a, b) => (a === b ? 0 : a - b));
        expect(quantile(sorted, percent / 100)).toBe(slowQuantile(values, percent));
      }),
    );
  });
});

describe('a distribution', () => {
  it('of nothing is not there', () => {
    expect(distributionOf([])).toBeUndefined();
  });

  it('does not depend on the order of the runs, and is what a sort says', () => {
    fc.assert(
      fc.property(totals, (values) => {
        const of = distributionOf(values.map((total) => sample(total)));
        expect(distributionOf(values.toReversed().map((total) => sample(total)))).toEqual(of);
        expect(of).toMatchObject({
          runs: values.length,
          min: Math.min(...values),
          max: Math.max(...values),
          p50: slowQuantile(values, 50),
          p95: slowQuantile(values, 95),
          endless: values.filter((value) => value === Number.POSITIVE_INFINITY).length,
        });
      }),
    );
  });

  it('tells runs in which every call succeeded from calls that succeeded', () => {
    const samples = [sample(1, 4, 4), sample(2, 3, 4), sample(3, 0, 4), sample(4, 4, 4)];
    expect(distributionOf(samples)).toMatchObject({ cleanRuns: 0.5, goodCalls: 11 / 16 });
    expect(distributionOf([sample(0, 0, 0)])).toMatchObject({ cleanRuns: 1, goodCalls: undefined });
  });
});

describe('a sample', () => {
  it('counts recovered calls as succeeded, and a stalled run as one without end', () => {
    const kinds = ['succeeded', 'failed', 'succeeded', 'skipped'] as const;
    const outcomes = kinds.map((kind) => ({ kind }));
    expect(sampleOf({ makespan: 120 }, outcomes, 7)).toEqual({ seed: 7, total: 120, calls: 4, succeeded: 2 });
    expect(sampleOf({ makespan: 120, stalled: true }, outcomes, 7).total).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('a histogram', () => {
  it('has each value between its ends in exactly one bin, and no other', () => {
    fc.assert(
      fc.property(totals, fc.integer({ min: 1, max: 30 }), (values, bins) => {
        const drawn = histogramOf(values, 3, 15, bins);
        expect(drawn).toHaveLength(bins);
        const inside = values.filter((value) => value >= 3 && value <= 15);
        expect(drawn.reduce((sum, { count }) => sum + count, 0)).toBe(inside.length);
        expect(drawn[0]?.from).toBe(3);
        expect(drawn.at(-1)?.to).toBe(15);
      }),
    );
  });

  it('puts a value on an edge into the bin that begins there, and the last edge into the last', () => {
    expect(histogramOf([0, 1, 2, 3, 4], 0, 4, 4).map(({ count }) => count)).toEqual([1, 1, 1, 2]);
  });
});

describe('chance in a plan', () => {
  const plan = (args: object, policy?: Plan['policy']): Plan => ({
    calls: [{ id: 'a', name: 'fast_tool', args: { query: '', ...args } }],
    ...(policy && { policy }),
  });
  const retry = { attempts: 3, baseMs: 100, factor: 2, maxMs: 1000, jitter: 0.5 };
  it.each([
    ['a time that varies', plan({ spread: 0.2 }), true],
    ['a spread of nothing', plan({ spread: 0 }), false],
    ['fixed times', plan({}), false],
    ['jitter before a second attempt', plan({}, { retry }), true],
    ['jitter, and no second attempt', plan({}, { retry: { ...retry, attempts: 1 } }), false],
    ['attempts without jitter', plan({}, { retry: { ...retry, jitter: 0 } }), false],
  ])('%s', (_, one, expected) => expect(varies(one)).toBe(expected));

  it('has as many different seeds as runs, the first the plan’s own', () => {
    expect(seedsFrom({ calls: [], seed: 5 }, 3)).toEqual([5, 6, 7]);
    expect(seedsFrom({ calls: [] }, 2)).toEqual([0, 1]);
    expect(new Set(seedsFrom({ calls: [], seed: Number.MAX_SAFE_INTEGER }, 100)).size).toBe(100);
  });
});
