import type { AttemptState, CallState } from '../../run/callState.ts';
import type { Batch, RunState } from '../../run/fold.ts';
import type { Ms, Policy } from '../../run/types.ts';
import type { Bound, Pools } from './makespanBound.ts';
import { overlapWith } from './overlap.ts';
import { partitionPoint } from './partitionPoint.ts';
import type { Proof } from './proof.ts';

/** How a call spent the time from the run's start to its settling, in ms. */
export interface TimeBreakdown {
  run: Ms;
  backoff: Ms;
  /** Before its batch opened. */
  barrier: Ms;
  /** Delayed by the rate limit. */
  rate: Ms;
  /** Ready, and the run had no free slot. */
  slot: Ms;
  /** Ready, and the tool's own limit was reached. */
  pool: Ms;
  /** Ready, and a pool that other runs share had no room. */
  sharedPool: Ms;
  /** While the run was paused. */
  pause: Ms;
  /** Not explained by the log: a blocked thread, a late timer. */
  other: Ms;
}

/**
 * Returns a function that breaks down the time of a call. The parts add up to its settling time:
 *
 *   |batch closed|rate|no slot|attempt 1|backoff|no slot|attempt 2|
 *   0  barrier     rate  slot     run     backoff   slot     run    settled
 *
 * Time inside a pause counts as `pause` instead of the wait that it interrupted. The state must not change while the
 * function is in use.
 */
export function timeBreakdownOf(
  state: RunState,
  policy: Policy,
  pools: Pools = {},
): (call: CallState) => TimeBreakdown {
  const paused = overlapWith(state.pauses.map(({ from, to = Number.POSITIVE_INFINITY }) => ({ from, to })));
  const occupancies = new Map<string, ToolOccupancy>();
  const held = policy.rate ? 'rate' : 'other';

  /**
   * The cause of a wait while ready. If both the run and the tool have a limit, the tool's is the cause when it was
   * reached up to the start.
   */
  function slotWaitCause(call: CallState, startedAt: Ms): keyof TimeBreakdown {
    const room = pools[call.name];
    if (room !== undefined && (policy.limit === null || occupancyOf(call.name).othersAt(call, startedAt) >= room))
      return 'pool';
    return policy.limit !== null ? 'slot' : held;
  }

  function occupancyOf(name: string): ToolOccupancy {
    let crowd = occupancies.get(name);
    if (!crowd) {
      crowd = new ToolOccupancy(
        state.calls.filter((call) => call.name === name),
        policy,
      );
      occupancies.set(name, crowd);
    }
    return crowd;
  }

  return (call) => {
    const spent: TimeBreakdown = {
      run: 0,
      backoff: 0,
      barrier: 0,
      rate: 0,
      slot: 0,
      pool: 0,
      sharedPool: 0,
      pause: 0,
      other: call.queuedAt,
    };
    const settledAt = call.outcome?.settledAt ?? state.at;

    function wait(from: Ms, to: Ms, cause: keyof TimeBreakdown): void {
      const pause = paused(from, to);
      spent.pause += pause;
      spent[cause] += to - from - pause;
    }

    let at = call.queuedAt;
    if (call.batch !== undefined) {
      // The batch is looked up by its number and not its position: a batch whose calls were all cancelled never opens.
      const opened = Math.min(batchOf(state, call.batch)?.openedAt ?? settledAt, settledAt);
      spent.barrier += opened - at;
      at = opened;
    }
    let backoffMs = 0;
    const until = (readyAt: Ms, startedAt: Ms, poolMs: Ms = 0) => {
      const backoff = Math.min(backoffMs, readyAt - at);
      spent.backoff += backoff;
      wait(at + backoff, readyAt, held);
      const poolFrom = Math.max(readyAt, startedAt - poolMs);
      wait(readyAt, poolFrom, slotWaitCause(call, poolFrom));
      wait(poolFrom, startedAt, 'sharedPool');
    };
    for (const attempt of call.attempts) {
      const { readyAt, startedAt, endedAt = settledAt, poolMs } = attempt;
      until(readyAt, startedAt, poolMs);
      spent.run += endedAt - startedAt;
      at = endedAt;
      backoffMs = attempt.backoffMs ?? 0;
    }
    // The call settled before its next attempt, or its first one, started.
    if (settledAt > at) until(call.readyAt ?? settledAt, settledAt);
    return spent;
  };
}

