import { PlanError } from '../../run/check/planError.ts';
import type { Ms } from '../../run/types.ts';
import { byRank, type CallTask, type PoolTicket } from '../attempts/callTask.ts';
import { isRealClock } from '../clocks/realClock.ts';
import { Heap } from '../heap.ts';
import type { Cancel, Clock, PoolSettings } from '../types.ts';
import { PriorityQueue } from './priorityQueue.ts';
import { RateWindow } from './rateWindow.ts';

/** A line up to this length is not compacted. */
const MIN_COMPACT_SIZE = 64;

/** The order in which calls of all runs began to wait. Never reset, so that a call may keep its ticket at another pool. */
let nextTicket = 1;

/** A member's position in a pool's line. Stale when its `seq` is no longer the member's. */
interface LinePlace {
  readonly member: PoolMember;
  readonly seq: number;
}

/**
 * Places and starts that calls share: those of one tool (its `limit`), or those of all runs that use a pool.
 *
 * A call holds at most one place, as long as one of its attempts counts: an open attempt, and under `hold` also an
 * abandoned one.
 *
 * Calls get a ticket when they begin to wait. When a place is free, the run with the oldest ticket has its turn, and
 * starts its first call in its own order; that call uses up the oldest ticket of its run and leaves its own to the call
 * whose ticket that was. A run that has its turn and cannot start (it is paused, or at its own limit) leaves the line, so
 * that it keeps no place from others; it asks again as soon as it can start. Nothing is reserved.
 *
 * Invariant: while a place is free and a run is in line, a dispatch is scheduled.
 */
export class SharedPool {
  /** Number of calls that wait. */
  waiting = 0;
  private readonly limit: number;
  private readonly window: RateWindow | undefined;
  /** Number of claims on its place, by call. */
  private readonly holders = new Map<CallTask, number>();
  /** Runs with calls that were refused since the run last had its turn. */
  private readonly line = new Heap<LinePlace>((a, b) => a.seq - b.seq);
  private membersInLine = 0;
  /** Runs with calls that hold a place and wait for the rate only. They go first: others may wait for that place. */
  private readonly rateWaiters = new Set<PoolMember>();
  private clock: Clock | undefined;
  private cancelTimer: Cancel | undefined;
  private wakesAt: Ms = Number.POSITIVE_INFINITY;

  constructor(private readonly settings: PoolSettings) {
    this.limit = settings.limit ?? Number.POSITIVE_INFINITY;
    this.window = settings.rate ? new RateWindow(settings.rate) : undefined;
  }

  /** Number of calls that hold a place. */
  get active(): number {
    return this.holders.size;
  }

  /** For a prediction: the same limit and rate, and nobody in it. */
  emptyCopy(): SharedPool {
    return new SharedPool(this.settings);
  }

  /** Throws PlanError when another run used the pool on a clock with other times. */
  bind(clock: Clock, path: string): void {
    this.clock ??= clock;
    if (clock !== this.clock && !(isRealClock(clock) && isRealClock(this.clock)))
      throw new PlanError(
        path,
        'a pool whose first run used the same clock; create one pool for each clock',
        'another clock',
      );
  }

  holds(entry: CallTask): boolean {
    return this.holders.has(entry);
  }

  /** Whether the call may start now: there is a place, the rate allows a start, and it is the run's turn. */
  hasRoom(member: PoolMember, entry: CallTask): boolean {
    const holds = this.holders.has(entry);
    if ((!holds && this.isFull) || this.opensAt() !== undefined) return false;
    if (holds) return true;
    const first = this.first();
    if (!first || first.member === member) return true;
    return (member.oldest()?.seq ?? nextTicket) < first.seq;
  }

  /** Whether a call that waits could start, if it is its turn. */
  get isOpen(): boolean {
    return !this.isFull && this.opensAt() === undefined;
  }

  /** Claims a place for the call, in addition to its other claims. */
  hold(entry: CallTask): void {
    this.holders.set(entry, (this.holders.get(entry) ?? 0) + 1);
  }

  release(entry: CallTask): void {
    const claims = this.holders.get(entry) ?? 0;
    if (claims > 1) this.holders.set(entry, claims - 1);
    else if (this.holders.delete(entry)) this.scheduleDispatch();
  }

  recordStart(): void {
    if (this.window && this.clock) this.window.recordStart(this.clock.now());
  }

