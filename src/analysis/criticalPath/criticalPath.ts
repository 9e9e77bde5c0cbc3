import type { AttemptState, CallState } from '../../run/callState.ts';
import type { RunState } from '../../run/fold.ts';
import type { Ms, Policy } from '../../run/types.ts';
import type { Pools } from '../metrics/makespanBound.ts';
import { partitionPoint } from '../metrics/partitionPoint.ts';

/**
 * A section of the critical path. The sections cover the run from its start until its last call settles, without gaps
 * or overlaps. Had a section been shorter, the next one could have begun earlier.
 */
export interface PathSection {
  from: Ms;
  to: Ms;
  kind:
    | 'attempt'
    /** A failed attempt that another one followed. */
    | 'lost-attempt'
    /** Abandoned work that held its slot. */
    | 'tail'
    | 'backoff'
    | 'rate'
    /** A pool that other runs share had no room. */
    | 'pool'
    /** The user paused the run. */
    | 'pause'
    /** Not caused by the plan: engine, machine, timers. */
    | 'overhead';
  /** Index of the call: the one that ran, or that `rate` or `pool` delayed; -1 for overhead before the first start. */
  key: number;
  attempt: number;
  /** How the section enabled the next one; absent for the last section. */
  edge?: PathEdge;
}

/**
 * `next`: the same call continues. `slot`, `barrier`, `thread`: released for another call. `rate`: its start left the
 * rate window.
 */
export type PathEdge = 'next' | 'slot' | 'barrier' | 'thread' | 'rate';

/** Moments closer than this are equal: timers of one turn differ by fractions. */
const SAME_MS = 0.001;
/**
 * A slot that became free up to this long before a start counts as the one that the call waited for: a real engine
 * needs some time.
 */
const NEAR_MS = 4;

/**
 * The critical path of a settled run. Walks backwards from the call that settled last (ties: the longest, then the
 * first in call order) to whatever let it start: the end that freed its slot, the batch before, the start that left the
 * rate window. Returned in time order; empty for a run of length 0.
 *
 *   limit 2   a |=======|
 *             b |===========|
 *             c         |==========|
 *             path: a --slot--> c
 *
 * Source: the critical path method on the dependency graph of attempts, walked backwards as in Jaeger's critical path
 * over spans, with resource waits as edges ("freed by"); see docs/ARCHITECTURE.md. O(n log n).
 */
export function criticalPath(state: RunState, policy: Policy, pools: Pools = {}): PathSection[] {
  const { makespan = 0 } = state;
  const last = lastSettled(state);
  if (!last || makespan <= 0) return [];
  const path = new BackwardWalk(state, policy, pools).from(last, makespan);
  return state.pauses.length === 0 ? path : path.flatMap((section) => cutByPauses(section, state));
}

/** Splits overhead into pauses and other overhead. */
function cutByPauses(section: PathSection, { pauses, at }: RunState): PathSection[] {
  if (section.kind !== 'overhead') return [section];
  const { edge, ...whole } = section;
  const parts: PathSection[] = [];
  let from = whole.from;
  const put = (kind: PathSection['kind'], to: Ms) => {
    if (to > from) parts.push({ ...whole, kind, from, to });
    from = Math.max(from, to);
  };
  const first = partitionPoint(pauses.length, (i) => (pauses[i]?.to ?? Number.POSITIVE_INFINITY) <= whole.from);
  for (let i = first; i < pauses.length; i++) {
    const pause = pauses[i] as RunState['pauses'][number];
    if (pause.from >= whole.to) break;
    put('overhead', Math.min(pause.from, whole.to));
    put('pause', Math.min(pause.to ?? at, whole.to));
  }
  put('overhead', whole.to);
  if (edge) parts.push({ ...(parts.pop() as PathSection), edge });
  return parts;
}

function lastSettled({ calls }: RunState): CallState | undefined {
  let last: CallState | undefined;
  for (const call of calls) {
    if (!call.attempts.length) continue;
    const by = last ? endOf(call) - endOf(last) : 1;
    const longer = last ? startOf(last) - startOf(call) : 0;
    if (by > SAME_MS || (Math.abs(by) <= SAME_MS && longer > SAME_MS)) last = call;
  }
  return last;
}

