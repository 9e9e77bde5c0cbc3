import type { RunState } from '../../run/fold.ts';
import type { Ms, Policy } from '../../run/types.ts';
import { duration } from '../format/format.ts';
import type { Bound, Pools } from '../metrics/makespanBound.ts';
import type { Proof } from '../metrics/proof.ts';
import { type Cost, costOf } from '../metrics/timeBreakdown.ts';
import { verdict } from './verdict.ts';

/**
 * The texts that need a run or a policy. They are loaded together with the engine and are not part of the first screen.
 */

export interface PolicyFacts {
  lowerBound: Ms;
  boundText: string;
  /** Time beyond the lower bound, summed over all causes. */
  costs: Ms;
  costText: string;
}

/** Lower bound and costs of the policy; `undefined` if the slowest call alone determines the total. */
function policyFacts(state: RunState, policy: Policy, proof: Proof, pools: Pools): PolicyFacts | undefined {
  if (!proof.bound || proof.noEnd || proof.cutShort) return undefined;
  const costs = costOf(state, policy, proof, pools);
  const text = costText(costs);
  if (proof.bound.by === 'slowest' && text === '') return undefined;
  const ms = costs.reduce((sum, cost) => sum + cost.ms, 0);
  return { lowerBound: proof.bound.ms, boundText: boundText(proof.bound), costs: ms, costText: text };
}

export const verdictModule = { verdict, policyFacts };
export type VerdictModule = typeof verdictModule;

const BOUND_PHRASES: Record<Bound['by'], string> = {
  slowest: 'slowest call',
  work: 'work / limit',
  pool: 'a tool’s limit',
  rate: 'rate',
};

/** `1.10 s (work / limit)`. */
export function boundText({ ms, by }: Bound): string {
  return `${duration(ms)} (${BOUND_PHRASES[by]})`;
}

const COST_PHRASES: Record<Cost['cause'], string> = {
  slot: 'waiting for a slot',
  pool: 'waiting for its tool',
  sharedPool: 'waiting for a shared pool',
  barrier: 'at the barrier',
  rate: 'waiting for the rate',
  backoff: 'backing off',
  pause: 'paused',
  other: 'other',
};

/** Smaller parts are timer jitter, not a cost of the policy. */
const WORTH_MS = 10;

/**
 * The costs of the policy: `0.10 s: waiting for a slot`; each part has its own length if there are several. "" if it
 * costs nothing.
 */
export function costText(costs: readonly Cost[]): string {
  if (!costs.some(({ cause, ms }) => cause !== 'other' && ms >= WORTH_MS)) return '';
  const shown = costs.filter(({ ms }) => ms >= WORTH_MS).sort((a, b) => b.ms - a.ms);
  const alone = shown.length === 1;
  const parts = shown.map(({ cause, ms }) => (alone ? COST_PHRASES[cause] : `${duration(ms)} ${COST_PHRASES[cause]}`));
  return `${duration(costs.reduce((sum, { ms }) => sum + ms, 0))}: ${parts.join(', ')}`;
}
