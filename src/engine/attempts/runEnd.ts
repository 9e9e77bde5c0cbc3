import type { OutcomeKind, Policy } from '../../run/types.ts';
import { errorText } from '../errorText.ts';

/** How the open calls settle when the run ends before them. */
export interface Ending {
  /** Outcome of calls that have started. */
  started: 'cancelled' | 'timedOut';
  /** Outcome of calls that have not started. */
  waiting: 'cancelled' | 'skipped';
  reason: string;
  /** Abort reason for the signals of running attempts; absent: the signals are not aborted. */
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

/** Aborts no signal: in a real run that hangs, nothing would abort it either. */
export const NEVER_SETTLES: Ending = { started: 'cancelled', waiting: 'cancelled', reason: 'never settles' };

/** How the run ends after a call has settled, by the failure policy; `undefined` when the run continues. */
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
