import type { Ms, Policy } from '../../run/types.ts';

/** Starts that have left the window are dropped when there are more than this: a pool outlives its runs. */
const MOST_LEFT = 1000;

/**
 * A sliding window: at most `starts` starts in any interval of `perMs`. A call reserves a start when it is admitted; the
 * start is recorded when the call starts and leaves the window `perMs` later.
 */
export class RateWindow {
  /** Start times, oldest first, from `oldest` on. */
  private started: Ms[] = [];
  private oldest = 0;
  private reserved = 0;

  constructor(private readonly rate: NonNullable<Policy['rate']>) {}

  /** The earliest time at which a call may start: `now`, or the time at which the oldest start leaves the full window. */
  openAt(now: Ms): Ms {
    while (this.oldest < this.started.length && this.leavesAt() <= now) this.oldest++;
    if (this.oldest > MOST_LEFT) {
      this.started = this.started.slice(this.oldest);
      this.oldest = 0;
    }
    return this.started.length - this.oldest >= this.rate.starts ? this.leavesAt() : now;
  }

  /** The earliest time at which a call may reserve a start, with existing reservations counted as starts. Infinity when it depends on them alone. */
  reservableAt(now: Ms): Ms {
    this.openAt(now);
    const inWindow = this.started.length - this.oldest;
    if (inWindow + this.reserved < this.rate.starts) return now;
    return inWindow > 0 ? this.leavesAt() : Number.POSITIVE_INFINITY;
  }

  reserve(): void {
    this.reserved++;
  }

  /** Ends a reservation: its call has started or will not start. */
  release(): void {
    this.reserved--;
  }

  recordStart(now: Ms): void {
    this.started.push(now);
  }

  /** When the oldest start leaves the window. */
  private leavesAt(): Ms {
    return (this.started[this.oldest] as Ms) + this.rate.perMs;
  }
}
