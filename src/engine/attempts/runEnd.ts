import { reasonText } from '../../run/text/reasonText.ts';
import type { EndCause, Outcome, Policy } from '../../run/types.ts';
import { errorText } from '../errorText.ts';

/** How the open calls settle when the run ends before them. */
export interface Ending {
  /** Outcome of calls that have started. */
  started: 'cancelled' | 'timedOut';
  /** Outcome of calls that have not started. */
  waiting: 'cancelled' | 'skipped';
  reason: string;
  cause: EndCause;
  /** The key of the call whose end ended the run. */
  by?: number;
  /** Abort reason for the signals of running attempts; absent: the signals are not aborted. */
  abort?: { reason: unknown };
}

export function stoppedByCaller(reason: unknown): Ending {
  if (reason === null) {
    const words = reasonText.stop();
    return { started: 'cancelled', waiting: 'cancelled', reason: words, cause: 'stop', abort: { reason: words } };
  }
  const { message } = errorText(reason);
  return { started: 'cancelled', waiting: 'cancelled', reason: message, cause: 'abort', abort: { reason } };
}

export function deadlinePassed(deadlineMs: number): Ending {
  const reason = reasonText.deadline(deadlineMs);
  return {
    started: 'timedOut',
    waiting: 'skipped',
    reason,
    cause: 'deadline',
    abort: { reason: timeoutError(reason) },
  };
}

/** Aborts no signal: in a real run that hangs, nothing would abort it either. */
export const NEVER_SETTLES: Ending = {
  started: 'cancelled',
  waiting: 'cancelled',
  reason: reasonText.neverSettles(),
  cause: 'never-settles',
};

/** How the run ends after a call has settled, by the failure policy; `undefined` when the run continues. */
export function endingAfter(onError: Policy['onError'], { key, id, kind }: Outcome): Ending | undefined {
  if (onError === 'collect') return undefined;
  if (onError === 'first-success')
    return kind === 'succeeded'
      ? { started: 'cancelled', waiting: 'skipped', reason: reasonText.firstSuccess(id), cause: 'policy', by: key }
      : undefined;
  if (kind !== 'failed' && kind !== 'timedOut' && kind !== 'rejected') return undefined;
  const reason = reasonText.failure(id, kind);
  const ending: Ending = { started: 'cancelled', waiting: 'skipped', reason, cause: 'policy', by: key };
  return onError === 'fail-fast' ? ending : { ...ending, abort: { reason: abortError(reason) } };
}

export function timeoutError(message: string): DOMException {
  return new DOMException(message, 'TimeoutError');
}

export function abortError(message: string): DOMException {
  return new DOMException(message, 'AbortError');
}
