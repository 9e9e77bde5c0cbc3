import type { AttemptState, CallState } from '../../run/callState.ts';
import { duration } from '../format/format.ts';
import { valueText } from '../format/valueText.ts';
import { ownDuration } from '../metrics/proof.ts';
import { MARK_STYLES } from '../timeline/marks.ts';

/** A call's outcome in one or two words; for an open call its current phase. */
export function outcomeWord(call: CallState): string {
  if (call.outcome) return MARK_STYLES[call.outcome.kind].word;
  if (call.phase === 'queued' || call.phase === 'ready') return MARK_STYLES.waiting.word;
  return call.phase === 'backoff' ? MARK_STYLES.backoff.word : MARK_STYLES.running.word;
}

/**
 * The result column of a settled call: its value, its error, or the reason why there is neither. "" while it is open.
 */
export function resultText({ outcome, attempts }: CallState): string {
  if (!outcome) return '';
  const { kind, value, error, reason, recovered, abandoned } = outcome;
  switch (kind) {
    case 'succeeded':
      return recovered === undefined ? valueText(value) : `Recovered: ${valueText(value)}`;
    case 'failed':
    case 'rejected':
      return valueText(error?.message);
    case 'timedOut':
      // The log has a `late` event once abandoned work has ended.
      return abandoned && attempts.some(isUnfinished) ? 'Timed out, still running' : 'Timed out';
    case 'cancelled':
    case 'skipped':
      return valueText(reason);
  }
}

function isUnfinished({ result, lateAt }: AttemptState): boolean {
  return (result === 'timedOut' || result === 'cancelled') && lateAt === undefined;
}

/** The call's own duration as its row shows it; "" while it is unknown. */
export function durationText(call: CallState | undefined, stalled = false): string {
  const own = ownDuration(call, stalled);
  return own === undefined ? '' : duration(own);
}

/** `slow_1, slow_tool`. */
export function callName({ id, name }: { id: string; name: string }): string {
  return [valueText(id), valueText(name)].filter(Boolean).join(', ');
}

/** A row's accessible name: `slow_1, slow_tool, succeeded, 1.00 s`. */
export function rowName(call: CallState, stalled = false): string {
  const own = call.attempts.length > 0 ? ownDuration(call, stalled) : undefined;
  const parts = [callName(call), outcomeWord(call), own === undefined ? '' : duration(own)];
  return parts.filter(Boolean).join(', ');
}
