import type { RunEvent } from '../../run/types.ts';
import type { Playhead, RunRecord } from '../state.ts';

/** Where the playhead stops on its way from error to error. Loaded with the first step of it. */

/** At the next error in the direction of `by`; at the end of the run, at its first. The head itself when there is none. */
export function playheadAtError(run: RunRecord, head: Playhead | undefined, by: 1 | -1): Playhead | undefined {
  const here = head?.count ?? (by > 0 ? 0 : run.length);
  for (let count = here + by; count >= 1 && count <= run.length; count += by) {
    if (isError(run, count)) return { runId: run.id, at: (run.log[count - 1] as RunEvent).at, count };
  }
  return head;
}

/** One stop for a failure: for the last attempt of a call it is after the call has settled, when its row shows the outcome. */
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
