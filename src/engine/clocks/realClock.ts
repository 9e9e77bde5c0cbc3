import { MAX_DELAY_MS } from '../../run/check/checkPolicy.ts';
import type { Ms } from '../../run/types.ts';
import type { Clock } from '../types.ts';
import { macrotask } from './macrotask.ts';
import { offerTimeouts } from './timeouts.ts';
import { type Timer, TimerHeap, type TimerTarget } from './timerHeap.ts';

/**
 * Chromium aligns timers of 32 ms and more to wake-ups 8 ms apart. A long wait therefore ends this much early, and a
 * short timer, which is not aligned, covers the rest.
 */
const LAST_STEP_MS = 30;

const realClocks = new WeakSet<Clock>();

/** Whether `realClock` made it: all of these show the same time. */
export function isRealClock(clock: Clock): boolean {
  return realClocks.has(clock);
}

/** A clock on `performance.now()`. All its timers share one system timer. */
export function realClock(): Clock {
  const heap = new TimerHeap(() => disarm());
  const now = () => performance.now();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let armedFor: Ms = Number.POSITIVE_INFINITY;

  function disarm(): void {
    clearTimeout(timer);
    timer = undefined;
    armedFor = Number.POSITIVE_INFINITY;
  }

  function arm(due: Ms): void {
    disarm();
    armedFor = due;
    const wait = Math.max(0, due - now());
    timer = setTimeout(wake, Math.min(MAX_DELAY_MS, Math.ceil(wait > LAST_STEP_MS ? wait - LAST_STEP_MS : wait)));
  }

  function wake(): void {
    try {
      heap.fireDue(now());
    } finally {
      const due = heap.nextDue();
      if (due === undefined) disarm();
      else arm(due);
    }
  }

  function set(delay: Ms, target: TimerTarget): Timer {
    const due = now() + delay;
    const timer = heap.add(due, target);
    if (due < armedFor) arm(due);
    return timer;
  }

  const clock: Clock = {
    now,
    after(delay, fire) {
      if (!(delay > 0)) return nextTurn(fire);
      if (delay === Number.POSITIVE_INFINITY) return () => {};
      return heap.canceller(set(delay, fire));
    },
    block(duration) {
      const end = now() + duration;
      while (now() < end);
    },
  };
  realClocks.add(clock);
  return offerTimeouts(clock, { set, cancel: (timer) => heap.cancel(timer as Timer) });
}

function nextTurn(fire: () => void): () => void {
  let wanted = true;
  macrotask(() => {
    if (wanted) fire();
  });
  return () => {
    wanted = false;
  };
}
