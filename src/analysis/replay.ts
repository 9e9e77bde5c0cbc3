import { fold, newRunState, type RunState } from '../run/fold.ts';
import type { Ms, RunEvent } from '../run/types.ts';
import { leading } from './leading.ts';

/** A copy of the state is kept after each so many events: going back costs at most this many folds and one copy. */
const EVENTS_PER_CHECKPOINT = 1000;

/** How many events of the log have happened at `at`: all whose time is not later. O(log n). */
export function eventsUntil(log: readonly RunEvent[], length: number, at: Ms): number {
  return leading(length, (i) => (log[i] as RunEvent).at <= at);
}

/**
 * The state of a run at any place of its log, in both directions. `log` only grows. What `after` answers is one
 * object that the next answer may change: compare the calls inside, as with `fold`.
 */
export class Replay {
  private readonly checkpoints: RunState[] = [newRunState()];
  private state = newRunState();

  constructor(private readonly log: readonly RunEvent[]) {}

  /** The state after the first `count` events. Throws IllegalEvent where the log is damaged. */
  after(count: number): RunState {
    if (count < this.state.seq + 1) this.state = copyOf(this.nearest(count));
    for (let seq = this.state.seq + 1; seq < count; seq++) {
      fold(this.state, this.log[seq] as RunEvent);
      this.keep(seq + 1);
    }
    return this.state;
  }

  private nearest(count: number): RunState {
    const place = Math.min(this.checkpoints.length - 1, Math.floor(count / EVENTS_PER_CHECKPOINT));
    return this.checkpoints[place] as RunState;
  }

  private keep(count: number): void {
    if (count === this.checkpoints.length * EVENTS_PER_CHECKPOINT) this.checkpoints.push(copyOf(this.state));
  }
}

/** Calls and all else that stands in a list are replaced and never changed, so a copy shares them. */
function copyOf(state: RunState): RunState {
  const lists = Object.entries(state).flatMap(([name, value]) => (Array.isArray(value) ? [[name, value.slice()]] : []));
  return { ...state, ...Object.fromEntries(lists) };
}
