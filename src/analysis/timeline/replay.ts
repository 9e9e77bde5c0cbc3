import { fold, newRunState, type RunState } from '../../run/fold.ts';
import type { Ms, RunEvent } from '../../run/types.ts';
import { leading } from '../metrics/partitionPoint.ts';

/**
 * A copy of the state is kept after each so many events, and after more where there is more to copy: of 100,000 calls a
 * copy each 1,000 events would be 400 copies. Going back costs at most so many folds and one copy.
 */
const EVENTS_PER_CHECKPOINT = 1000;
const SIZE_PER_EVENT = 10;

/** How many events of the log have happened at `at`: all whose time is not later. O(log n). */
export function eventsUntil(log: readonly RunEvent[], length: number, at: Ms): number {
  return leading(length, (i) => (log[i] as RunEvent).at <= at);
}

/**
 * The state of a run at any place of its log, in both directions. `log` only grows. What it answers is one of two
 * objects that a next answer may change: compare the calls inside, as with `fold`.
 */
export class Replay {
  private readonly checkpoints: RunState[] = [newRunState()];
  private readonly whole = newRunState();
  private state = newRunState();
  /** The next checkpoint comes after so many events. */
  private next = EVENTS_PER_CHECKPOINT;

  constructor(private readonly log: readonly RunEvent[]) {}

  /** How much of the log has been folded. */
  get length(): number {
    return this.whole.seq + 1;
  }

  /** The state after all of the first `length` events; checkpoints are made on the way, so a jump later is short. Throws IllegalEvent where the log is damaged. */
  upTo(length: number): RunState {
    for (let seq = this.length; seq < length; seq++) {
      fold(this.whole, this.log[seq] as RunEvent);
      if (seq + 1 < this.next) continue;
      this.checkpoints.push(copyOf(this.whole));
      // All that stands in its lists, more or less.
      this.next += Math.max(EVENTS_PER_CHECKPOINT, Math.ceil(Object.values(this.whole).flat().length / SIZE_PER_EVENT));
    }
    return this.whole;
  }

  /** The state after the first `count` events. */
  after(count: number): RunState {
    this.upTo(count);
    if (count === this.length) return this.whole;
    const before = leading(this.checkpoints.length, (i) => (this.checkpoints[i] as RunState).seq < count);
    const nearest = this.checkpoints[before - 1] as RunState;
    // Behind, or so far ahead that there is a shorter way than from here.
    if (count <= this.state.seq || nearest.seq > this.state.seq) this.state = copyOf(nearest);
    for (let seq = this.state.seq + 1; seq < count; seq++) fold(this.state, this.log[seq] as RunEvent);
    return this.state;
  }
}

/** Calls and all else that stands in a list are replaced and never changed, so a copy shares them. */
function copyOf(state: RunState): RunState {
  const lists = Object.entries(state).flatMap(([name, value]) => (Array.isArray(value) ? [[name, value.slice()]] : []));
  return { ...state, ...Object.fromEntries(lists) };
}
