import fc from 'fast-check';
import type { Plan, Policy } from '../../../src/run/types.ts';
import { callOf } from './plans.ts';
import type { TOOLS } from './tools.ts';

export type Kind = keyof typeof TOOLS | 'unknown';

/** Every kind that ends by itself and does not hold the thread. */
const LIVELY: readonly Kind[] = ['ok', 'fail', 'heeds', 'sync', 'syncFail', 'spread', 'talks', 'picky', 'unknown'];
/** Seldom one that hangs: a stalled prediction has to look twice, and takes longest. */
export const ALL: readonly Kind[] = [...LIVELY, 'block', ...LIVELY, 'block', 'hang'];

/** Few different lengths, so that ties are common; a fraction, so that nobody counts on whole milliseconds. */
const ms = fc.constantFrom(0, 1, 5, 10, 10, 20, 33.3, 100);

export function plans({
  kinds = LIVELY,
  policy = policies(),
  most = 8,
}: {
  kinds?: readonly Kind[];
  policy?: fc.Arbitrary<Partial<Policy>>;
  most?: number;
} = {}): fc.Arbitrary<Plan> {
  const call = fc.tuple(fc.constantFrom(...kinds), ms).map(([kind, length]) => `${kind} ${length}`);
  return fc.record(
    { calls: fc.array(call, { maxLength: most }).map((texts) => texts.map(callOf)), policy, seed: fc.maxSafeInteger() },
    { requiredKeys: ['calls'] },
  );
}

/** What the engine has by now. */
export function policies(): fc.Arbitrary<Partial<Policy>> {
  return fc.record(
    { limit: fc.option(fc.integer({ min: 1, max: 6 })), batchSize: fc.option(fc.integer({ min: 1, max: 4 })) },
    { requiredKeys: [] },
  );
}
