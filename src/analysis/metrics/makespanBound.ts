import type { CallState } from '../../run/callState.ts';
import type { Ms, Policy } from '../../run/types.ts';

/** Why no schedule of these calls under this policy is shorter than `ms`. */
export type Bound = { ms: Ms } /** The longest call. */ & (
  | { by: 'slowest' }
  /** All attempts, `limit` at a time. */
  | { by: 'work'; limit: number; work: Ms }
  /** The attempts of one tool, as many at a time as it takes. */
  | { by: 'pool'; limit: number; tool: string }
  /** The starts, at most `starts` in any `perMs`. */
  | { by: 'rate'; starts: number; perMs: Ms }
);

/** Most calls of a tool at once, by the tool's name. */
export type Pools = Readonly<Record<string, number>>;

export interface BoundInput {
  /** Calls that were started. */
  ran: readonly CallState[];
  slowest: Ms;
  /** Of all attempts. */
  work: Ms;
  /** Makespan, Infinity for no end. */
  total: Ms;
  policy: Policy;
  pools?: Pools | undefined;
}

/** Floating point: sums of the same lengths in another order. */
const ROUNDING = 1e-6;

/**
 * The greatest of the lower bounds; of equal ones the simplest. One that the run itself was shorter than does not hold
 * for it (the limit was raised while it ran) and is left out.
 */
export function boundOf({ ran, slowest, work, total, policy, pools = {} }: BoundInput): Bound {
  const { limit, rate } = policy;
  let best: Bound = { by: 'slowest', ms: slowest };
  const consider = (bound: Bound) => {
    if (bound.ms > best.ms + ROUNDING && bound.ms <= total + ROUNDING) best = bound;
  };
  if (limit !== null) consider({ by: 'work', ms: work / limit, limit, work });
  for (const [tool, room] of Object.entries(pools))
    consider({ by: 'pool', ms: workIn(tool, ran, policy) / room, limit: room, tool });
  if (rate) consider({ by: 'rate', ms: byRate(ran, rate), ...rate });
  return best;
}

/** What comes after a call's last try is its fallback's, which is another tool. */
function workIn(tool: string, ran: readonly CallState[], { retry }: Policy): Ms {
  let work = 0;
  for (const { name, attempts } of ran) {
    if (name !== tool) continue;
    for (const { startedAt, endedAt = startedAt } of attempts.slice(0, retry.attempts)) work += endedAt - startedAt;
  }
  return work;
}

/**
 * The longest k + 1 attempts: the last of them to start comes after as many full windows as k starts fill, and takes
 * at least as long as the shortest of them.
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
