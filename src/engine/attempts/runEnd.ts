import type { OutcomeKind, Policy } from '../../run/types.ts';
import { errorText } from '../errorText.ts';

/** Why a run ends before its calls have, and what becomes of them. */
export interface Ending {
  /** Of calls that had started. */
  started: 'cancelled' | 'timedOut';
  /** Of the others. */
  waiting: 'cancelled' | 'skipped';
  reason: string;
  /** What the signals of running attempts are aborted with; absent = nobody tells them. */
  abort?: { reason: unknown };
}

export function stoppedByCaller(reason: unknown): Ending {
  // `abort(null)` says nothing, and nothing was thrown.
  const said = reason === null ? 'stopped' : errorText(reason).message;
  return { started: 'cancelled', waiting: 'cancelled', reason: said, abort: { reason } };
}

export function deadlinePassed(deadlineMs: number): Ending {
  const reason = `the run's deadline of ${deadlineMs} ms passed`;
  return { started: 'timedOut', waiting: 'skipped', reason, abort: { reason: timeoutError(reason) } };
}

/** No signal is aborted: in the world that is predicted, nobody would. */
export const NEVER_SETTLES: Ending = { started: 'cancelled', waiting: 'cancelled', reason: 'never settles' };

/** What the failure policy makes of a call that has settled; `undefined` when the run goes on. */
export function endingAfter(onError: Policy['onError'], id: string, kind: OutcomeKind): Ending | undefined {
  if (onError === 'collect') return undefined;
  if (onError === 'first-success')
    return kind === 'succeeded'
      ? { started: 'cancelled', waiting: 'skipped', reason: `${id} succeeded first` }
      : undefined;
  if (kind !== 'failed' && kind !== 'timedOut' && kind !== 'rejected') return undefined;
  const reason = `${id} ${kind === 'timedOut' ? 'timed out' : kind}`;
  const ending: Ending = { started: 'cancelled', waiting: 'skipped', reason };
  return onError === 'fail-fast' ? ending : { ...ending, abort: { reason: abortError(reason) } };
}

export function timeoutError(message: string): DOMException {
  return new DOMException(message, 'TimeoutError');
}

export function abortError(message: string): DOMException {
  return new DOMException(message, 'AbortError');
}
