import { checkDelay, checkLimit, checkWhole, record } from '../../run/check/checkPolicy.ts';
import { PlanError } from '../../run/check/planError.ts';
import type { Pool, PoolSettings } from '../types.ts';
import { SharedPool } from './sharedPool.ts';

const states = new WeakMap<Pool, SharedPool>();

/**
 * A limit and a rate that outlive a run, such as those of a connection pool or of an API key. Pass the pool to runs
 * (option `pool` of `execute` and of the executors: every call needs it) or to tools (`pool` of a Tool: every call of the
 * tool needs it); all runs with the same pool share it.
 *
 *   const pool = createPool({ limit: 5, rate: { starts: 100, perMs: 60_000 } });
 *   await Promise.all([execute(planA, { tools, pool }), execute(planB, { tools, pool })]);
 *
 * - A call holds a slot from the start of an attempt to its end, not during a backoff, and also from a failed attempt to
 *   its fallback where both need the pool, unless the fallback waits for another pool. Each attempt is one start. A call that needs a pool twice (through its run and
 *   its tool) holds one slot.
 * - A call first passes its batch, the pause and the policy's rate; then it needs a slot of the run's limit, of its tool's
 *   limit and of its pools at the same time. While it waits for a pool it holds none of them, and calls that do not need
 *   the pool start before it.
 * - First come, first served: a free slot goes to the run whose call was ready first, and within the run to the first call
 *   by its policy's order. A run that is paused or at its own limit is passed over, and has its turn as soon as it can
 *   start.
 * - An attempt that is abandoned (timeout, cancellation, end of the run) frees its slot at once; under
 *   `slotOnTimeout: 'hold'` it holds the slot until its work has really ended, even if its run has settled long before.
 * - Waiting for a pool counts towards the deadline and not towards a timeout. The `started` event says for how long the pool
 *   alone held a call back (`poolMs`).
 * - A tool that starts another run with the same pool, and waits for it, holds one slot and needs a second: with a limit
 *   of 1 neither run ends.
 * - A prediction never takes slots of the pool: it starts with an empty one of the same limit and rate, for itself alone.
 * - A pool belongs to the clock of its first run; all real clocks count as one. A run on another clock rejects with PlanError.
 *
 * Throws PlanError for a limit that is not a whole number from 1, and for a rate that is not
 * `{ starts: a whole number from 1, perMs: milliseconds above 0 }`.
 */
export function createPool(settings: PoolSettings): Pool {
  record(settings, 'pool', 'an object: { limit?, rate? }');
  const { limit = null, rate = null } = settings as PoolSettings;
  checkLimit({ limit }, 'limit', 'pool');
  if (rate !== null) {
    const given: unknown = rate;
    record(given, 'pool.rate', '{ starts, perMs } or null');
    checkWhole(given, 'starts', 'pool.rate');
    checkDelay(given, 'perMs', 'pool.rate');
  }
  const state = new SharedPool({ limit, rate: rate && { starts: rate.starts, perMs: rate.perMs } });
  const pool: Pool = {
    get active() {
      return state.active;
    },
    get waiting() {
      return state.waiting;
    },
  };
  states.set(pool, state);
  return pool;
}

/** Throws PlanError for a pool that `createPool` did not make. */
export function sharedPoolOf(pool: Pool, path: string): SharedPool {
  const state = states.get(pool);
  if (!state) throw new PlanError(path, 'a pool that createPool made', pool);
  return state;
}
