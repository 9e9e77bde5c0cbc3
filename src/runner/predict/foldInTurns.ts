import { fold, newRunState, type RunState } from '../../run/fold.ts';
import type { RunEvent } from '../../run/types.ts';

/** About 10 ms. */
const EVENTS_PER_TURN = 20_000;

/** Folds a long log in slices, with a turn of the event loop between them, so that it can be aborted. Rejects with the signal's reason. */
export async function foldInTurns(
  events: readonly RunEvent[],
  signal: AbortSignal,
  turn: () => Promise<void>,
): Promise<RunState> {
  const state = newRunState();
  for (let from = 0; from < events.length; from += EVENTS_PER_TURN) {
    if (from > 0) await turn();
    signal.throwIfAborted();
    const to = Math.min(events.length, from + EVENTS_PER_TURN);
    for (let i = from; i < to; i++) fold(state, events[i] as RunEvent);
  }
  return state;
}
