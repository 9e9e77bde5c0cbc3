import type { Ms, Policy } from '../../run/types.ts';
import { byRank, type CallTask } from '../attempts/callTask.ts';
import type { Cancel, Clock } from '../types.ts';
import { PriorityQueue } from './priorityQueue.ts';
import { RateWindow } from './rateWindow.ts';

/**
 * Holds calls back before the ready queue while the run is paused or the rate window is full, and admits them in start
 * order.
 *
 * An admitted call reserves a start in the rate window. A call that already holds a slot (for its fallback, or for a
 * retry beside its abandoned attempt) ignores the reservations of others: those calls may wait for that same slot, which
 * would be a deadlock. So a reservation does not guarantee a start; `mayStart` decides.
 */
export class Admission {
  private readonly waiting = new PriorityQueue(byRank);
  private readonly slotHolders = new PriorityQueue(byRank);
  private readonly rate: RateWindow | undefined;
  private state: 'open' | 'shut' | 'closed' = 'open';
  private cancelTimer: Cancel | undefined;
  private wakesAt: Ms = Number.POSITIVE_INFINITY;

  constructor(
    rate: Policy['rate'],
    private readonly clock: Clock,
    private readonly listener: {
      /** Called when a call is admitted. @param now the clock's time */
      letThrough(entry: CallTask, now: number): void;
      /** Called when the rate window reopens and calls may start. */
      opened(): void;
    },
  ) {
    this.rate = rate ? new RateWindow(rate) : undefined;
  }

  /** @param entries in order */
  add(entries: readonly CallTask[]): void {
    const now = this.clock.now();
    for (const entry of entries) {
      if (entry.outcome || this.state === 'closed') continue;
      if (this.state === 'open' && !this.rate) this.listener.letThrough(entry, now);
      else (entry.claims > 0 ? this.slotHolders : this.waiting).push(entry);
    }
    this.admitWaiting();
  }

  /** Whether a call may start now; if not, `opened` is called as soon as one may. */
  mayStart(): boolean {
    if (!this.rate) return true;
    const now = this.clock.now();
    const openAt = this.rate.openAt(now);
    if (openAt <= now) return true;
    this.wakeAt(openAt);
    return false;
  }

  /** Records the start of a call in the rate window and ends its reservation. */
  recordStart(entry: CallTask): void {
    if (!this.rate) return;
    this.rate.recordStart(this.clock.now());
    this.cancelReservation(entry);
  }

  /** Frees the reservation of a call that has started or settled, or that cannot start soon. */
  cancelReservation(entry: CallTask): void {
    if (!this.rate || !entry.hasReservation) return;
    entry.hasReservation = false;
    this.rate.release();
    this.admitWaiting();
  }

  pause(): void {
    if (this.state === 'open') this.state = 'shut';
  }

  resume(): void {
    if (this.state === 'shut') this.state = 'open';
    this.admitWaiting();
  }

  /** Admits nothing any more. */
  close(): void {
    this.state = 'closed';
    this.cancelTimer?.();
  }

  private admitWaiting(): void {
    this.admitFrom(this.slotHolders);
    this.admitFrom(this.waiting);
  }

  private admitFrom(queue: PriorityQueue<CallTask>): void {
    for (let entry = queue.peek(); entry && this.state === 'open'; entry = queue.peek()) {
      const now = this.clock.now();
      if (!entry.outcome && this.rate) {
        const free = queue === this.slotHolders ? this.rate.openAt(now) : this.rate.reservableAt(now);
        if (free > now) {
          this.wakeAt(free);
          return;
        }
        entry.hasReservation = true;
        this.rate.reserve();
      }
      queue.pop();
      if (!entry.outcome) this.listener.letThrough(entry, now);
    }
  }

  private wakeAt(moment: Ms): void {
    if (moment >= this.wakesAt) return;
    this.cancelTimer?.();
    this.wakesAt = moment;
    this.cancelTimer = this.clock.after(moment - this.clock.now(), () => {
      this.wakesAt = Number.POSITIVE_INFINITY;
      this.admitWaiting();
      this.listener.opened();
    });
  }
}
