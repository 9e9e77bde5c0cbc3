import type { AttemptState, CallState } from '../../run/callState.ts';
import type { Batch, RunState } from '../../run/fold.ts';
import type { Ms, Policy } from '../../run/types.ts';
import type { Bound, Pools } from './makespanBound.ts';
import { overlapWith } from './overlap.ts';
import { leading } from './partitionPoint.ts';
import type { Proof } from './proof.ts';

/** What a call's time up to its end, or up to the run's, went into. */
export interface Spent {
  run: Ms;
  backoff: Ms;
  /** Behind the barrier, until its batch was opened. */
  barrier: Ms;
  /** Until the rate let it through. */
  rate: Ms;
  /** Ready, without a slot. */
  slot: Ms;
  /** Ready, and its tool took no more calls. */
  pool: Ms;
  /** While the run was paused. */
  pause: Ms;
  /** Nothing that a log shows: a held thread, a late timer. */
  other: Ms;
}

/** For each of a run's calls what filled its time from the run's start to its settling. The state must not change meanwhile. */
export function spending(state: RunState, policy: Policy, pools: Pools = {}): (call: CallState) => Spent {
  const paused = overlapWith(state.pauses.map(({ from, to = Number.POSITIVE_INFINITY }) => ({ from, to })));
  const crowds = new Map<string, Crowd>();
  const held = policy.rate ? 'rate' : 'other';

  /** Where both the run and the tool have a limit, it was the tool's if that was reached to the end. */
  function heldBack(call: CallState, startedAt: Ms): keyof Spent {
    const room = pools[call.name];
    if (room !== undefined && (policy.limit === null || crowdOf(call.name).beside(call, startedAt) >= room))
      return 'pool';
    return policy.limit !== null ? 'slot' : held;
  }

  function crowdOf(name: string): Crowd {
    let crowd = crowds.get(name);
    if (!crowd) {
      crowd = new Crowd(
        state.calls.filter((call) => call.name === name),
        policy,
      );
      crowds.set(name, crowd);
    }
    return crowd;
  }

  return (call) => {
    const spent: Spent = { run: 0, backoff: 0, barrier: 0, rate: 0, slot: 0, pool: 0, pause: 0, other: call.queuedAt };
    const settledAt = call.outcome?.settledAt ?? state.at;

    function wait(from: Ms, to: Ms, cause: keyof Spent): void {
      const pause = paused(from, to);
      spent.pause += pause;
      spent[cause] += to - from - pause;
    }

    let at = call.queuedAt;
    if (call.batch !== undefined) {
      // Not by its place: a batch whose calls were all cancelled never opens.
      const opened = Math.min(batchOf(state, call.batch)?.openedAt ?? settledAt, settledAt);
      spent.barrier += opened - at;
      at = opened;
    }
    let backoffMs = 0;
    const until = (readyAt: Ms, startedAt: Ms) => {
      const backoff = Math.min(backoffMs, readyAt - at);
      spent.backoff += backoff;
      wait(at + backoff, readyAt, held);
      wait(readyAt, startedAt, heldBack(call, startedAt));
    };
    for (const attempt of call.attempts) {
      const { readyAt, startedAt, endedAt = settledAt } = attempt;
      until(readyAt, startedAt);
      spent.run += endedAt - startedAt;
      at = endedAt;
      backoffMs = attempt.backoffMs ?? 0;
    }
    // It was ended before its next attempt, or its first, had started.
    if (settledAt > at) until(call.readyAt ?? settledAt, settledAt);
    return spent;
  };
}

/** The batch with this number; `undefined` until it opens, and when it was passed by: those leave gaps. */
export function batchOf({ batches }: RunState, number: number): Batch | undefined {
  const found = batches[leading(batches.length, (i) => (batches[i] as Batch).batch < number)];
  return found?.batch === number ? found : undefined;
}

/** A place that came free this long before the start is what the call had waited for; real engines take a moment. */
const NEAR_MS = 4;

/** Half-open on the left, and a call's own do not touch. */
interface Stretch {
  from: Ms;
  to: Ms;
}

/** When the calls of one tool held its places; a place is held a little longer than it was. */
class Crowd {
  private readonly own = new Map<CallState, readonly Stretch[]>();
  private readonly starts: Float64Array;
  private readonly ends: Float64Array;

  constructor(calls: readonly CallState[], { slotOnTimeout }: Policy) {
    for (const call of calls) this.own.set(call, merged(call.attempts.map((one) => heldBy(one, slotOnTimeout))));
    const all = [...this.own.values()].flat();
    this.starts = Float64Array.from(all, ({ from }) => from).sort();
    this.ends = Float64Array.from(all, ({ to }) => to).sort();
  }

