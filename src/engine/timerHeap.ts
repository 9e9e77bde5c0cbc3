import type { Ms } from '../run/types.ts';
import type { Cancel } from './types.ts';

interface Timer {
  readonly due: Ms;
  readonly seq: number;
  /** Dropped when fired or cancelled, so that a stale entry keeps nothing alive. */
  fire: (() => void) | undefined;
}

/**
 * Timers by due moment, ties by insertion: a binary heap. A cancelled timer stays inside until it comes to
 * the top, or until cancelled ones outnumber the others; removing it at once would need an index in every entry.
 */
export class TimerHeap {
  private timers: Timer[] = [];
  private nextSeq = 0;
  private live = 0;

  get isEmpty(): boolean {
    return this.live === 0;
  }

  add(due: Ms, fire: () => void): Cancel {
    const timer: Timer = { due, seq: this.nextSeq++, fire };
    this.timers.push(timer);
    this.live++;
    this.siftUp(this.timers.length - 1);
    return () => {
      if (!timer.fire) return;
      timer.fire = undefined;
      this.live--;
      if (this.timers.length > 64 && this.live * 2 < this.timers.length) this.compact();
    };
  }

  /** The earliest due moment of a timer that is still wanted. */
  nextDue(): Ms | undefined {
    for (let top = this.timers[0]; top; top = this.timers[0]) {
      if (top.fire) return top.due;
      this.pop();
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
      const timer = this.timers[0] as Timer;
      if (timer.seq >= end) return;
      this.pop();
      const { fire } = timer;
      timer.fire = undefined;
      this.live--;
      fire?.();
    }
  }

  private compact(): void {
    this.timers = this.timers.filter((timer) => timer.fire).sort(before);
  }

  private pop(): void {
    const last = this.timers.pop() as Timer;
    if (this.timers.length === 0) return;
    this.timers[0] = last;
    this.siftDown();
  }

  private siftUp(from: number): void {
    const { timers } = this;
    const timer = timers[from] as Timer;
    let i = from;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const above = timers[parent] as Timer;
      if (before(above, timer) <= 0) break;
      timers[i] = above;
      i = parent;
    }
    timers[i] = timer;
  }

  private siftDown(): void {
    const { timers } = this;
    const timer = timers[0] as Timer;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= timers.length) break;
      const right = timers[child + 1];
      if (right && before(right, timers[child] as Timer) < 0) child++;
      const below = timers[child] as Timer;
      if (before(timer, below) <= 0) break;
      timers[i] = below;
      i = child;
    }
    timers[i] = timer;
  }
}

function before(a: Timer, b: Timer): number {
  return a.due - b.due || a.seq - b.seq;
}
