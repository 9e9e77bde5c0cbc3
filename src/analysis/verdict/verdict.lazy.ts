import type { RunState } from '../../run/fold.ts';
import type { Ms, Policy } from '../../run/types.ts';
import { duration } from '../format/format.ts';
import type { Bound, Pools } from '../metrics/makespanBound.ts';
import type { Proof } from '../metrics/proof.ts';
import { type Cost, costOf } from '../metrics/timeBreakdown.ts';
import { verdict } from './verdict.ts';

/** What is said once a run or a policy is there to speak of; loaded with the engine, not with the first screen. */

export interface PolicyFacts {
  lowerBound: Ms;
  boundText: string;
  /** Beyond the lower bound, all causes together. */
  costs: Ms;
  costText: string;
}

/** Lower bound and cost of the policy; `undefined` where the slowest call alone decides. */
function factsOf(state: RunState, policy: Policy, proof: Proof, pools: Pools): PolicyFacts | undefined {
  if (!proof.bound || proof.noEnd || proof.cutShort) return undefined;
  const costs = costOf(state, policy, proof, pools);
  const text = costText(costs);
  if (proof.bound.by === 'slowest' && text === '') return undefined;
  const ms = costs.reduce((sum, cost) => sum + cost.ms, 0);
  return { lowerBound: proof.bound.ms, boundText: boundText(proof.bound), costs: ms, costText: text };
}

export const telling = { verdict, factsOf };
export type Telling = typeof telling;

const BINDS: Record<Bound['by'], string> = {
  slowest: 'slowest call',
  work: 'work / limit',
  pool: 'a tool’s limit',
  rate: 'rate',
};

/** `1.10 s (work / limit)`. */
export function boundText({ ms, by }: Bound): string {
  return `${duration(ms)} (${BINDS[by]})`;
}

const SPENT: Record<Cost['cause'], string> = {
  slot: 'waiting for a slot',
  pool: 'waiting for its tool',
  barrier: 'at the barrier',
  rate: 'waiting for the rate',
  backoff: 'backing off',
  pause: 'paused',
  other: 'other',
};

/** What is less is the machine's jitter, and no policy's. */
const WORTH_MS = 10;

/** What the policy costs, by cause: `0.10 s: waiting for a slot`; of several causes each with its part. "" when it is free. */
export function costText(costs: readonly Cost[]): string {
  if (!costs.some(({ cause, ms }) => cause !== 'other' && ms >= WORTH_MS)) return '';
  const told = costs.filter(({ ms }) => ms >= WORTH_MS).sort((a, b) => b.ms - a.ms);
  const alone = told.length === 1;
  const parts = told.map(({ cause, ms }) => (alone ? SPENT[cause] : `${duration(ms)} ${SPENT[cause]}`));
  return `${duration(costs.reduce((sum, { ms }) => sum + ms, 0))}: ${parts.join(', ')}`;
}
