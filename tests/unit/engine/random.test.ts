import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stream } from '../../../src/engine/random.ts';
import { property } from '../support/property.ts';

function numbers(seed: number, key = 0, attempt = 1, count = 8): number[] {
  const next = stream(seed, key, attempt);
  return Array.from({ length: count }, next);
}

const seed = fc.maxSafeInteger();

describe('streams of random numbers', () => {
  property('the same seed, call and attempt: the same numbers', seed, (one) => {
    expect(numbers(one, 3, 2)).toEqual(numbers(one, 3, 2));
  });

  property('each in 0 <= x < 1', fc.tuple(seed, fc.nat(), fc.nat()), ([one, key, attempt]) => {
    for (const x of numbers(one, key, attempt)) {
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x).toBeLessThan(1);
    }
  });

  test('another seed, call or attempt: other numbers; also where only the upper half of the seed differs', () => {
    const seeds = [0, 1, -1, 2 ** 31, 2 ** 32, 2 ** 32 + 1, 2 ** 40, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER];
    const firsts = seeds.flatMap((one) =>
      [0, 1, 2, 9999].flatMap((key) => [1, 2, 3, 100].map((attempt) => numbers(one, key, attempt).join())),
    );
    expect(new Set(firsts).size).toBe(firsts.length);
  });

  test('the numbers of calls that are neighbours look unrelated', () => {
    const firsts = Array.from({ length: 10_000 }, (_, key) => numbers(1, key, 1, 1)[0] ?? 0);
    const pairs = firsts.slice(1).map((x, i) => (x - 0.5) * ((firsts[i] ?? 0) - 0.5));
    const correlation = (12 * pairs.reduce((a, b) => a + b)) / pairs.length;
    expect(Math.abs(correlation)).toBeLessThan(0.05);
  });

  test.each([
    ['one stream', numbers(7, 0, 1, 20_000)],
    ['the first numbers of many', Array.from({ length: 20_000 }, (_, key) => numbers(7, key, 1, 1)[0] ?? 0)],
  ])('roughly uniform: %s', (_, xs) => {
    const bins = new Array<number>(20).fill(0);
    for (const x of xs) bins[Math.floor(x * 20)] = (bins[Math.floor(x * 20)] ?? 0) + 1;
    const expected = xs.length / bins.length;
    const chiSquare = bins.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // 19 degrees of freedom: above 43.8 one time in a thousand.
    expect(chiSquare).toBeLessThan(43.8);
  });
});