  /** How many others of them held one just before that moment. */
  beside(call: CallState, at: Ms): number {
    const open = below(this.starts, at) - below(this.ends, at);
    const own = this.own.get(call) ?? [];
    const last = own[leading(own.length, (i) => (own[i] as Stretch).from < at) - 1];
    return open - (last && last.to >= at ? 1 : 0);
  }
}

function heldBy({ startedAt, endedAt, lateAt, result }: AttemptState, slotOnTimeout: Policy['slotOnTimeout']): Stretch {
  // Under `hold` an abandoned attempt keeps its place until it really ends.
  const holds = slotOnTimeout === 'hold' && (result === 'timedOut' || result === 'cancelled');
  return { from: startedAt, to: ((holds ? lateAt : endedAt) ?? Number.POSITIVE_INFINITY) + NEAR_MS };
}

/** Those that overlap as one: a call holds one place, however many of its attempts run. `stretches` by their beginnings. */
function merged(stretches: readonly Stretch[]): Stretch[] {
  const apart: Stretch[] = [];
  for (const { from, to } of stretches) {
    const last = apart.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else apart.push({ from, to });
  }
  return apart;
}

/** How many of `times`, which rise, are less than `at`. */
function below(times: Float64Array, at: Ms): number {
  return leading(times.length, (i) => (times[i] as Ms) < at);
}

/**
 * One cause of what the policy costs. The parts add up to total - lower bound.
 * `slot`, `pool`, `rate`, `backoff`: the call `key`, which the run ended with, spent `waitedMs` so; `ms` of that is beyond the
 * lower bound. `barrier`: batches 2 to `batches` had to wait. `other`: no cause that a log shows.
 */
export type Cost =
  | Waited<'slot'>
  | (Waited<'pool'> & { tool: string; limit: number })
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
 * Of the last call's time, what the lower bound has already counted, in the order in which it is taken off; what is left
 * is the policy's. Where the slowest call binds, the last call's waiting ran beside it; where work / limit binds,
 * waiting for a slot is work being done. A backoff is in no work, and a pause in no bound at all.
 */
const COUNTED: Record<Bound['by'], readonly (keyof Spent)[]> = {
  slowest: ['run', 'backoff', 'other', 'barrier', 'rate', 'slot', 'pool', 'pause'],
  work: ['run', 'other', 'slot', 'pool', 'barrier', 'rate', 'backoff', 'pause'],
  pool: ['run', 'other', 'pool', 'slot', 'barrier', 'rate', 'backoff', 'pause'],
  rate: ['run', 'other', 'rate', 'barrier', 'slot', 'pool', 'backoff', 'pause'],
};

/** The parts in the order in which they are named. */
const CAUSES = ['slot', 'pool', 'barrier', 'rate', 'backoff', 'pause', 'other'] as const;

const ROUNDING = 1e-6;

/**
 * What the policy costs beyond the lower bound, by named cause; empty while that is unknown or endless.
 * For the cost of the policy alone give the predicted run; a measured one includes the overhead.
 *
 * The total is explained by the call that settled last: its waiting and its own duration fill the run.
 */
export function costOf(state: RunState, policy: Policy, proof: Proof, pools: Pools = {}): Cost[] {
  const { total, bound, cutShort } = proof;
  if (total === undefined || bound === undefined || cutShort || !Number.isFinite(total)) return [];
  const spentOf = spending(state, policy, pools);
  const last = lastOf(state, total, spentOf);
  const left: Spent = last
    ? spentOf(last)
    : { run: 0, backoff: 0, barrier: 0, rate: 0, slot: 0, pool: 0, pause: 0, other: 0 };
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
    const call = nameFor(state, total, last, (one) => spentOf(one)[cause]);
    const waited = { ms, key: call.key, id: call.id, waitedMs: spentOf(call)[cause] };
    if (cause === 'pool') return [{ cause, ...waited, tool: call.name, limit: pools[call.name] ?? 1 }];
    return [{ cause, ...waited }];
  });
}

/** The call that settled last; of those that settled together the first listed that had waited. */
function lastOf(state: RunState, total: Ms, spentOf: (call: CallState) => Spent): CallState | undefined {
  const last = settledFrom(state, total - ROUNDING);
  const started = last.filter(({ attempts }) => attempts.length > 0);
  const waited = (call: CallState) => {
    const { run, backoff } = spentOf(call);
    return (call.outcome?.settledAt ?? 0) - run - backoff > ROUNDING;
  };
  return started.find(waited) ?? started[0] ?? last[0];
}

/** The first listed of those near the end, so that the same plan names the same call whatever a timer's jitter was. */
function nameFor(state: RunState, total: Ms, last: CallState, waited: (call: CallState) => Ms): CallState {
  return settledFrom(state, total * 0.99).find((call) => waited(call) > total * 0.01) ?? last;
}

function settledFrom({ calls }: RunState, moment: Ms): CallState[] {
  return calls.filter(({ outcome }) => (outcome?.settledAt ?? -1) >= moment);
}
