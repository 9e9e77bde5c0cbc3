import type { Ms } from '../../run/types.ts';
import type { CallTask } from '../attempts/callTask.ts';
import type { Clock, Pool, Tool } from '../types.ts';
import { sharedPoolOf } from './pool.ts';
import { endPoolWait, PoolMember, type PoolMemberHost, SharedPool } from './sharedPool.ts';

/** Where the slots of a run come from, besides its limit. */
export interface SlotSources {
  /** By the name that calls have. */
  tools: ReadonlyMap<string, Tool>;
  /** Of the whole run. */
  pool: Pool | undefined;
  clock: Clock;
  /** A prediction uses empty copies of the pools. */
  mode: 'execute' | 'predict';
}

const NONE: readonly PoolMember[] = [];

/**
 * Slots of the run's limit, and of the pools of each tool: its own limit, its `pool`, and that of the run. A call holds
 * at most one of each, as long as one of its attempts counts: an open attempt, and under `hold` also an abandoned one. So
 * a retry beside an abandoned attempt needs no second slot.
 */
export class Slots {
  private limit: number;
  private used = 0;
  /** The clock's time at which the run was last at its limit. Kept only for runs with pools. */
  private fullUntil: Ms = 0;
  /** `undefined` when no tool needs a pool, so that a run without pools pays nothing for them. */
  private readonly members: ReadonlyMap<Tool, readonly PoolMember[]> | undefined;
  private readonly clock: Clock;
  /** The pools whose slots a call keeps for its fallback. */
  private readonly kept = new Map<CallTask, readonly PoolMember[]>();

  /** Throws PlanError for a pool that `createPool` did not make, or that belongs to another clock. */
  constructor(limit: number | null, sources: SlotSources, host: PoolMemberHost) {
    this.limit = limit ?? Number.POSITIVE_INFINITY;
    this.clock = sources.clock;
    this.members = membersOf(sources, host);
  }

  setLimit(limit: number | null): void {
    if (this.isFull) this.fullUntil = this.clock.now();
    this.limit = limit ?? Number.POSITIVE_INFINITY;
  }

  /** For how long the call has waited for a shared pool, and for nothing of its run; 0 for a call that has not. */
  poolWaitUntil(now: Ms, { poolWait }: CallTask): Ms {
    return poolWait?.since === undefined ? 0 : now - Math.max(poolWait.since, this.fullUntil);
  }

  /** Whether no slot of the run is free. */
  get isFull(): boolean {
    return this.used >= this.limit;
  }

  /** The first pool of the call's next attempt without room for it; `undefined` when it may start. */
  refusing(entry: CallTask): PoolMember | undefined {
    if (this.members) for (const member of this.poolsOf(entry.tool)) if (!member.hasRoom(entry)) return member;
    return undefined;
  }

  poolsOf(tool: Tool | undefined): readonly PoolMember[] {
    return (tool && this.members?.get(tool)) ?? NONE;
  }

  /** Claims the run's slot and those of the tool's pools for an attempt that starts. */
  acquire(entry: CallTask, tool: Tool): void {
    this.claim(entry);
    if (!this.members) return;
    const seq = entry.poolWait?.ticket.seq;
    endPoolWait(entry);
    for (const member of this.poolsOf(tool)) member.acquire(entry, seq);
  }

  /** Claims again the slots that an attempt of the tool holds. */
  hold(entry: CallTask, tool: Tool): void {
    this.claim(entry);
    if (this.members) for (const member of this.poolsOf(tool)) member.hold(entry);
  }

  /** Ends one claim of `acquire` or `hold`. */
  release(entry: CallTask, tool: Tool): void {
    this.unclaim(entry);
    if (this.members) for (const member of this.poolsOf(tool)) member.release(entry);
  }

  /** Keeps the call's slots until its fallback starts: the run's, and those of pools that the fallback needs, too. */
  keep(entry: CallTask): void {
    this.claim(entry);
    const pools = this.poolsOf(entry.tool).filter((member) => member.holds(entry));
    if (pools.length === 0) return;
    for (const member of pools) member.hold(entry);
    this.kept.set(entry, pools);
  }

  /** Ends `keep`. */
  unkeep(entry: CallTask): void {
    this.unclaim(entry);
    this.releaseKept(entry);
  }

  /** Ends `keep` for the pools alone. */
  releaseKept(entry: CallTask): void {
    const pools = this.kept.get(entry);
    if (!pools) return;
    this.kept.delete(entry);
    for (const member of pools) member.release(entry);
  }

  /** Called when the run has settled: none of its calls waits any more. */
  close(): void {
    if (this.members) for (const members of this.members.values()) for (const member of members) member.leave();
  }

  private claim(entry: CallTask): void {
    if (entry.claims++ === 0) this.used++;
  }

  private unclaim(entry: CallTask): void {
    if (--entry.claims > 0) return;
    if (this.members && this.isFull) this.fullUntil = this.clock.now();
    this.used--;
  }
}

function membersOf(
  { tools, pool, clock, mode }: SlotSources,
  host: PoolMemberHost,
): ReadonlyMap<Tool, readonly PoolMember[]> | undefined {
  /** One member for each pool, however many tools need it. */
  const shared = new Map<Pool, PoolMember>();
  function memberOf(one: Pool, path: string): PoolMember {
    const known = shared.get(one);
    if (known) return known;
    const real = sharedPoolOf(one, path);
    const state = mode === 'predict' ? real.emptyCopy() : real;
    state.bind(clock, path);
    const member = new PoolMember(state, true, host);
    shared.set(one, member);
    return member;
  }

  const ofRun = pool && memberOf(pool, 'pool');
  const members = new Map<Tool, readonly PoolMember[]>();
  for (const [name, tool] of tools) {
    const pools = new Set<PoolMember>();
    if (tool.limit !== undefined) pools.add(new PoolMember(new SharedPool({ limit: tool.limit }), false, host));
    if (tool.pool !== undefined) pools.add(memberOf(tool.pool, `tools.${name}.pool`));
    if (ofRun) pools.add(ofRun);
    if (pools.size > 0 && !members.has(tool)) members.set(tool, [...pools]);
  }
  return members.size > 0 ? members : undefined;
}
