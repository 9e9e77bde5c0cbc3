import { strategyOf } from '../../run/strategies.ts';
import type { Policy } from '../../run/types.ts';
import { clip, count, duration } from '../format/format.ts';
import type { Pools } from '../metrics/makespanBound.ts';

/** The policy in the question before a run: `Started all at once, each cut off after 0.50 s`. */
export function policyPhrase(policy: Policy, calls: number, pools: Pools = {}): string {
  const ofTools = Object.entries(pools).map(([tool, limit]) => `at most ${count(limit)} of ${clip(tool, 40)}`);
  const clauses = [orderText(policy, pools), ...ofTools, ...CLAUSES.map((clause) => clause(policy))].filter(Boolean);
  const [first, second, ...rest] = clauses;
  // At most two settings are named, so that the question stays short; the policy bar shows all of them.
  const more =
    rest.length > 0 && `and under ${rest.length === 1 ? 'one more setting' : `${count(rest.length)} more settings`}`;
  return [strategyPhrase(policy, calls), first, second, more].filter(Boolean).join(', ');
}

const ORDERS = {
  listed: '',
  priority: 'by priority',
  'longest-first': 'longest first',
  'shortest-first': 'shortest first',
};

/** `longest first`; `undefined` if no call ever waits, because the order then has no effect. */
export function orderText({ order, limit, batchSize, rate }: Policy, pools: Pools = {}): string | undefined {
  const nobodyWaits = limit === null && batchSize === null && rate === null && Object.keys(pools).length === 0;
  return nobodyWaits ? undefined : ORDERS[order] || undefined;
}

/** In the order of their usual effect on the total. */
const CLAUSES: readonly ((policy: Policy) => string | undefined)[] = [
  ({ rate }) =>
    rate
      ? `at most ${count(rate.starts)} ${rate.starts === 1 ? 'start' : 'starts'} ${rate.perMs === 1000 ? 'per second' : `every ${duration(rate.perMs)}`}`
      : undefined,
  ({ timeoutMs }) => (timeoutMs === null ? undefined : `each cut off after ${duration(timeoutMs)}`),
  ({ deadlineMs }) => (deadlineMs === null ? undefined : `all cut off at ${duration(deadlineMs)}`),
  ({ onError }) => ENDED_BY[onError],
  ({ retry: { attempts } }) =>
    attempts === 1 ? undefined : `each tried up to ${attempts === 2 ? 'twice' : `${count(attempts)} times`}`,
  ({ recovery }) => (recovery === 'fallback' ? 'with fallbacks' : undefined),
];

const ENDED_BY: Record<Policy['onError'], string | undefined> = {
  collect: undefined,
  'fail-fast': 'the first failure ending the run',
  'fail-fast-cancel': 'the first failure ending the run',
  'first-success': 'the first success ending the run',
};

function strategyPhrase(policy: Policy, calls: number): string {
  const strategy = strategyOf(policy);
  switch (strategy.kind) {
    case 'one-by-one':
      return 'One by one';
    case 'all-at-once':
      return `Started ${calls === 2 ? 'both' : 'all'} at once`;
    case 'at-most':
      return `At most ${count(strategy.n)} at once`;
    case 'batches':
      return `In batches of ${count(strategy.n)}`;
    case 'custom':
      return `In batches of ${count(policy.batchSize ?? 1)}, at most ${count(policy.limit ?? 1)} at once`;
  }
}
