import type { Ms } from '../../run/types.ts';
import { Heap } from '../heap.ts';
import type { Cancel } from '../types.ts';

/** So many cancelled timers are not worth a clearing out. */
const FEW = 64;

interface Timer {
  readonly due: Ms;
  readonly seq: number;
  /** Dropped when fired or cancelled, so that a stale entry keeps nothing alive. */
  fire: (() => void) | undefined;
}

/**
 * Timers by due moment, ties by insertion. A cancelled timer stays inside until it comes to the top, or until
 * cancelled ones outnumber the others; removing it at once would need an index in every entry.
 */
export class TimerHeap {
  private readonly timers = new Heap<Timer>((a, b) => a.due - b.due || a.seq - b.seq);
  private nextSeq = 0;
  private live = 0;

  /** @param emptied called when the last timer that was wanted has been cancelled */
  constructor(private readonly emptied: () => void = () => {}) {}

  get isEmpty(): boolean {
    return this.live === 0;
  }

  add(due: Ms, fire: () => void): Cancel {
    const timer: Timer = { due, seq: this.nextSeq++, fire };
    this.timers.push(timer);
    this.live++;
    return () => {
      if (!timer.fire) return;
      timer.fire = undefined;
      this.live--;
      if (this.live === 0) this.emptied();
      if (this.timers.size > FEW && this.live * 2 < this.timers.size) this.timers.keep((one) => one.fire !== undefined);
    };
  }

  /** The earliest due moment of a timer that is still wanted. */
  nextDue(): Ms | undefined {
    for (let top = this.timers.peek(); top; top = this.timers.peek()) {
      if (top.fire) return top.due;
      this.timers.pop();
    }
    return undefined;
  }

  /**
   * Fires, in order, what is due at `moment` or before. A timer added meanwhile waits for the next call,
   * so `after(0)` in a loop cannot starve the caller.
   */
  fireDue(moment: Ms): void {
    const end = this.nextSeq;
    for (let due = this.nextDue(); due !== undefined && due <= moment; due = this.nextDue()) {
      const timer = this.timers.peek() as Timer;
      if (timer.seq >= end) return;
      this.timers.pop();
      const { fire } = timer;
      timer.fire = undefined;
      this.live--;
      fire?.();
    }
  }
}
