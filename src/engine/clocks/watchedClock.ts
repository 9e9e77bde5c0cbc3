import type { Ms } from '../../run/types.ts';
import type { Cancel, Clock } from '../types.ts';

/** A timer that comes this much too late was held up by something. */
const LATE_MS = 50;

export interface WatchedClock extends Clock {
  /** For timers that are nearly always cancelled: not watched, so that setting one costs less. They call `fired`. */
  readonly unwatched: Clock;
  /** A timer that was due at this time of the clock fires now. */
  fired(due: number): void;
  /** `after` for a timer of a tool: what it throws goes to `threw`. */
  guarded(delay: Ms, fire: () => void, threw: (thrown: unknown) => void): Cancel;
}

/**
 * The clock as a run and its tools see it. Each timer tells how late it came; a stretch that several timers waited
 * through is told once, and what a tool itself burnt with `block` is no disturbance but the plan's own doing.
 */
export function watchedClock(
  clock: Clock,
  hear: { turned(now: number): void; late(duration: Ms): void },
): WatchedClock {
  /** Up to here lateness is accounted for. */
  let told = clock.now();

  function fired(due: number): void {
    const now = clock.now();
    hear.turned(now);
    const late = now - Math.max(due, told);
    if (late < LATE_MS) return;
    told = now;
    hear.late(late);
  }

  const dueIn = (delay: Ms) => (delay > 0 ? clock.now() + delay : clock.now());

  return {
    unwatched: clock,
    now: clock.now,
    after(delay, fire) {
      const due = dueIn(delay);
      return clock.after(delay, () => {
        fired(due);
        fire();
      });
    },
    guarded(delay, fire, threw) {
      const due = dueIn(delay);
      return clock.after(delay, () => {
        fired(due);
        try {
          fire();
        } catch (thrown) {
          threw(thrown);
        }
      });
    },
    block(duration) {
      clock.block(duration);
      told = clock.now();
    },
    fired,
  };
}
