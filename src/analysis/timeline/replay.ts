import { fold, newRunState, type RunState } from '../../run/fold.ts';
import type { Ms, RunEvent } from '../../run/types.ts';
import { partitionPoint } from '../metrics/partitionPoint.ts';

/**
 * Minimum number of events between two checkpoints (copies of the state); the number grows with the size of the state,
 * since with 100,000 calls a copy every 1,000 events would make 400 copies. Seeking backwards costs one copy and at
 * most that many folds.
 */
const EVENTS_PER_CHECKPOINT = 1000;
const SIZE_PER_EVENT = 10;

/** The number of events that have happened at `at` (inclusive). O(log n). */
export function eventsUntil(log: readonly RunEvent[], length: number, at: Ms): number {
  return partitionPoint(length, (i) => (log[i] as RunEvent).at <= at);
}

/**
 * The state of a run at any position of its log, forwards and backwards. The log may only grow. The returned state is
 * one of two objects that the next call may change: compare the calls inside of it, as with `fold`.
 */
export class Replay {
  private readonly checkpoints: RunState[] = [newRunState()];
  private readonly whole = newRunState();
  private state = newRunState();
  /** The number of events at which the next checkpoint is made. */
  private next = EVENTS_PER_CHECKPOINT;

  constructor(private readonly log: readonly RunEvent[]) {}

  /** Number of folded events. */
  get length(): number {
    return this.whole.seq + 1;
  }

  /**
   * The state after the first `length` events or more. Checkpoints are made on the way, so that a later seek is short.
   * Throws IllegalEvent if the log is damaged.
   */
  upTo(length: number): RunState {
    for (let seq = this.length; seq < length; seq++) {
      fold(this.whole, this.log[seq] as RunEvent);
      if (seq + 1 < this.next) continue;
      this.checkpoints.push(copyOf(this.whole));
      // Approximate size of the state.
      this.next += Math.max(EVENTS_PER_CHECKPOINT, Math.ceil(Object.values(this.whole).flat().length / SIZE_PER_EVENT));
    }
    return this.whole;
  }

  /** The state after the first `count` events. */
  after(count: number): RunState {
    this.upTo(count);
    if (count === this.length) return this.whole;
    const before = partitionPoint(this.checkpoints.length, (i) => (this.checkpoints[i] as RunState).seq < count);
    const nearest = this.checkpoints[before - 1] as RunState;
    // Copies a checkpoint to go backwards, or if it is closer to the target than the current state.
    if (count <= this.state.seq || nearest.seq > this.state.seq) this.state = copyOf(nearest);
    for (let seq = this.state.seq + 1; seq < count; seq++) fold(this.state, this.log[seq] as RunEvent);
    return this.state;
  }
}

/** Copies the lists only: their items are replaced and never changed, so copies share them. */
function copyOf(state: RunState): RunState {
  const lists = Object.entries(state).flatMap(([name, value]) => (Array.isArray(value) ? [[name, value.slice()]] : []));
  return { ...state, ...Object.fromEntries(lists) };
}
