import type { Ms } from '../../run/types.ts';
import { Heap } from '../heap.ts';
import type { Cancel } from '../types.ts';

/** A heap up to this size is not compacted. */
const MIN_COMPACT_SIZE = 64;

/** What a timer calls: a function, or an object, which needs no closure. */
export type TimerTarget = (() => void) | { onTimer(): void };

export interface Timer {
  readonly due: Ms;
  readonly seq: number;
  /** Cleared when fired or cancelled, so that a stale entry keeps nothing in memory. */
  target: TimerTarget | undefined;
}

/**
 * Timers ordered by due time, ties by insertion. A cancelled timer stays in the heap until it reaches the top or until
 * cancelled timers outnumber the others; removing it at once would need an index in every entry.
 */
export class TimerHeap {
  private readonly timers = new Heap<Timer>((a, b) => a.due - b.due || a.seq - b.seq);
  private nextSeq = 0;
  private live = 0;

  /** @param onEmpty called when the last live timer has been cancelled */
  constructor(private readonly onEmpty: () => void = () => {}) {}

  get isEmpty(): boolean {
    return this.live === 0;
  }

  add(due: Ms, target: TimerTarget): Timer {
    const timer: Timer = { due, seq: this.nextSeq++, target };
    this.timers.push(timer);
    this.live++;
    return timer;
  }

  cancel(timer: Timer): void {
    if (!timer.target) return;
    timer.target = undefined;
    this.live--;
    if (this.live === 0) this.onEmpty();
    if (this.timers.size > MIN_COMPACT_SIZE && this.live * 2 < this.timers.size)
      this.timers.keep((one) => one.target !== undefined);
  }

  canceller(timer: Timer): Cancel {
    return () => this.cancel(timer);
  }

  /** The earliest due time of a timer that has not been cancelled. */
  nextDue(): Ms | undefined {
    for (let top = this.timers.peek(); top; top = this.timers.peek()) {
      if (top.target) return top.due;
      this.timers.pop();
    }
    return undefined;
  }

  /**
   * Fires, in order, the timers that are due at `moment` or before. A timer added meanwhile waits for the next call, so
   * that `after(0)` in a loop cannot starve the caller.
   */
  fireDue(moment: Ms): void {
    const end = this.nextSeq;
    for (let due = this.nextDue(); due !== undefined && due <= moment; due = this.nextDue()) {
      const timer = this.timers.peek() as Timer;
      if (timer.seq >= end) return;
      this.timers.pop();
      const { target } = timer;
      timer.target = undefined;
      this.live--;
      if (typeof target === 'function') target();
      else target?.onTimer();
    }
  }
}
