import type { AttemptState, CallState } from '../../run/callState.ts';
import type { RunState } from '../../run/fold.ts';
import type { AttemptResult, Ms, Outcome, Policy } from '../../run/types.ts';
import { duration } from '../format/format.ts';
import type { Segment } from '../metrics/proof.ts';
import { GRAMMAR, type MarkKey } from './marks.ts';

/**
 * What a row draws, as intervals of the run's time. Two bars overlap on the screen exactly when their intervals
 * overlap in the log: nothing here rounds, pads or orders times.
 */
export type Bar = { from: Ms } & (
  | { kind: 'wait'; to: Ms | undefined }
  | {
      kind: 'attempt';
      attempt: number;
      to: Ms | undefined;
      result: AttemptResult | undefined;
      endless: boolean;
      /** The fallback's, after the call's own last one. */
      fallback: boolean;
      /** One of several, or one that others follow. */
      retried: boolean;
    }
  | { kind: 'backoff'; to: Ms | undefined }
  /** Abandoned work; open while it still runs. `beside` = the call went on meanwhile. */
  | { kind: 'tail'; to: Ms | undefined; beside: boolean }
);

/** Two times from one turn of a real clock may differ by this much. */
const TURN_MS = 1;

/**
 * The bars of one call in time order. `to` is `undefined` for what is still open. But for tails they fill the time
 * from queued to settled without a gap.
 *
 * @param stalled the call's run was predicted to stall: what was cancelled while running never ends
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
    if (isTail(call, attempt)) bars.push({ kind: 'tail', from: endedAt, to: attempt.lateAt, beside: goesOn(call, i) });
    if (!goesOn(call, i)) return;
    const until = next?.startedAt ?? outcome?.settledAt;
    if (backoffMs === undefined) {
      // On the way to the fallback.
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

/** A backoff that lasts longer than it was asked to has been waiting since: for the rate, or for a resume. */
function backoffUntil(planned: Ms, readyAt: Ms | undefined): Ms | undefined {
  return readyAt !== undefined && readyAt - planned > TURN_MS ? planned : readyAt;
}

/** Something of the call follows this attempt: another one, or the wait for it. */
function goesOn({ attempts, outcome, phase }: CallState, i: number): boolean {
  const { endedAt, backoffMs } = attempts[i] as AttemptState;
  if (i + 1 < attempts.length) return true;
  if (endedAt === undefined || phase === 'running') return false;
  // A call that settles in the tick of its attempt's end has nothing behind it.
  return outcome ? backoffMs !== undefined || outcome.settledAt > endedAt : true;
}

/** An attempt after one that was to be the last is the fallback's. */
function isFallback({ attempts }: CallState, i: number): boolean {
  return i > 0 && attempts[i - 1]?.backoffMs === undefined;
}

/**
 * Work that goes on although its attempt has ended. Work that ended in the very tick of its signal was attentive,
 * not abandoned, and that of a settled call goes on only if its outcome says so: killed work does not.
 */
function isTail({ outcome }: CallState, { endedAt, result, lateAt }: AttemptState): boolean {
  if (endedAt === undefined || (result !== 'timedOut' && result !== 'cancelled')) return false;
  return lateAt === undefined ? !outcome || outcome.abandoned === true : lateAt - endedAt >= TURN_MS;
}

/** A moment that a row marks. */
export interface PointMark {
  mark: MarkKey;
  at: Ms;
}

/**
 * What a row marks besides its bars.
 *
 * @param stalled as for `barsOf`: what was cancelled never ends, or never starts, and nobody cancels it
 */
export function pointsOf(call: CallState, { stalled = false, lost = false } = {}): PointMark[] {
  const points: PointMark[] = [];
  // One mark a moment: several at once are drawn as one, and keep their keys apart.
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
    if (lateAt !== undefined && isTail(call, attempt)) add('late', lateAt);
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

/** The row's icon: how the call ended. */
export function outcomeMark({ kind, recovered }: Outcome): MarkKey {
  return kind === 'succeeded' && recovered !== undefined ? 'recovered' : kind;
}

/** The entry of the grammar that a bar is drawn by. */
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

/** How a bar is drawn besides its kind and end. */
export interface Manner {
  ghost?: boolean;
  lost?: boolean;
}

/** A bar's classes: its entry's, and what changes them. */
export function barClass(bar: Bar, { ghost = false, lost = false }: Manner = {}): string {
  const classes = [GRAMMAR[markOf(bar)].className];
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

/** What stands inside a bar where there is room: `2/3`, the try and how many there may be. */
export function barLabel(bar: Bar, tries: number): string {
  if (bar.kind !== 'attempt') return '';
  if (bar.fallback) return 'fallback';
  return bar.retried ? `${bar.attempt}/${Math.max(tries, bar.attempt)}` : '';
}

/** What the pointer is told over a bar: `attempt 2 of 3, failed, 0.40 s`. */
export function barTitle(
  bar: Bar,
  { ghost = false, lost = false, tries = 1 }: Manner & { tries?: number } = {},
): string {
  const mark = markOf(bar);
  const attempt =
    bar.kind === 'attempt' && bar.retried && !bar.fallback && `attempt ${barLabel(bar, tries).replace('/', ' of ')}`;
  const parts = [
    ghost && GRAMMAR.ghost.word,
    attempt,
    bar.kind === 'attempt' && bar.fallback && 'fallback',
    mark !== 'ghost' && GRAMMAR[mark].word,
    bar.kind === 'attempt' && bar.result === 'cancelled' && lost && GRAMMAR.lost.word,
    bar.to !== undefined && duration(bar.to - bar.from),
    bar.kind === 'attempt' && bar.endless && GRAMMAR.noEnd.word,
  ];
  return parts.filter(Boolean).join(', ');
}

/**
 * Abandoned work that runs at `at`: attempts that their calls went on without. It ends with the run's log, so ask no
 * earlier than the run's end.
 */
export function stillRunning({ calls }: RunState, at: Ms): number {
  let count = 0;
  for (const call of calls)
    for (const attempt of call?.attempts ?? []) {
      const { endedAt, lateAt } = attempt;
      if (endedAt !== undefined && endedAt <= at && (lateAt === undefined || lateAt > at) && isTail(call, attempt))
        count++;
    }
  return count;
}

/**
 * Calls that still ran when a failure, or a first success, ended the run, and whose results nobody sees. Not those
 * that stopped with their signal, nor those that somebody stopped.
 */
export function lostIn({ calls, makespan }: RunState, onError: Policy['onError']): ReadonlySet<number> {
  const lost = new Set<number>();
  if (onError === 'collect' || makespan === undefined) return lost;
  for (const call of calls) {
    const { outcome, attempts } = call;
    const last = attempts.at(-1);
    if (
      outcome?.kind === 'cancelled' &&
      outcome.settledAt === makespan &&
      last?.endedAt === makespan &&
      isTail(call, last)
    )
      lost.add(call.key);
  }
  return lost;
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
