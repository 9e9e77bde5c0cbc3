import type { CallState } from '../../run/callState.ts';
import type { RunState } from '../../run/fold.ts';
import type { EndCause, Policy } from '../../run/types.ts';
import { lostKeys } from './abandonedWork.ts';

/** A failure, a first success or the deadline ended the run while calls were still open. */
export interface EarlyEnd {
  by: 'failure' | 'success' | 'deadline';
  /** The call that ended the run; `undefined` for a deadline. */
  call: CallState | undefined;
  /** Calls that had settled by themselves. */
  done: number;
  /** Calls that were started and ended by the run's end. */
  cutOff: number;
  /** Those of them whose work goes on, and whose results nobody sees: see `lostKeys`. */
  lost: number;
  unstarted: number;
}

export function endedEarly(state: RunState, { onError }: Policy): EarlyEnd | undefined {
  const { calls } = state;
  const taken = calls.filter(isTaken);
  const end = taken.find(({ outcome }) => outcome?.cause === 'policy' || outcome?.cause === 'deadline')?.outcome;
  if (!end) return undefined;
  const decisive = end.by === undefined ? undefined : calls[end.by];
  const cutOff = taken.filter(({ attempts }) => attempts.length > 0).length;
  return {
    by: end.cause === 'deadline' ? 'deadline' : onError === 'first-success' ? 'success' : 'failure',
    call: decisive,
    done: calls.length - taken.length,
    cutOff,
    lost: lostKeys(state, onError).size,
    unstarted: taken.length - cutOff,
  };
}

/** Its end was the run's and not its own. */
const TAKEN = new Set<EndCause | undefined>(['deadline', 'policy', 'stop', 'abort', 'worker-lost', 'never-settles']);
const isTaken = ({ outcome }: CallState) => TAKEN.has(outcome?.cause);

/** The run was ended from outside: stopped or aborted by its caller, or lost with its Worker. */
export function wasStopped({ calls }: RunState): boolean {
  return calls.some(({ outcome }) => STOPS.has(outcome?.cause));
}
const STOPS = new Set<EndCause | undefined>(['stop', 'abort', 'worker-lost']);
