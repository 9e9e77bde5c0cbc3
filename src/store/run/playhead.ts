import { eventsUntil, Replay } from '../../analysis/timeline/replay.ts';
import type { RunState } from '../../run/fold.ts';
import type { Ms, RunEvent } from '../../run/types.ts';
import type { Playhead, RunRecord, Speed } from '../state.ts';
export const SPEEDS: readonly Speed[] = [0.1, 0.25, 0.5, 1, 2, 4, 'fit'];
const FIT_MS = 10_000;

export function speedOf(text: string | null): Speed {
  return SPEEDS.find((speed) => String(speed) === text) ?? 1;
}

/** How many ms of the run one ms of looking shows. */
export function rateOf(speed: Speed, run: RunRecord): number {
  return speed === 'fit' ? endOf(run) / FIT_MS : speed;
}

/** The time of the last event that the page has. */
export function endOf({ log, length }: RunRecord): Ms {
  return log[length - 1]?.at ?? 0;
}

/** The settling of the last call; late ends of abandoned work come after it. */
function settledAt(run: RunRecord): Ms {
  return run.phase === 'settled' ? endOf(run) : Number.POSITIVE_INFINITY;
}

/** At or behind the end of a settled run nothing is left to come: `undefined`, as before any move. */
export function headAt(run: RunRecord, at: Ms): Playhead | undefined {
  if (run.length === 0 || at >= settledAt(run)) return undefined;
  const moment = Math.max(0, at);
  return { runId: run.id, at: moment, count: eventsUntil(run.log, run.length, moment) };
}

/** `by` events on, or back; never before the first. */
export function headStepped(run: RunRecord, head: Playhead | undefined, by: number): Playhead | undefined {
  const count = Math.max(1, (head?.count ?? run.length) + by);
  if (run.length === 0 || count >= run.length) return undefined;
  return { runId: run.id, at: (run.log[count - 1] as RunEvent).at, count };
}

/** The next thing that went wrong, in the direction of `by`, from the end on the first one; the head itself when there is none. */
export function headAtError(run: RunRecord, head: Playhead | undefined, by: 1 | -1): Playhead | undefined {
  const here = head?.count ?? (by > 0 ? 0 : run.length);
  for (let count = here + by; count >= 1 && count <= run.length; count += by) {
    if (isError(run, count)) return { runId: run.id, at: (run.log[count - 1] as RunEvent).at, count };
  }
  return head;
}

/** One stop for a failure: where its attempt was the call's last, after the call has settled, and its row says how. */
function isError({ log, length }: RunRecord, count: number): boolean {
  const event = log[count - 1] as RunEvent;
  if (event.type === 'attemptEnded') return isFailed(event) && !settles(log[count < length ? count : -1], event);
  if (event.type !== 'settled') return false;
  const before = log[count - 2];
  return event.kind === 'rejected' || (before?.type === 'attemptEnded' && isFailed(before) && settles(event, before));
}

type AttemptEnded = Extract<RunEvent, { type: 'attemptEnded' }>;

const isFailed = ({ result }: AttemptEnded) => result === 'failed' || result === 'timedOut';
const settles = (event: RunEvent | undefined, { key }: AttemptEnded) => event?.type === 'settled' && event.key === key;

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
