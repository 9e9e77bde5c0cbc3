import fc from 'fast-check';
import { test } from 'vitest';

/** Plans per property; FANOUT_RUNS=10 tests ten times as many. */
const RUNS = 500 * Number(process.env.FANOUT_RUNS ?? 1);
const SEED = 20_260_401;

interface Kept {
  seed: number;
  path?: string;
}

/**
 * Tests `holds` with random values from a fixed seed, so that a failure is reproducible.
 *
 * @param failedOnce seeds of past failures (fast-check prints seed and path); they run first
 */
export function property<T>(
  name: string,
  values: fc.Arbitrary<T>,
  holds: (value: T) => Promise<void> | void,
  { runs = RUNS, failedOnce = [] }: { runs?: number; failedOnce?: readonly Kept[] } = {},
): void {
  test(name, { timeout: 60_000 + runs * 20 }, async () => {
    const law = fc.asyncProperty(values, async (value) => {
      await holds(value);
    });
    for (const { seed, path } of failedOnce)
      await fc.assert(law, path === undefined ? { seed } : { seed, path, numRuns: 1 });
    await fc.assert(law, { seed: SEED, numRuns: runs });
  });
}
