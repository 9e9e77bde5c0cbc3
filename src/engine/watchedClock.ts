import type { Ms } from '../run/types.ts';
import type { Clock } from './types.ts';

/** A timer that comes this much too late was held up by something. */
const LATE_MS = 50;

/**
 * The clock as a run and its tools see it. Each timer tells how late it came; a stretch that several timers waited
 * through is told once, and what a tool itself burnt with `block` is no disturbance but the plan's own doing.
 */
export function watchedClock(clock: Clock, hear: { turned(now: Ms): void; late(duration: Ms): void }): Clock {
  /** Up to here lateness is accounted for. */
  let told = clock.now();
  return {
    now: clock.now,
    after(delay, fire) {
      const due = delay > 0 ? clock.now() + delay : clock.now();
      return clock.after(delay, () => {
        const now = clock.now();
        hear.turned(now);
        const late = now - Math.max(due, told);
        if (late >= LATE_MS) {
          told = now;
          hear.late(late);
        }
        fire();
      });
    },
    block(duration) {
      clock.block(duration);
      told = clock.now();
    },
  };
}
