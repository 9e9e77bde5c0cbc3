import type { CallState } from '../../run/callState.ts';
import { duration } from '../format/format.ts';
import { figure, type TextPart } from '../format/richText.ts';
import { valueText } from '../format/valueText.ts';
import { isStillRunning } from '../metrics/abandonedWork.ts';
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
export function resultText(call: CallState): string {
  const { outcome } = call;
  if (!outcome) return '';
  const { kind, value, error, reason, recovered } = outcome;
  // One that never settles has said so.
  const still = outcome.cause !== 'never-settles' && isStillRunning(call) ? ', still running' : '';
  switch (kind) {
    case 'succeeded':
      return recovered === undefined ? valueText(value) : `Recovered: ${valueText(value)}`;
    case 'failed':
    case 'rejected':
      return valueText(error?.message);
    case 'timedOut':
      return `Timed out${still}`;
    case 'cancelled':
      return `${valueText(reason)}${still}`;
    case 'skipped':
      return valueText(reason);
  }
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

/** The same as a figure; `undefined` while it is unknown. `row`: the call's place in the plan, from 0. */
export function durationFigure(row: number, call: CallState | undefined, stalled = false): TextPart | undefined {
  const own = ownDuration(call, stalled);
  return own === undefined ? undefined : figure(`Duration of call ${row + 1}`, own, duration(own));
}

/** A row's accessible name: `slow_1, slow_tool, succeeded, 1.00 s`. */
export function rowName(call: CallState, stalled = false): string {
  const own = call.attempts.length > 0 ? ownDuration(call, stalled) : undefined;
  const parts = [callName(call), outcomeWord(call), own === undefined ? '' : duration(own)];
  return parts.filter(Boolean).join(', ');
}
