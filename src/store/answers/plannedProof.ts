import { type Proof, proofOf } from '../../analysis/metrics/proof.ts';
import type { CallState } from '../../run/callState.ts';
import { newRunState } from '../../run/fold.ts';
import { policyOf } from '../../run/policy.ts';
import type { Outcome, Plan } from '../../run/types.ts';
import { plannedMs } from '../../tools/catalogue.ts';
import { memoizeLast } from '../memo.ts';

/**
 * The proof of a plan whose prediction is hidden: the durations that its calls are given, their sum and the longest of
 * them; sum and slowest are unknown where one of the durations is. Nothing in it depends on how the run would go, not
 * even how far the axis reaches.
 */
export const plannedProof = (plan: Plan): Proof => proofMemo(plan, () => newProof(plan));
const proofMemo = memoizeLast<Proof>();

function newProof(plan: Plan): Proof {
  const policy = policyOf(plan);
  const { limit, batchSize, retry } = policy;
  // As if each call started at 0 and succeeded.
  const calls = plan.calls.map((call, key): CallState => {
    const endedAt = plannedMs(call);
    const attempts = endedAt === undefined ? [] : [{ attempt: 1, readyAt: 0, startedAt: 0, endedAt }];
    const outcome = { kind: 'succeeded', settledAt: endedAt ?? 0 } as Outcome;
    return { key, id: call.id, name: call.name, phase: 'settled', queuedAt: 0, attempts, outcome };
  });
  const all = { ...newRunState(), phase: 'settled', calls, makespan: Number.POSITIVE_INFINITY } as const;
  const slots = Math.min(limit ?? batchSize ?? 0, batchSize ?? limit ?? 0) || null;
  const { sum, work, slowest, segments, lowerBound = 0 } = proofOf({ state: all, policy: { ...policy, limit: slots } });
  const lastPause = Math.min(retry.maxMs, retry.baseMs * retry.factor ** (retry.attempts - 2));
  return {
    ...proofOf({ state: newRunState(), policy }),
    calls: calls.length,
    segments,
    // Twice a rough total: there must be room for guesses that are too long.
    axisMs: 2 * (lowerBound * retry.attempts + (retry.attempts - 1) * lastPause),
    ...(calls.every(({ attempts }) => attempts.length > 0) && { sum, work, slowest }),
  };
}
