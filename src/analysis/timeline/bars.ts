import type { AttemptState, CallState } from '../../run/callState.ts';
import type { AttemptResult, Ms, Outcome } from '../../run/types.ts';
import { duration } from '../format/format.ts';
import { isAbandoned, TURN_MS } from '../metrics/abandonedWork.ts';
import type { Segment } from '../metrics/proof.ts';
import { MARK_STYLES, type MarkKey } from './marks.ts';

/**
 * A bar of a row, as an interval of the run's time. Two bars overlap on the screen exactly if their intervals overlap
 * in the log: times are neither rounded nor padded nor reordered.
 */
export type Bar = { from: Ms } & (
  | { kind: 'wait'; to: Ms | undefined }
  | {
      kind: 'attempt';
      attempt: number;
      to: Ms | undefined;
      result: AttemptResult | undefined;
      endless: boolean;
      /** An attempt of the fallback, after the call's own last one. */
      fallback: boolean;
      /** One of several attempts. */
      retried: boolean;
    }
  | { kind: 'backoff'; to: Ms | undefined }
  /** Abandoned work; open while it still runs. `beside` = the call continued meanwhile. */
  | { kind: 'tail'; to: Ms | undefined; beside: boolean }
);

/**
 * The bars of one call in time order; `to` is `undefined` for an open one. Except for tails they fill the time from
 * queued to settled without a gap:
 *
 *   |wait|attempt 1 (timed out)|backoff|wait|attempt 2|
 *                              |tail: abandoned work......|
 *
 * @param stalled the run is predicted to stall: an attempt that was cancelled while running never ends
 */
export function barsOf(call: CallState, stalled = false): Bar[] {
  const bars: Bar[] = [];
  const { attempts, outcome } = call;
  const wait = (from: Ms, to: Ms | undefined) => {
    if (to === undefined || to > from) bars.push({ kind: 'wait', from, to });
  };
  wait(call.queuedAt, attempts[0] ? attempts[0].startedAt : outcome?.settledAt);
  attempts.forEach((attempt, i) => {
    const next = attempts[i + 1];
    const endless = stalled && attempt.result === 'cancelled';
    const { startedAt, endedAt, result, backoffMs } = attempt;
    bars.push({
      kind: 'attempt',
      attempt: attempt.attempt,
      from: startedAt,
      to: endless ? undefined : endedAt,
      result: endless ? undefined : result,
      endless,
      fallback: isFallback(call, i),
      retried: backoffMs !== undefined || (i > 0 && !isFallback(call, i)),
    });
    if (endedAt === undefined || endless) return;
    if (isAbandoned(call, attempt))
      bars.push({ kind: 'tail', from: endedAt, to: attempt.lateAt, beside: isFollowed(call, i) });
    if (!isFollowed(call, i)) return;
    const until = next?.startedAt ?? outcome?.settledAt;
    if (backoffMs === undefined) {
      // Waiting for the fallback.
      wait(endedAt, until);
      return;
    }
    const readyAt = next?.readyAt ?? (call.phase === 'ready' ? call.readyAt : until);
    const backedOff = backoffUntil(endedAt + backoffMs, readyAt);
    bars.push({ kind: 'backoff', from: endedAt, to: backedOff });
    if (backedOff !== undefined) wait(backedOff, until);
  });
  return bars;
}

/** A backoff that lasts longer than planned has turned into waiting, for the rate limit or for a resume. */
function backoffUntil(planned: Ms, readyAt: Ms | undefined): Ms | undefined {
  return readyAt !== undefined && readyAt - planned > TURN_MS ? planned : readyAt;
}

/** Whether something of the call follows this attempt: another attempt, or the wait for it. */
function isFollowed({ attempts, outcome, phase }: CallState, i: number): boolean {
  const { endedAt, backoffMs } = attempts[i] as AttemptState;
  if (i + 1 < attempts.length) return true;
  if (endedAt === undefined || phase === 'running') return false;
  // A call that settles in the turn of its attempt's end has no following bar.
  return outcome ? backoffMs !== undefined || outcome.settledAt > endedAt : true;
}

/** Whether the attempt follows one that was planned as the last, so that it belongs to the fallback. */
function isFallback({ attempts }: CallState, i: number): boolean {
  return i > 0 && attempts[i - 1]?.backoffMs === undefined;
}

