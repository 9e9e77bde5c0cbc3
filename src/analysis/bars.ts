import type { AttemptState, CallState } from '../run/fold.ts';
import type { AttemptResult, Ms } from '../run/types.ts';
import type { Segment } from './proof.ts';

/**
 * What a row draws, as intervals of the run's time. Two bars overlap on the screen exactly when their intervals
 * overlap in the log: nothing here rounds, pads or orders times.
 */
export type Bar = { from: Ms } & (
  | { kind: 'wait'; to: Ms | undefined }
  | { kind: 'attempt'; attempt: number; to: Ms | undefined; result: AttemptResult | undefined; endless: boolean }
  | { kind: 'backoff'; to: Ms | undefined }
  /** Abandoned work; open while it still runs. */
  | { kind: 'tail'; to: Ms | undefined }
);

/**
 * The bars of one call in time order. `to` is `undefined` for what is still open.
 *
 * @param stalled the call's run was predicted to stall: what was cancelled while running never ends
 */
export function barsOf(call: CallState, stalled = false): Bar[] {
  const bars: Bar[] = [];
  const [first] = call.attempts;
  if (!first) {
    if (!call.outcome) bars.push({ kind: 'wait', from: call.queuedAt, to: undefined });
    else if (call.outcome.settledAt > call.queuedAt)
      bars.push({ kind: 'wait', from: call.queuedAt, to: call.outcome.settledAt });
    return bars;
  }
  if (first.startedAt > call.queuedAt) bars.push({ kind: 'wait', from: call.queuedAt, to: first.startedAt });
  call.attempts.forEach((attempt, i) => {
    const next = call.attempts[i + 1];
    const endless = stalled && attempt.result === 'cancelled';
    const { startedAt, endedAt, result } = attempt;
    bars.push({
      kind: 'attempt',
      attempt: attempt.attempt,
      from: startedAt,
      to: endless ? undefined : endedAt,
      result: endless ? undefined : result,
      endless,
    });
    if (endedAt === undefined || endless) return;
    // The last attempt of a settled call goes on only if its outcome says so: work that was killed does not.
    const mayGoOn = next !== undefined || !call.outcome || call.outcome.abandoned === true;
    if (mayGoOn && isTail(attempt)) bars.push({ kind: 'tail', from: endedAt, to: attempt.lateAt });
    if (attempt.backoffMs === undefined) return;
    const readyAt = next?.readyAt ?? (call.phase === 'ready' ? call.readyAt : call.outcome?.settledAt);
    bars.push({ kind: 'backoff', from: endedAt, to: readyAt });
    if (next && next.startedAt > next.readyAt) bars.push({ kind: 'wait', from: next.readyAt, to: next.startedAt });
    else if (!next && call.phase === 'ready' && readyAt !== undefined)
      bars.push({ kind: 'wait', from: readyAt, to: undefined });
  });
  return bars;
}

/** Work that ended in the very tick of its signal was attentive, not abandoned. */
function isTail({ endedAt, result, lateAt }: AttemptState): boolean {
  if (result !== 'timedOut' && result !== 'cancelled') return false;
  return lateAt === undefined || lateAt - (endedAt as Ms) >= 1;
}

/** Neighbours shorter than `shortest` become one nameless segment: 10,000 calls are drawn with a few hundred. */
export function mergeShort(segments: readonly Segment[], shortest: Ms): (Segment & { merged: number })[] {
  const drawn: (Segment & { merged: number })[] = [];
  for (const segment of segments) {
    const last = drawn.at(-1);
    if (last && segment.duration < shortest && last.duration < shortest)
      Object.assign(last, { duration: last.duration + segment.duration, merged: last.merged + 1 });
    else drawn.push({ ...segment, merged: 1 });
  }
  return drawn;
}
