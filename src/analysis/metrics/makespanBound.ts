import type { CallState } from '../../run/callState.ts';
import type { Ms, Policy } from '../../run/types.ts';

/** A lower bound of the makespan: no schedule of these calls under this policy is shorter than `ms`. */
export type Bound = { ms: Ms } /** The longest call. */ & (
  | { by: 'slowest' }
  /** All attempts, `limit` at a time. */
  | { by: 'work'; limit: number; work: Ms }
  /** All attempts of one tool, `limit` at a time. */
  | { by: 'pool'; limit: number; tool: string }
  /** All starts, at most `starts` in any window of `perMs`. */
  | { by: 'rate'; starts: number; perMs: Ms }
);

/** Concurrency limits by the tool's name. */
export type Pools = Readonly<Record<string, number>>;

export interface BoundInput {
  /** The calls that were started. */
  ran: readonly CallState[];
  slowest: Ms;
  /** Sum of all attempts. */
  work: Ms;
  /** Makespan; Infinity for no end. */
  total: Ms;
  policy: Policy;
  pools?: Pools | undefined;
}

/** Sums of the same numbers in another order differ by this much. */
const ROUNDING = 1e-6;

/**
 * The largest of the known lower bounds of the makespan; of equal ones the simplest.
 *
 *   slowest  the longest call alone
 *   work     sum of all attempts / limit    limit 2:  |==|====|==|
 *                                                     |====|====|
 *   pool     the same for the attempts and the limit of one tool
 *   rate     see `byRate`
 *
 * Source: Graham's list scheduling bounds, max(longest job, total work / machines). A bound above the run's own
 * makespan does not apply to it (its limit was raised while it ran) and is ignored.
 */
export function boundOf({ ran, slowest, work, total, policy, pools = {} }: BoundInput): Bound {
  const { limit, rate } = policy;
  let best: Bound = { by: 'slowest', ms: slowest };
  const consider = (bound: Bound) => {
    if (bound.ms > best.ms + ROUNDING && bound.ms <= total + ROUNDING) best = bound;
  };
  if (limit !== null) consider({ by: 'work', ms: work / limit, limit, work });
  for (const [tool, room] of Object.entries(pools))
    consider({ by: 'pool', ms: workIn(tool, ran) / room, limit: room, tool });
  if (rate) consider({ by: 'rate', ms: byRate(ran, rate), ...rate });
  return best;
}

/** An attempt that follows without a backoff is the fallback's, which uses another tool. */
function workIn(tool: string, ran: readonly CallState[]): Ms {
  let work = 0;
  for (const { name, attempts } of ran) {
    if (name !== tool) continue;
    for (const { startedAt, endedAt = startedAt, backoffMs } of attempts) {
      work += endedAt - startedAt;
      if (backoffMs === undefined) break;
    }
  }
  return work;
}

/**
 * Lower bound from the rate. Of the k + 1 longest attempts, the last to start begins after floor(k / starts) full
 * windows and lasts at least as long as the shortest of them. Sorted by length, the bound is the maximum over k:
 *
 *   window     0          1          2        (2 starts each)
 *   attempts   0 1        2 3        4
 *                                    |== length of the 5th longest ==|
 */
function byRate(ran: readonly CallState[], { starts, perMs }: NonNullable<Policy['rate']>): Ms {
  const lengths: Ms[] = [];
  for (const { attempts } of ran)
    for (const { startedAt, endedAt = startedAt } of attempts) lengths.push(endedAt - startedAt);
  lengths.sort((a, b) => b - a);
  let bound = 0;
  lengths.forEach((length, k) => {
    bound = Math.max(bound, Math.floor(k / starts) * perMs + length);
  });
  return bound;
}
