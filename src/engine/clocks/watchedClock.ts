import type { Ms } from '../../run/types.ts';
import type { Cancel, Clock } from '../types.ts';
import { type Timeouts, timeoutsOf } from './timeouts.ts';

/** A timer that fires at least this late counts as delayed by the environment. */
const LATE_MS = 50;

export interface WatchedClock extends Clock {
  /** Timeouts of attempts, without the lateness check: their targets call `fired`. */
  readonly timeouts: Timeouts;
  /** Reports that a timer that was due at this time of the clock fires now. */
  fired(due: number): void;
  /** `after` for a timer of a tool: what `fire` throws, or a promise that it returns rejects with, goes to `threw`. */
  guarded(delay: Ms, fire: () => unknown, threw: (thrown: unknown) => void): Cancel;
}

/**
 * The clock of a run and its tools, which reports late timers. A delay that several timers waited through is reported
 * once. Time that a tool spends in `block` is part of the plan and is not reported.
 *
 * @param listener `onFire`: called when any timer fires, with the clock's time; `onLate`: called for a late timer
 */
export function watchedClock(
  clock: Clock,
  listener: { onFire(now: number): void; onLate(duration: Ms): void },
): WatchedClock {
  /** Lateness before this time of the clock has been reported. */
  let accountedUntil = clock.now();

  function fired(due: number): void {
    const now = clock.now();
    listener.onFire(now);
    const late = now - Math.max(due, accountedUntil);
    if (late < LATE_MS) return;
    accountedUntil = now;
    listener.onLate(late);
  }

  const dueIn = (delay: Ms) => (delay > 0 ? clock.now() + delay : clock.now());

  return {
    timeouts: timeoutsOf(clock),
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
          const answer = fire();
          // An async function: its rejection would otherwise be unhandled.
          if (typeof answer === 'object' && answer !== null) Promise.resolve(answer).then(undefined, threw);
        } catch (thrown) {
          threw(thrown);
        }
      });
    },
    block(duration) {
      clock.block(duration);
      accountedUntil = clock.now();
    },
    fired,
  };
}