/** A point in time marked in a row. */
export interface PointMark {
  mark: MarkKey;
  at: Ms;
}

/**
 * The point marks of a row.
 *
 * @param stalled as for `barsOf`: cancelled calls never end or never start, so they have no cancellation mark
 */
export function pointsOf(call: CallState, { stalled = false, lost = false } = {}): PointMark[] {
  const points: PointMark[] = [];
  // One mark per moment: several at the same place look like one, and the React keys stay unique.
  const known = new Set<string>();
  const add = (mark: MarkKey, at: Ms) => {
    const point = `${mark} ${at}`;
    if (!known.has(point)) points.push({ mark, at });
    known.add(point);
  };
  const { attempts, outcome } = call;
  attempts.forEach((attempt, i) => {
    const { partialsAt = [], lateAt, startedAt } = attempt;
    for (const at of partialsAt.toReversed()) add('partial', at);
    if (lateAt !== undefined && isAbandoned(call, attempt)) add('late', lateAt);
    if (isFallback(call, i)) add('recovered', startedAt);
  });
  if (!outcome) return points;
  const { kind, settledAt, recovered } = outcome;
  if (kind === 'skipped' || kind === 'rejected') add(kind, settledAt);
  if (kind === 'cancelled' && attempts.at(-1)?.result !== 'cancelled' && !stalled) add('withdrawn', settledAt);
  const byTool = attempts.length > 0 && isFallback(call, attempts.length - 1);
  if (recovered !== undefined && !byTool) add('recovered', settledAt);
  if (lost) add('lost', settledAt);
  return points;
}

/** The row's outcome icon. */
export function outcomeMark({ kind, recovered }: Outcome): MarkKey {
  return kind === 'succeeded' && recovered !== undefined ? 'recovered' : kind;
}

/** The key of the mark that draws a bar. */
export function markOf(bar: Bar): MarkKey {
  switch (bar.kind) {
    case 'wait':
      return 'waiting';
    case 'attempt':
      if (bar.endless) return 'ghost';
      return bar.result ?? 'running';
    default:
      return bar.kind;
  }
}

/** Variants of a bar besides its kind and outcome. */
export interface BarVariant {
  ghost?: boolean;
  lost?: boolean;
}

/** A bar's CSS classes: those of its mark and of its variant. */
export function barClass(bar: Bar, { ghost = false, lost = false }: BarVariant = {}): string {
  const classes = [MARK_STYLES[markOf(bar)].className];
  if (ghost) classes.push('ghost');
  if (bar.to === undefined && (!ghost || bar.kind === 'tail')) classes.push('open');
  if (bar.kind === 'attempt') {
    if (bar.endless) classes.push('endless');
    if (bar.fallback) classes.push('fallback');
    if (lost && bar.result === 'cancelled') classes.push('lost');
  }
  if (bar.kind === 'tail' && bar.beside) classes.push('beside');
  return [...new Set(classes.join(' ').split(' '))].join(' ');
}

/** The label inside a wide enough bar: `2/3`, the attempt and the maximum number of attempts. */
export function barLabel(bar: Bar, tries: number): string {
  if (bar.kind !== 'attempt') return '';
  if (bar.fallback) return 'fallback';
  return bar.retried ? `${bar.attempt}/${Math.max(tries, bar.attempt)}` : '';
}

/** A bar's title: `attempt 2 of 3, failed, 0.40 s`. */
export function barTitle(
  bar: Bar,
  { ghost = false, lost = false, tries = 1 }: BarVariant & { tries?: number } = {},
): string {
  const mark = markOf(bar);
  const attempt =
    bar.kind === 'attempt' && bar.retried && !bar.fallback && `attempt ${barLabel(bar, tries).replace('/', ' of ')}`;
  const parts = [
    ghost && MARK_STYLES.ghost.word,
    attempt,
    bar.kind === 'attempt' && bar.fallback && 'fallback',
    mark !== 'ghost' && MARK_STYLES[mark].word,
    bar.kind === 'attempt' && bar.result === 'cancelled' && lost && MARK_STYLES.lost.word,
    bar.to !== undefined && duration(bar.to - bar.from),
    bar.kind === 'attempt' && bar.endless && MARK_STYLES.noEnd.word,
  ];
  return parts.filter(Boolean).join(', ');
}

/**
 * Merges adjacent segments shorter than `shortest` into one without a name: 10,000 calls become a few hundred elements.
 */
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
