import type { Ms } from '../../run/types.ts';
import type { VirtualClock } from '../types.ts';
import { timerTurn, turn } from './macrotask.ts';
import { offerTimeouts } from './timeouts.ts';
import { type Timer, TimerHeap } from './timerHeap.ts';

/** No timer is left on the virtual clock, and the work that it drives has not settled. */
export class Stalled extends Error {
  override readonly name = 'Stalled';
}

/** A virtual clock whose `drive` can be observed and ended. */
export interface WatchedDrive extends VirtualClock {
  /** `beforeMoment`: called before each due moment; if it throws, `drive` rejects with its error. */
  drive<T>(work: Promise<T>, beforeMoment?: () => void): Promise<T>;
}

/** Macrotasks without a new timer before the work counts as stalled; a turn of the timer queue follows. */
const EMPTY_TURNS = 4;

/**
 * A clock whose time starts at 0 and advances from due moment to due moment; timers due at the same moment fire in
 * insertion order. A macrotask runs after each moment, so that all promises that depend only on this clock have settled
 * before the next moment. Real waiting (a fetch, a system timer) is not observed.
 */
export function virtualClock(): WatchedDrive {
  const heap = new TimerHeap();
  let moment: Ms = 0;

  async function drive<T>(work: Promise<T>, beforeMoment?: () => void): Promise<T> {
    let pending = true;
    const settle = () => {
      pending = false;
    };
    work.then(settle, settle);
    await turn();
    while (pending) {
      const due = heap.nextDue();
      if (due === undefined) {
        if (await isStalled(() => pending && heap.isEmpty))
          throw new Stalled('nothing is left on the virtual clock that could settle this work');
        continue;
      }
      beforeMoment?.();
      // After `block`, timers that became due meanwhile fire late: time never goes back.
      moment = Math.max(moment, due);
      heap.fireDue(due);
      await turn();
    }
    return work;
  }

  const clock: WatchedDrive = {
    now: () => moment,
    after(delay, fire) {
      // A timer with an infinite delay never fires and must not advance the time.
      if (delay === Number.POSITIVE_INFINITY) return () => {};
      return heap.canceller(heap.add(delay > 0 ? moment + delay : moment, fire));
    },
    block(duration) {
      if (duration > 0) moment += duration;
    },
    drive,
  };
  return offerTimeouts(clock, {
    set: (delay, target) => heap.add(moment + delay, target),
    cancel: (timer) => heap.cancel(timer as Timer),
  });
}

async function isStalled(nothingLeft: () => boolean): Promise<boolean> {
  for (let i = 0; i < EMPTY_TURNS && nothingLeft(); i++) await turn();
  if (nothingLeft()) await timerTurn();
  if (nothingLeft()) await turn();
  return nothingLeft();
}