  /** Puts the run in line for its calls that wait. `hasHolder`: one of them holds a place, and waits for the rate. */
  wait(member: PoolMember, hasHolder: boolean): void {
    if (hasHolder) this.rateWaiters.add(member);
    this.joinLine(member);
    this.scheduleDispatch();
  }

  /** Called when the run has settled. */
  leave(member: PoolMember): void {
    this.rateWaiters.delete(member);
    this.leaveLine(member);
    const { line } = this;
    if (line.size > MIN_COMPACT_SIZE && this.membersInLine * 2 < line.size)
      line.keep((place) => place.member.seqInLine === place.seq);
    if (this.isEmpty) this.stopTimer();
  }

  now(): Ms {
    return (this.clock as Clock).now();
  }

  private get isFull(): boolean {
    return this.holders.size >= this.limit;
  }

  private get isEmpty(): boolean {
    return this.rateWaiters.size === 0 && this.first() === undefined;
  }

  /** When the rate allows the next start; `undefined` when it does now. */
  private opensAt(): Ms | undefined {
    if (!this.window || !this.clock) return undefined;
    const now = this.clock.now();
    const at = this.window.openAt(now);
    return at > now ? at : undefined;
  }

  // ---- the line

  private joinLine(member: PoolMember): void {
    const oldest = member.oldest();
    if (!oldest || member.seqInLine === oldest.seq) return;
    if (member.seqInLine === undefined) this.membersInLine++;
    member.seqInLine = oldest.seq;
    this.line.push({ member, seq: oldest.seq });
  }

  private leaveLine(member: PoolMember): void {
    if (member.seqInLine === undefined) return;
    member.seqInLine = undefined;
    this.membersInLine--;
  }

  /** The run in line with the oldest ticket. Brings the line up to date as far as that takes. */
  private first(): LinePlace | undefined {
    const { line } = this;
    for (let place = line.peek(); place; place = line.peek()) {
      const { member, seq } = place;
      if (member.seqInLine === seq) {
        const oldest = member.oldest();
        if (oldest?.seq === seq) return place;
        line.pop();
        this.leaveLine(member);
        this.joinLine(member);
      } else line.pop();
    }
    return undefined;
  }

  // ---- turns

  /**
   * Plans the next dispatch, for when a run in line may start a call. In a macrotask: a place is often freed in the middle
   * of another run's step, and runs start calls without end if none of them yields to the event loop.
   */
  private scheduleDispatch(): void {
    const { clock } = this;
    if (!clock || this.isEmpty || (this.isFull && this.rateWaiters.size === 0)) return;
    const now = clock.now();
    const at = this.opensAt() ?? now;
    if (at >= this.wakesAt) return;
    this.stopTimer();
    this.wakesAt = at;
    this.cancelTimer = clock.after(at - now, () => {
      this.wakesAt = Number.POSITIVE_INFINITY;
      this.dispatch();
    });
  }

  private dispatch(): void {
    for (const member of [...this.rateWaiters]) {
      if (this.opensAt() !== undefined) break;
      this.rateWaiters.delete(member);
      member.offer();
    }
    for (let first = this.first(); first && this.isOpen; first = this.first()) {
      this.leaveLine(first.member);
      first.member.offer();
    }
    this.scheduleDispatch();
  }

  private stopTimer(): void {
    this.cancelTimer?.();
    this.cancelTimer = undefined;
    this.wakesAt = Number.POSITIVE_INFINITY;
  }
}

/** What a member needs from its run. */
export interface PoolMemberHost {
  /** Called when a waiting call of the run may find room: when it next starts calls it should ask again. */
  onRoom(member: PoolMember): void;
  /** Called in a macrotask of its own when it is the run's turn: it should start what it can. */
  onTurn(): void;
}

/** The part of one run in a pool: its calls that wait for the pool. */
export class PoolMember {
  /** The ticket with which the run is in the pool's line; `undefined` when it is not in line. */
  seqInLine: number | undefined;
  /** Calls that hold a place of the pool, and waited for its rate. Others may wait for that place. */
  private readonly holders = new Heap<CallTask>(byRank);
  /** Calls that hold a slot of the run, and can start even when the run is at its limit. */
  private readonly slotHolders = new Heap<CallTask>(byRank);
  private readonly others = new Heap<CallTask>(byRank);
  private readonly tickets = new PriorityQueue<PoolTicket>((a, b) => a.seq - b.seq);

