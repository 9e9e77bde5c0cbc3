import type { Ms } from '../../run/types.ts';
import type { Cancel, Clock } from '../types.ts';
import type { Timer } from './timerHeap.ts';

/** An object with a timeout that nearly always is cancelled. */
export interface TimeoutTarget {
  onTimer(): void;
}

/** Sets and cancels timeouts without a closure for each. */
export interface Timeouts {
  /** @param delay in ms, above 0 and finite */
  set(delay: Ms, target: TimeoutTarget): Timer | Cancel;
  cancel(timeout: Timer | Cancel): void;
}

/** By clock: not a property, since a clock that was spread and given an `after` of its own must be used through that. */
const timeoutsOfClock = new WeakMap<Clock, Timeouts>();

export function offerTimeouts<C extends Clock>(clock: C, timeouts: Timeouts): C {
  timeoutsOfClock.set(clock, timeouts);
  return clock;
}

/** The timeouts of a clock; made from its `after` for a clock that is not this library's. */
export function timeoutsOf(clock: Clock): Timeouts {
  return (
    timeoutsOfClock.get(clock) ?? {
      set: (delay, target) => clock.after(delay, () => target.onTimer()),
      cancel: (timeout) => (timeout as Cancel)(),
    }
  );
}
