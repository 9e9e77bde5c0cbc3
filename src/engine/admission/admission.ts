import type { Ms, Policy } from '../../run/types.ts';
import { byRank, type CallTask } from '../attempts/callTask.ts';
import type { Cancel, Clock } from '../types.ts';
import { OrderedQueue } from './priorityQueue.ts';
import { RateWindow } from './rateWindow.ts';

/**
 * Between a batch and the queue: calls wait here for a resume and for a place in the rate, the first by order first.
 *
 * A call that holds a slot already (on the way to its fallback, or beside its abandoned attempt) does not respect
 * the places that others were promised: those may wait for that very slot, and both would for ever. So a promise
 * is not yet a start, and `mayStart` has the last word.
 */
export class Admission {
  private readonly waiting = new OrderedQueue(byRank);
  private readonly owners = new OrderedQueue(byRank);
  private readonly rate: RateWindow | undefined;
  private state: 'open' | 'shut' | 'closed' = 'open';
  private cancelTimer: Cancel | undefined;
  private wakesAt: Ms = Number.POSITIVE_INFINITY;

  constructor(
    rate: Policy['rate'],
    private readonly clock: Clock,
    private readonly hear: {
      /** @param now the clock's time */
      letThrough(entry: CallTask, now: number): void;
      /** After time alone has let some through, or start. */
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
      if (this.state === 'open' && !this.rate) this.hear.letThrough(entry, now);
      else (entry.claims > 0 ? this.owners : this.waiting).push(entry);
    }
    this.pass();
  }

  /** Whether anything may start now; if not, `opened` is called when it may. */
  mayStart(): boolean {
    if (!this.rate) return true;
    const now = this.clock.now();
    const openAt = this.rate.openAt(now);
    if (openAt <= now) return true;
    this.wakeAt(openAt);
    return false;
  }

  /** The call starts: its place in the rate is dated now. */
  started(entry: CallTask): void {
    if (!this.rate) return;
    this.rate.start(this.clock.now());
    this.forget(entry);
  }

  /** The call has settled, or cannot start soon: the place that it was promised is another's. */
  forget(entry: CallTask): void {
    if (!this.rate || !entry.promised) return;
    entry.promised = false;
    this.rate.release();
    this.pass();
  }

  shut(): void {
    if (this.state === 'open') this.state = 'shut';
  }

  open(): void {
    if (this.state === 'shut') this.state = 'open';
    this.pass();
  }

  /** For good. */
  close(): void {
    this.state = 'closed';
    this.cancelTimer?.();
  }

  private pass(): void {
    this.passFrom(this.owners);
    this.passFrom(this.waiting);
  }

  private passFrom(queue: OrderedQueue<CallTask>): void {
    for (let entry = queue.peek(); entry && this.state === 'open'; entry = queue.peek()) {
      const now = this.clock.now();
      if (!entry.outcome && this.rate) {
        const free = queue === this.owners ? this.rate.openAt(now) : this.rate.promisableAt(now);
        if (free > now) {
          this.wakeAt(free);
          return;
        }
        entry.promised = true;
        this.rate.promise();
      }
      queue.pop();
      if (!entry.outcome) this.hear.letThrough(entry, now);
    }
  }

  private wakeAt(moment: Ms): void {
    if (moment >= this.wakesAt) return;
    this.cancelTimer?.();
    this.wakesAt = moment;
    this.cancelTimer = this.clock.after(moment - this.clock.now(), () => {
      this.wakesAt = Number.POSITIVE_INFINITY;
      this.pass();
      this.hear.opened();
    });
  }
}