  constructor(
    private readonly pool: SharedPool,
    /** False for a tool's own limit: nobody else uses the pool, and no tickets are needed. */
    readonly isShared: boolean,
    private readonly host: PoolMemberHost,
  ) {}

  hasRoom(entry: CallTask): boolean {
    return this.pool.hasRoom(this, entry);
  }

  holds(entry: CallTask): boolean {
    return this.pool.holds(entry);
  }

  hold(entry: CallTask): void {
    this.pool.hold(entry);
  }

  /** Claims a place for a call that starts, after its wait has ended. `seq`: of the ticket that it had. */
  acquire(entry: CallTask, seq: number | undefined): void {
    if (this.isShared) {
      this.pool.recordStart();
      // A call that holds a place already takes no turn of its run.
      const oldest = this.holds(entry) ? undefined : this.oldest();
      if (oldest?.entry?.poolWait && (seq === undefined || oldest.seq < seq))
        this.giveTicket(oldest.entry, oldest, seq ?? nextTicket++);
    }
    this.pool.hold(entry);
    if (!this.isWaiting) return;
    if (this.pool.isOpen) this.host.onRoom(this);
    else if (this.isShared) this.pool.wait(this, this.holders.size > 0);
  }

  release(entry: CallTask): void {
    this.pool.release(entry);
    if (this.isWaiting) this.host.onRoom(this);
  }

  /** Adds a call that found no room, or waited elsewhere until now. */
  wait(entry: CallTask): void {
    const holds = this.holds(entry);
    (holds ? this.holders : entry.claims > 0 ? this.slotHolders : this.others).push(entry);
    const { poolWait } = entry;
    if (!this.isShared) {
      if (poolWait) poolWait.since = undefined;
      return;
    }
    if (poolWait) poolWait.since ??= this.pool.now();
    if (!poolWait) {
      const ticket = { seq: nextTicket++, entry };
      entry.poolWait = { since: this.pool.now(), ticket, member: this };
      this.tickets.push(ticket);
      this.pool.waiting++;
    } else if (poolWait.member !== this) {
      (poolWait.member as PoolMember).pool.waiting--;
      poolWait.member = this;
      this.tickets.push(poolWait.ticket);
      this.pool.waiting++;
    }
    this.pool.wait(this, holds);
  }

  /** Removes the first call in start order of each kind that holds a slot of the run, and passes it to `add`. */
  takeHolders(add: (entry: CallTask) => void): void {
    takeFirst(this.holders, add);
    takeFirst(this.slotHolders, add);
  }

  /** Removes the first of the other calls, and passes it to `add`. */
  takeOther(add: (entry: CallTask) => void): void {
    takeFirst(this.others, add);
  }

  /** The oldest ticket among the calls that wait for this pool. */
  oldest(): PoolTicket | undefined {
    for (let ticket = this.tickets.peek(); ticket; ticket = this.tickets.peek()) {
      if (ticket.entry?.poolWait?.member === this) return ticket;
      this.tickets.pop();
    }
    return undefined;
  }

  offer(): void {
    this.host.onRoom(this);
    this.host.onTurn();
  }

  /** Called when the run has settled. Places of abandoned attempts stay held until those end. */
  leave(): void {
    if (this.isShared) this.pool.leave(this);
  }

  /** Called when a call that waited here has started or settled. */
  endWait(): void {
    this.pool.waiting--;
  }

  private get isWaiting(): boolean {
    return this.holders.size > 0 || this.slotHolders.size > 0 || this.others.size > 0;
  }

  private giveTicket(entry: CallTask, old: PoolTicket, seq: number): void {
    const ticket = { seq, entry };
    old.entry = undefined;
    if (entry.poolWait) entry.poolWait.ticket = ticket;
    this.tickets.push(ticket);
  }
}

/** Drops calls that have settled. */
function takeFirst(queue: Heap<CallTask>, add: (entry: CallTask) => void): void {
  for (let entry = queue.pop(); entry; entry = queue.pop())
    if (!entry.outcome) {
      add(entry);
      return;
    }
}

/** Ends the wait of a call that starts or has settled. */
export function endPoolWait(entry: CallTask): void {
  const { poolWait } = entry;
  if (!poolWait) return;
  poolWait.ticket.entry = undefined;
  entry.poolWait = undefined;
  (poolWait.member as PoolMember).endWait();
}