/**
 * The batch with this number; `undefined` before it opens, or if it was skipped (numbers of skipped batches are
 * missing).
 */
export function batchOf({ batches }: RunState, number: number): Batch | undefined {
  const found = batches[partitionPoint(batches.length, (i) => (batches[i] as Batch).batch < number)];
  return found?.batch === number ? found : undefined;
}

/**
 * A place that became free up to this long before a start counts as the one that the call waited for: a real engine
 * needs some time.
 */
const NEAR_MS = 4;

/** Half-open: excludes `from`. The intervals of one call do not touch. */
interface OccupiedInterval {
  from: Ms;
  to: Ms;
}

/** The times at which the calls of one tool occupied its places. Each time is extended by `NEAR_MS`. */
class ToolOccupancy {
  private readonly own = new Map<CallState, readonly OccupiedInterval[]>();
  private readonly starts: Float64Array;
  private readonly ends: Float64Array;

  constructor(calls: readonly CallState[], { slotOnTimeout }: Policy) {
    for (const call of calls) this.own.set(call, merged(call.attempts.map((one) => heldBy(one, slotOnTimeout))));
    const all = [...this.own.values()].flat();
    this.starts = Float64Array.from(all, ({ from }) => from).sort();
    this.ends = Float64Array.from(all, ({ to }) => to).sort();
  }

  /** Number of other calls that occupied a place just before `at`. */
  othersAt(call: CallState, at: Ms): number {
    const open = below(this.starts, at) - below(this.ends, at);
    const own = this.own.get(call) ?? [];
    const last = own[partitionPoint(own.length, (i) => (own[i] as OccupiedInterval).from < at) - 1];
    return open - (last && last.to >= at ? 1 : 0);
  }
}

function heldBy(
  { startedAt, endedAt, lateAt, result }: AttemptState,
  slotOnTimeout: Policy['slotOnTimeout'],
): OccupiedInterval {
  // Under `hold` an abandoned attempt keeps its place until it really ends.
  const holds = slotOnTimeout === 'hold' && (result === 'timedOut' || result === 'cancelled');
  return { from: startedAt, to: ((holds ? lateAt : endedAt) ?? Number.POSITIVE_INFINITY) + NEAR_MS };
}

/**
 * Merges overlapping intervals: a call occupies one place, however many of its attempts run. `stretches` is sorted by
 * `from`.
 */
function merged(stretches: readonly OccupiedInterval[]): OccupiedInterval[] {
  const apart: OccupiedInterval[] = [];
  for (const { from, to } of stretches) {
    const last = apart.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else apart.push({ from, to });
  }
  return apart;
}

/** Number of `times` (ascending) before `at`. */
function below(times: Float64Array, at: Ms): number {
  return partitionPoint(times.length, (i) => (times[i] as Ms) < at);
}

/**
 * One part of the policy's cost. The parts add up to total - lower bound.
 * - `slot`, `pool`, `sharedPool`, `rate`, `backoff`: the call `key`, which ended the run, waited `waitedMs` for this cause; `ms` of
 * it exceeds the lower bound.
 * - `barrier`: batches 2 to `batches` had to wait.
 * - `other`: the log shows no cause.
 */
export type Cost =
  | Waited<'slot'>
  | (Waited<'pool'> & { tool: string; limit: number })
  | Waited<'sharedPool'>
  | Waited<'rate'>
  | Waited<'backoff'>
  | { cause: 'barrier'; ms: Ms; batches: number }
  | { cause: 'pause'; ms: Ms }
  | { cause: 'other'; ms: Ms };

interface Waited<Cause> {
  cause: Cause;
  ms: Ms;
  key: number;
  id: string;
  waitedMs: Ms;
}

/**
 * The order in which the parts of the last call's time are subtracted as already counted in the lower bound; the
 * remainder is the policy's cost. If the slowest call is the bound, the last call waited while it ran. If work / limit
 * is the bound, waiting for a slot means that the slots were working. Work contains no backoff, and no bound contains a
 * pause or what other runs did.
 */
