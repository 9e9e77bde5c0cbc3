import type { CallState } from '../../../src/run/callState.ts';
import { foldAll } from '../../../src/run/fold.ts';
import type { Ms, Run } from '../../../src/run/types.ts';

export interface DrawOptions {
  /** Number of columns for the whole run. */
  columns?: number;
  /** Milliseconds per column; replaces `columns`. */
  per?: Ms;
}

/**
 * Draws a run as text, one row per call:
 *
 *     . waits    # runs    ~ backs off before its next attempt    - runs on, abandoned
 *     x the column in which an attempt failed    t timed out    / cancelled    ! rejected    s skipped
 *
 * A column shows the state in its middle; an end inside of a column is marked there.
 */
export function draw(run: Run, { columns = 10, per }: DrawOptions = {}): string[] {
  const width = per ?? Math.max(run.makespan, 1) / columns;
  const count = Math.max(1, Math.round(run.makespan / width));
  return foldAll(run.events).calls.map((call) => `${call.id} ${rowOf(call, width, count)}`);
}

function rowOf(call: CallState, width: Ms, count: number): string {
  const cells = Array.from({ length: count }, (_, i) => cellAt(call, (i + 0.5) * width));
  const columnOf = (at: Ms) => Math.min(count - 1, Math.max(0, Math.ceil(at / width) - 1));
  for (const { endedAt, result } of call.attempts) {
    const mark = { failed: 'x', timedOut: 't', cancelled: '/', succeeded: undefined }[result ?? 'succeeded'];
    if (mark && endedAt !== undefined) cells[columnOf(endedAt)] = mark;
  }
  const { outcome } = call;
  if (outcome && outcome.attempts === 0) {
    const mark = { rejected: '!', skipped: 's', cancelled: '/', timedOut: 't', failed: 'x', succeeded: '#' }[
      outcome.kind
    ];
    cells[columnOf(outcome.settledAt)] = mark;
  }
  return cells.join('').trimEnd();
}

function cellAt({ attempts, outcome }: CallState, t: Ms): string {
  const attempt = attempts.findLast(({ startedAt }) => startedAt <= t);
  if (attempt && t < (attempt.endedAt ?? Number.POSITIVE_INFINITY)) return '#';
  if (outcome && outcome.settledAt <= t)
    return outcome.abandoned && t < (attempt?.lateAt ?? Number.POSITIVE_INFINITY) ? '-' : ' ';
  const backsOff = attempt?.endedAt !== undefined && t < attempt.endedAt + (attempt.backoffMs ?? 0);
  return backsOff ? '~' : '.';
}

/** The log in short form: `0 started a`, `100 settled a succeeded`. */
export function story({ events }: Pick<Run, 'events'>, ...types: string[]): string[] {
  const calls = foldAll(events).calls;
  return events
    .filter(({ type }) => types.length === 0 || types.includes(type))
    .map((event) => {
      const who = 'key' in event && event.key !== undefined ? ` ${calls[event.key]?.id}` : '';
      const how = event.type === 'settled' ? ` ${event.kind}` : event.type === 'late' ? ` ${event.result}` : '';
      return `${event.at} ${event.type}${who}${how}`;
    });
}