const endOf = ({ outcome }: CallState): Ms => outcome?.settledAt ?? 0;
const startOf = ({ attempts }: CallState): Ms => attempts[0]?.startedAt ?? 0;

/** An attempt and a moment of it: its start, or when it freed its slot. */
interface AttemptMoment {
  at: Ms;
  call: CallState;
  attempt: AttemptState;
}

/** The attempt at which the path continues. */
type PathStep = AttemptMoment & { edge: PathEdge };

class BackwardWalk {
  /** Start of the path found so far, and the edge from the next section to find to the one found last. */
  private at: Ms = 0;
  private edge: PathEdge | undefined;
  private readonly sections: PathSection[] = [];
  private knownFreed: AttemptMoment[] | undefined;
  private knownStarts: AttemptMoment[] | undefined;

  constructor(
    private readonly state: RunState,
    private readonly policy: Policy,
    private readonly pools: Pools,
  ) {}

  /** In time order. Sorted on first use: most paths through 10,000 calls need neither this list nor `starts`. */
  private get freed(): readonly AttemptMoment[] {
    if (this.knownFreed) return this.knownFreed;
    const freed: AttemptMoment[] = [];
    const hold = this.policy.slotOnTimeout === 'hold';
    for (const call of this.state.calls)
      for (const attempt of call.attempts) {
        if (attempt.endedAt === undefined) continue;
        freed.push({ at: attempt.endedAt, call, attempt });
        if (hold && attempt.lateAt !== undefined) freed.push({ at: attempt.lateAt, call, attempt });
      }
    this.knownFreed = freed.sort(
      (a, b) => a.at - b.at || a.attempt.startedAt - b.attempt.startedAt || b.call.key - a.call.key,
    );
    return freed;
  }

  private get starts(): readonly AttemptMoment[] {
    this.knownStarts ??= this.state.calls
      .flatMap((call) => call.attempts.map((attempt) => ({ at: attempt.startedAt, call, attempt })))
      .sort((a, b) => a.at - b.at || a.call.key - b.call.key);
    return this.knownStarts;
  }

  from(last: CallState, end: Ms): PathSection[] {
    let call = last;
    let attempt = last.attempts.at(-1) as AttemptState;
    let still = 0;
    // A path without progress is never longer than this.
    const most = this.state.calls.reduce((sum, { attempts }) => sum + 2 * attempts.length, 0);
    this.at = end;
    while (this.at > 0) {
      const before = this.at;
      const ended = attempt.endedAt ?? end;
      const isTail = attempt.lateAt !== undefined && this.at > ended && this.at <= attempt.lateAt + SAME_MS;
      this.put(isTail ? 'tail' : 'overhead', ended, call, attempt);
      this.put(call.attempts.length > attempt.attempt ? 'lost-attempt' : 'attempt', attempt.startedAt, call, attempt);
      const next = this.cause(call, attempt);
      // The path must progress towards the start: calls of length 0 could free each other for ever.
      if (this.at >= before) still++;
      if (!next || still > most) {
        this.put('overhead', 0);
        break;
      }
      this.edge = next.edge;
      ({ call, attempt } = next);
      this.put('overhead', next.at, call, attempt);
    }
    return this.sections.reverse();
  }

  /** Prepends the section from `from` to the start of the path so far, unless it is empty. */
  private put(kind: PathSection['kind'], from: Ms, call?: CallState, attempt?: AttemptState): void {
    const begin = Math.max(0, from);
    if (begin >= this.at) return;
    // Built field by field without spreads: a path may have 10,000 sections, and the page waits for it.
    const section: PathSection = {
      from: begin,
      to: this.at,
      kind,
      key: call?.key ?? -1,
      attempt: attempt?.attempt ?? 0,
    };
    if (this.edge) section.edge = this.edge;
    this.sections.push(section);
    this.at = begin;
    this.edge = undefined;
  }