const COUNTED: Record<Bound['by'], readonly (keyof TimeBreakdown)[]> = {
  slowest: ['run', 'backoff', 'other', 'barrier', 'rate', 'slot', 'pool', 'sharedPool', 'pause'],
  work: ['run', 'other', 'slot', 'pool', 'barrier', 'rate', 'backoff', 'sharedPool', 'pause'],
  pool: ['run', 'other', 'pool', 'slot', 'barrier', 'rate', 'backoff', 'sharedPool', 'pause'],
  rate: ['run', 'other', 'rate', 'barrier', 'slot', 'pool', 'backoff', 'sharedPool', 'pause'],
};

/** The order in which the parts are reported. */
const CAUSES = ['slot', 'pool', 'sharedPool', 'barrier', 'rate', 'backoff', 'pause', 'other'] as const;

const ROUNDING = 1e-6;

/**
 * Breaks down the time by which the policy exceeds the lower bound; empty while that is unknown or infinite. Pass a
 * predicted run for the cost of the policy alone; a measured run includes the overhead.
 *
 * The last call to settle explains the total, because its waiting and its own duration fill the whole run:
 *
 *   last call  |--- waiting ---|=== own duration ===|
 *   total      |------------------------------------|
 *   bound      |-------------------------|  (subtracted in the order of COUNTED)
 *   cost                                 |----------|
 */
export function costOf(state: RunState, policy: Policy, proof: Proof, pools: Pools = {}): Cost[] {
  const { total, bound, cutShort } = proof;
  if (total === undefined || bound === undefined || cutShort || !Number.isFinite(total)) return [];
  const spentOf = timeBreakdownOf(state, policy, pools);
  const last = lastOf(state, total, spentOf);
  const left: TimeBreakdown = last
    ? spentOf(last)
    : { run: 0, backoff: 0, barrier: 0, rate: 0, slot: 0, pool: 0, sharedPool: 0, pause: 0, other: 0 };
  left.other += total - (last?.outcome?.settledAt ?? 0);
  let counted = bound.ms;
  for (const what of COUNTED[bound.by]) {
    const part = Math.min(left[what], counted);
    left[what] -= part;
    counted -= part;
  }

  return CAUSES.flatMap((cause): Cost[] => {
    const ms = left[cause];
    if (ms <= ROUNDING) return [];
    if (cause === 'barrier') return [{ cause, ms, batches: state.batches.at(-1)?.batch ?? 0 }];
    if (cause === 'pause' || cause === 'other' || !last) return [{ cause: cause === 'pause' ? cause : 'other', ms }];
    const call = namedCall(state, total, last, (one) => spentOf(one)[cause]);
    const waited = { ms, key: call.key, id: call.id, waitedMs: spentOf(call)[cause] };
    if (cause === 'pool') return [{ cause, ...waited, tool: call.name, limit: pools[call.name] ?? 1 }];
    return [{ cause, ...waited }];
  });
}

/** The call that settled last; of several, the first in call order that had waited. */
function lastOf(state: RunState, total: Ms, spentOf: (call: CallState) => TimeBreakdown): CallState | undefined {
  const last = settledFrom(state, total - ROUNDING);
  const started = last.filter(({ attempts }) => attempts.length > 0);
  const waited = (call: CallState) => {
    const { run, backoff } = spentOf(call);
    return (call.outcome?.settledAt ?? 0) - run - backoff > ROUNDING;
  };
  return started.find(waited) ?? started[0] ?? last[0];
}

/**
 * The first call in call order that settled near the end and waited: timer jitter then does not change which call is
 * named.
 */
function namedCall(state: RunState, total: Ms, last: CallState, waited: (call: CallState) => Ms): CallState {
  return settledFrom(state, total * 0.99).find((call) => waited(call) > total * 0.01) ?? last;
}

function settledFrom({ calls }: RunState, moment: Ms): CallState[] {
  return calls.filter(({ outcome }) => (outcome?.settledAt ?? -1) >= moment);
}
