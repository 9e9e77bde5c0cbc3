import type { PlanFeatures } from './planFeatures.ts';
import type { Language } from './syntax/literals.ts';

/** What code without this library's engine does otherwise than the page, for these calls under this policy. */
export function gapsOf(facts: PlanFeatures, language: Language): string[] {
  const { policy, blocking, timeouts, endsEarly, retries, holds, badFallback } = facts;
  const gaps: string[] = [];
  const steered = timeouts || endsEarly || retries || policy.limit !== null || policy.batchSize !== null || policy.rate;
  if (blocking && steered)
    gaps.push('What comes due while a call holds the thread may be dealt with in another order than on the page.');
  const besides = policy.slotOnTimeout === 'hold' && timeouts && retries;
  if (policy.rate && besides)
    gaps.push(
      'A retry beside an attempt that still runs may wait otherwise for its place in the rate than on the page.',
    );
  // asyncio.sleep(0) is one turn of the loop, and a cancelled task needs more to end.
  const mayNotPause = policy.retry.baseMs * policy.retry.maxMs === 0 || facts.asks;
  if (language === 'python' && holds && besides && mayNotPause)
    gaps.push(
      'A retry without a pause may find a timed-out tool still stopping; on the page its slot is free by then.',
    );
  if (language === 'python' && facts.retried?.includes('Error'))
    gaps.push('An error named Error has another name in Python.');
  if (badFallback) gaps.push("A fallback's arguments are not checked before its tool is called; the page checks them.");
  return gaps;
}