  /** Finds what the attempt waited for; `undefined` for nothing. Prepends the sections in which its own call waited. */
  private cause(call: CallState, attempt: AttemptState): PathStep | undefined {
    const { readyAt, poolMs = 0 } = attempt;
    const earlier = call.attempts[attempt.attempt - 2];
    // From here on as if the call had started when it had to wait for the pool only.
    const startedAt = Math.max(readyAt, attempt.startedAt - poolMs);
    if (startedAt < attempt.startedAt) {
      this.edge = 'next';
      this.put('pool', startedAt, call, attempt);
    }
    if (startedAt - readyAt > SAME_MS) {
      const freed = this.freedBefore(startedAt, Math.max(readyAt - NEAR_MS, 0), call, attempt);
      if (freed && this.hasSlots(call)) return { ...freed, edge: 'slot' };
      // Without a limit a call waits for another one only if that one blocked the thread.
      if (freed && this.heldThread(freed)) return { ...freed, edge: 'thread' };
    }
    const due = earlier ? (earlier.endedAt ?? 0) + (earlier.backoffMs ?? 0) : call.queuedAt;
    const rate = this.rateBefore(startedAt, due);
    if (rate) {
      this.edge = 'rate';
      this.put('rate', rate.at, call, attempt);
      return { ...rate, edge: 'rate' };
    }
    if (!earlier) return this.barrierBefore(call);
    this.edge = 'next';
    this.put('overhead', due, call, attempt);
    this.edge = 'next';
    this.put('backoff', earlier.endedAt ?? 0, call, earlier);
    return { call, attempt: earlier, at: earlier.endedAt ?? 0, edge: 'next' };
  }

  /** Whether a limit applies to calls of this tool. */
  private hasSlots({ name }: CallState): boolean {
    return this.policy.limit !== null || this.state.limits.length > 0 || this.pools[name] !== undefined;
  }

  /** Whether no other attempt started or ended while it ran. */
  private heldThread({ at, attempt: { startedAt } }: AttemptMoment): boolean {
    const until = at - SAME_MS;
    const started = this.starts[lastUntil(until, this.starts)]?.at ?? 0;
    const ended = this.freed[lastUntil(until, this.freed)]?.at ?? 0;
    return at - startedAt > NEAR_MS && Math.max(started, ended) <= startedAt + SAME_MS;
  }

  /** The attempt that ended last at or shortly before `until`; of equal ones the one that had run longest. */
  private freedBefore(until: Ms, from: Ms, call: CallState, attempt: AttemptState): AttemptMoment | undefined {
    // Without a limit of the run the call can only have waited for its tool.
    const { name } = call;
    const pooled = this.pools[name] !== undefined && this.policy.limit === null && this.state.limits.length === 0;
    let place = lastUntil(until + SAME_MS, this.freed);
    for (; place >= 0; place--) {
      const one = this.freed[place] as AttemptMoment;
      if (one.at < from) return undefined;
      const own = one.call === call && one.attempt.attempt >= attempt.attempt;
      if (!own && one.attempt.startedAt < until && !(pooled && one.call.name !== name)) return one;
    }
    return undefined;
  }

  /** The start that had filled the rate window, if this attempt started as soon as it left the window. */
  private rateBefore(startedAt: Ms, couldAt: Ms): AttemptMoment | undefined {
    const { rate } = this.policy;
    if (!rate || startedAt - couldAt <= SAME_MS) return undefined;
    const leaves = startedAt - rate.perMs;
    const one = this.starts[lastUntil(leaves + SAME_MS, this.starts)];
    return one && leaves - one.at <= NEAR_MS && leaves >= -SAME_MS ? one : undefined;
  }

  private barrierBefore(call: CallState): PathStep | undefined {
    const number = call.batch ?? 0;
    const before = this.state.batches[number - 2];
    if (!before) return undefined;
    let last: CallState | undefined;
    for (const key of before.keys) {
      const one = this.state.calls[key];
      if (one?.attempts.length && (!last || endOf(one) > endOf(last))) last = one;
    }
    const attempt = last?.attempts.at(-1);
    return last && attempt && { call: last, attempt, at: endOf(last), edge: 'barrier' };
  }
}

/** The last index whose `at` is not after the given one; -1 if there is none. */
function lastUntil(at: Ms, ascending: readonly { at: Ms }[]): number {
  return partitionPoint(ascending.length, (i) => (ascending[i] as { at: Ms }).at <= at) - 1;
}
