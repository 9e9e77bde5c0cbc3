import type { Facts } from './facts.ts';

/** What code without this library's engine does otherwise than the page, for these calls under this policy. */
export function gapsOf(facts: Facts): string[] {
  const { policy, blocking, timeouts, endsEarly, retries, fallbacks, holds, badFallback } = facts;
  const gaps: string[] = [];
  const steered = timeouts || endsEarly || retries || policy.limit !== null || policy.batchSize !== null || policy.rate;
  if (blocking && steered)
    gaps.push('What comes due while a call holds the thread may be dealt with in another order than on the page.');
  if (policy.rate && (fallbacks || holds) && retries)
    gaps.push(
      'Where retries and fallbacks wait for the same place in the rate, another may go first than on the page.',
    );
  if (badFallback) gaps.push("A fallback's arguments are not checked before its tool is called; the page checks them.");
  return gaps;
}
