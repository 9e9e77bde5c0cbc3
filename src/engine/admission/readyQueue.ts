import { byRank, type CallTask } from '../attempts/callTask.ts';
import { PriorityQueue } from './priorityQueue.ts';
import type { PoolMember } from './sharedPool.ts';
import type { Slots } from './slots.ts';

/**
 * The admitted calls, in start order. A call that finds a pool without room (its tool's limit, or a shared pool) waits
 * there, so that it does not block calls that do not need the pool.
 */
export class ReadyQueue {
  private readonly main = new PriorityQueue(byRank);
  /** Calls that already hold a slot (a fallback, a retry beside an abandoned attempt) and wait only for a pool or a resume. */
  private readonly slotHolders = new PriorityQueue(byRank);
  /** Pools that may have room for a call that waits there. */
  private readonly withRoom = new Set<PoolMember>();
  /** Whether `withRoom` has any. */
  private mayHaveRoom = false;

  constructor(
    private readonly slots: Slots,
    /** Called when a call starts to wait for a pool: it should hold nothing that other calls wait for. */
    private readonly onWait: (entry: CallTask, pool: PoolMember) => void,
  ) {}

  readonly add = (entry: CallTask): void => {
    (entry.claims > 0 ? this.slotHolders : this.main).push(entry);
  };

  /** Called when a call that waits for the pool may find room: the next `next` asks again. */
  onRoom(pool: PoolMember): void {
    this.withRoom.add(pool);
    this.mayHaveRoom = true;
  }

  /** Removes and returns the next call that can start now. Drops calls that have settled meanwhile. */
  next(): CallTask | undefined {
    if (this.mayHaveRoom) this.requeueAll();
    return this.nextFrom(this.slotHolders) ?? (this.slots.isFull ? undefined : this.nextFrom(this.main));
  }

  private requeueAll(): void {
    this.mayHaveRoom = false;
    for (const pool of this.withRoom) this.requeue(pool);
    this.withRoom.clear();
  }

  /** Moves the next calls that wait for the pool back to the queues. */
  private requeue(pool: PoolMember): void {
    pool.takeHolders(this.add);
    pool.takeOther(this.add);
  }

  private nextFrom(queue: PriorityQueue<CallTask>): CallTask | undefined {
    for (let entry = queue.pop(); entry; entry = queue.pop()) {
      if (entry.outcome) {
        // The room that this call was requeued for goes to the next one.
        for (const pool of this.slots.poolsOf(entry.tool)) this.requeue(pool);
        continue;
      }
      if (queue === this.slotHolders && entry.claims === 0) {
        // The abandoned attempt whose slot the call would have used has ended meanwhile.
        this.main.push(entry);
        continue;
      }
      const pool = this.slots.refusing(entry);
      if (!pool) return entry;
      const before = entry.poolWait?.member;
      pool.wait(entry);
      // The room that it was requeued for goes to another call, which may need fewer pools.
      if (before && before !== pool) this.requeue(before as PoolMember);
      this.onWait(entry, pool);
    }
    return undefined;
  }
}
