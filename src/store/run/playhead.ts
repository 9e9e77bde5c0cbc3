import { eventsUntil, Replay } from '../../analysis/timeline/replay.ts';
import type { RunState } from '../../run/fold.ts';
import type { Ms, RunEvent } from '../../run/types.ts';
import type { Playhead, RunRecord, Speed } from '../state.ts';

export const SPEEDS: readonly Speed[] = [0.1, 0.25, 0.5, 1, 2, 4, 'fit'];
const FIT_MS = 10_000;

export function parseSpeed(text: string | null): Speed {
  return SPEEDS.find((speed) => String(speed) === text) ?? 1;
}

/** How many ms of the run one ms of looking shows. */
export function rateOf(speed: Speed, run: RunRecord): number {
  return speed === 'fit' ? logEnd(run) / FIT_MS : speed;
}

/** The time of the last event that the page has. */
export function logEnd({ log, length }: RunRecord): Ms {
  return log[length - 1]?.at ?? 0;
}

/** The settling of the last call; late ends of abandoned work come after it. */
function settledAt(run: RunRecord): Ms {
  return run.phase === 'settled' ? logEnd(run) : Number.POSITIVE_INFINITY;
}

/** At or behind the end of a settled run nothing is left to come: `undefined`, as before any move. */
export function playheadAt(run: RunRecord, at: Ms): Playhead | undefined {
  if (run.length === 0 || at >= settledAt(run)) return undefined;
  const moment = Math.max(0, at);
  return { runId: run.id, at: moment, count: eventsUntil(run.log, run.length, moment) };
}

/** `by` events on, or back; never before the first. */
export function stepPlayheadBy(run: RunRecord, head: Playhead | undefined, by: number): Playhead | undefined {
  const count = Math.max(1, (head?.count ?? run.length) + by);
  if (run.length === 0 || count >= run.length) return undefined;
  return { runId: run.id, at: (run.log[count - 1] as RunEvent).at, count };
}

/** The run's state after the head's events. One object per log that the next answer changes: compare the calls inside. */
export function stateAt({ log }: RunRecord, { count }: Playhead): RunState {
  return replayOf(log).after(count);
}

/** One per log, so that what was folded while the run went on is not folded again by a jump. */
export function replayOf(log: readonly RunEvent[]): Replay {
  let replay = replays.get(log);
  if (!replay) {
    replay = new Replay(log);
    replays.set(log, replay);
  }
  return replay;
}
const replays = new WeakMap<readonly RunEvent[], Replay>();
