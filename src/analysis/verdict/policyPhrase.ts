import { strategyOf } from '../../run/strategies.ts';
import type { Policy } from '../../run/types.ts';
import { clip, count } from '../format/format.ts';
import { type AnySettingWords, POLICY_WORDS } from '../format/policyWords.ts';
import type { Pools } from '../metrics/makespanBound.ts';

/** The policy in the question before a run: `Started all at once, each cut off after 0.50 s`. */
export function policyPhrase(policy: Policy, calls: number, pools: Pools = {}): string {
  const ofTools = Object.entries(pools).map(([tool, limit]) => `at most ${count(limit)} of ${clip(tool, 40)}`);
  const clauses = [orderText(policy, pools), ...ofTools, ...clausesOf(policy)].filter(Boolean);
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

/** What is said of each setting for itself. */
export function clausesOf(policy: Policy, words: Readonly<Record<string, AnySettingWords>> = POLICY_WORDS): string[] {
  const leading: string[] = [];
  const others: string[] = [];
  for (const [setting, { clause, leads }] of Object.entries(words)) {
    const value = policy[setting as keyof Policy];
    // The value is of this key's setting, which the type of a list with all settings cannot say.
    const text = value === null ? undefined : clause?.(value as never);
    if (text !== undefined) (leads ? leading : others).push(text);
  }
  return [...leading, ...others];
}

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
