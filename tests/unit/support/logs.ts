import type { EventBody, Ms, RetryRefusal, RunEvent } from '../../../src/run/types.ts';

type Line = (EventBody & { at?: Ms }) | readonly [at: Ms, body: EventBody];

/** Builds a log from event bodies: `seq` is counted, and `at` stays the same until another one is given. */
export function logOf(...lines: Line[]): RunEvent[] {
  let at = 0;
  return lines.map((line, seq) => {
    const [when, body] = Array.isArray(line) ? (line as [Ms, EventBody]) : [at, line as EventBody];
    at = when;
    return { seq, at, ...body };
  });
}

export const runStarted = (calls: number): EventBody => ({ type: 'runStarted', calls });
export const queued = (key: number): EventBody => ({ type: 'queued', key, id: `c${key}`, name: 'tool' });
export const ready = (key: number): EventBody => ({ type: 'ready', key });
export const started = (key: number, attempt = 1): EventBody => ({ type: 'started', key, attempt });
export const partial = (key: number, value: unknown, attempt = 1): EventBody => ({
  type: 'partial',
  key,
  attempt,
  value,
});
export const ended = (
  key: number,
  result: 'succeeded' | 'failed' | 'timedOut' | 'cancelled' = 'succeeded',
  rest: { attempt?: number; backoffMs?: Ms; notRetried?: RetryRefusal } = {},
): EventBody => ({ type: 'attemptEnded', key, attempt: 1, result, ...rest });
export const settled = (
  key: number,
  kind: 'succeeded' | 'failed' | 'timedOut' | 'cancelled' | 'skipped' | 'rejected' = 'succeeded',
): EventBody => ({
  type: 'settled',
  key,
  kind,
});
export const late = (key: number, attempt = 1): EventBody => ({ type: 'late', key, attempt, result: 'succeeded' });
export const runSettled = (makespan: Ms): EventBody => ({ type: 'runSettled', makespan });
