import type { Ms, Policy } from '../../run/types.ts';

/**
 * At most `starts` starts in any window of `perMs`. A place is promised to a call when it is let through, dated when
 * it starts, and free again `perMs` after that.
 */
export class RateWindow {
  /** Start times, oldest first, from `oldest` on. */
  private readonly started: Ms[] = [];
  private oldest = 0;
  private promised = 0;

  constructor(private readonly rate: NonNullable<Policy['rate']>) {}

  /** From when on a start is allowed: `now`, or the time at which the oldest of a full window leaves it. */
  openAt(now: Ms): Ms {
    while (this.oldest < this.started.length && this.leavesAt() <= now) this.oldest++;
    return this.started.length - this.oldest >= this.rate.starts ? this.leavesAt() : now;
  }

  /** The same for a further call: places that others were promised count as taken. Infinity when only they can tell. */
  promisableAt(now: Ms): Ms {
    this.openAt(now);
    const inWindow = this.started.length - this.oldest;
    if (inWindow + this.promised < this.rate.starts) return now;
    return inWindow > 0 ? this.leavesAt() : Number.POSITIVE_INFINITY;
  }

  promise(): void {
    this.promised++;
  }

  /** It has started, or never will. */
  release(): void {
    this.promised--;
  }

  start(now: Ms): void {
    this.started.push(now);
  }

  /** When the oldest start leaves the window. */
  private leavesAt(): Ms {
    return (this.started[this.oldest] as Ms) + this.rate.perMs;
  }
}
