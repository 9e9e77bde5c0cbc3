import type { Ms } from '../run/types.ts';
import { timerTurn, turn } from './macrotask.ts';
import { TimerHeap } from './timerHeap.ts';
import type { VirtualClock } from './types.ts';

/** Nothing is left on the virtual clock, and the work it drives has not settled. */
export class Stalled extends Error {
  override readonly name = 'Stalled';
}

/** A virtual clock whose driving can be bounded: the public `drive` has no end of its own. */
export interface BoundedClock extends VirtualClock {
  /** `most`: rejects with Stalled, too, when the work has not settled after so many due moments. */
  drive<T>(work: Promise<T>, most?: number): Promise<T>;
}

/** Empty turns before the work is called stalled; one more goes through the timer queue. */
const EMPTY_TURNS = 4;

/**
 * Time that steps from due moment to due moment, ties by insertion, starting at 0. After each moment the
 * promises are drained by a macrotask turn, so whatever takes its time from this clock alone has gone on
 * before the next moment comes. Real waiting (a fetch, a timer of its own) is not seen.
 */
export function virtualClock(): BoundedClock {
  const heap = new TimerHeap();
  let moment: Ms = 0;

  async function drive<T>(work: Promise<T>, most = Number.POSITIVE_INFINITY): Promise<T> {
    let pending = true;
    let moments = 0;
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
      if (++moments > most) throw new Stalled(`the work has not settled after ${most} moments`);
      // After `block`, timers that came due meanwhile fire late: time never goes back to them.
      moment = Math.max(moment, due);
      heap.fireDue(due);
      await turn();
    }
    return work;
  }

  return {
    now: () => moment,
    after(delay, fire) {
      // Time must never step there: an endless timer is none.
      if (delay === Number.POSITIVE_INFINITY) return () => {};
      return heap.add(delay > 0 ? moment + delay : moment, fire);
    },
    block(duration) {
      if (duration > 0) moment += duration;
    },
    drive,
  };
}

async function isStalled(nothingLeft: () => boolean): Promise<boolean> {
  for (let i = 0; i < EMPTY_TURNS && nothingLeft(); i++) await turn();
  if (nothingLeft()) await timerTurn();
  if (nothingLeft()) await turn();
  return nothingLeft();
}
