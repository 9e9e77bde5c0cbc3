import type { Ms } from '../../run/types.ts';
import type { VirtualClock } from '../types.ts';
import { timerTurn, turn } from './macrotask.ts';
import { TimerHeap } from './timerHeap.ts';

/** Nothing is left on the virtual clock, and the work it drives has not settled. */
export class Stalled extends Error {
  override readonly name = 'Stalled';
}

/** A virtual clock whose driving can be watched and ended: the public `drive` has no end of its own. */
export interface WatchedDrive extends VirtualClock {
  /** `beforeMoment`: called before each step to a due moment; what it throws ends the driving. */
  drive<T>(work: Promise<T>, beforeMoment?: () => void): Promise<T>;
}

/** Empty turns before the work is called stalled; one more goes through the timer queue. */
const EMPTY_TURNS = 4;

/**
 * Time that steps from due moment to due moment, ties by insertion, starting at 0. After each moment the
 * promises are drained by a macrotask turn, so whatever takes its time from this clock alone has gone on
 * before the next moment comes. Real waiting (a fetch, a timer of its own) is not seen.
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
