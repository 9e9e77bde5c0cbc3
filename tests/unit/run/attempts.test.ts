import { expect, test } from 'vitest';
import { attemptAt, attemptsOf } from '../../../src/run/attempts.ts';
import type { CallState } from '../../../src/run/callState.ts';
import { fold, foldAll, newRunState } from '../../../src/run/fold.ts';
import type { EventBody } from '../../../src/run/types.ts';
import { ended, late, logOf, partial, queued, ready, runStarted, settled, started } from '../support/logs.ts';

/** One call that times out, and is tried again, so many times. */
function chain(attempts: number): EventBody[] {
  const tries = Array.from({ length: attempts }, (_, i) => [
    ready(0),
    started(0, i + 1),
    ended(0, 'timedOut', { attempt: i + 1, ...(i + 1 < attempts && { backoffMs: 0 }) }),
  ]);
  return [runStarted(1), queued(0), ...tries.flat(), settled(0, 'timedOut')];
}

/** As arrays that are copied with each event. */
function plainly(bodies: readonly EventBody[]) {
  let attempts: Record<string, unknown>[] = [];
  return bodies.map((body) => {
    const change = (number: number, fields: object) => {
      attempts = attempts.toSpliced(number - 1, 1, { ...attempts[number - 1], ...fields });
    };
    if (body.type === 'started') change(body.attempt, { attempt: body.attempt, readyAt: 0, startedAt: 0 });
    if (body.type === 'attemptEnded') {
      const { backoffMs, result } = body;
      change(body.attempt, { endedAt: 0, result, ...(backoffMs !== undefined && { backoffMs }) });
    }
    if (body.type === 'late') change(body.attempt, { lateAt: 0 });
    return attempts;
  });
}

test.each([1, 32, 33, 64, 1024, 1025, 1100])('%i attempts are an array at each event, and stay what they were', (n) => {
  const bodies = [...chain(n), late(0, n), late(0, 1), late(0, Math.ceil(n / 2) + (n > 2 ? 0 : 5))].slice(
    0,
    n > 2 ? undefined : -2,
  );
  const expected = plainly(bodies);
  const state = newRunState();
  const seen = logOf(...bodies).map((event) => {
    fold(state, event);
    return state.calls[0];
  });
  for (const at of [3, 4, seen.length >> 1, seen.length - 3, seen.length - 1])
    expect(seen[at]?.attempts).toEqual(expected[at]);
  expect(new Set(seen.slice(1)).size).toBe(bodies.length - 1);
});

test('many attempts read, spread, clone and turn into JSON as an array does', () => {
  const call = foldAll(logOf(...chain(100))).calls[0] as CallState;
  expect(Array.isArray(call.attempts)).toBe(true);
  expect([call.attempts.length, call.attempts.at(-1)?.attempt, [...call.attempts].length]).toEqual([100, 100, 100]);
  expect(call.attempts).toBe(call.attempts);
  const copies = [structuredClone(call), JSON.parse(JSON.stringify(call)), { ...call }] as CallState[];
  for (const copy of copies) expect(copy).toEqual(call);
  expect(Object.keys(call)).toContain('attempts');
  expect([0, 1, 100, 101].map((number) => attemptAt(attemptsOf(call), number)?.attempt)).toEqual([
    undefined,
    1,
    100,
    undefined,
  ]);
  const cloned = attemptsOf(structuredClone(call));
  expect(attemptAt(cloned, 100)?.attempt).toBe(100);
});

test('one more attempt shares all but a few nodes with those before it', () => {
  const before = foldAll(logOf(...chain(5000).slice(0, -2))).calls[0] as CallState;
  const after = foldAll(logOf(...chain(5000).slice(0, -1))).calls[0] as CallState;
  const state = newRunState();
  for (const event of logOf(...chain(5000).slice(0, -2))) fold(state, event);
  const was = attemptsOf(state.calls[0] as CallState);
  fold(state, logOf(...chain(5000)).at(-2) as never);
  const is = attemptsOf(state.calls[0] as CallState);
  const [a, b] = [was, is].map((tree) => tree.root);
  expect(a?.length).toBe(b?.length);
  expect(a?.filter((node, i) => node !== b?.[i])).toHaveLength(1);
  expect([before.phase, after.phase]).toEqual(['running', 'ended']);
});

test('of many partial results at most 200 moments are kept, and the state can be cloned', () => {
  const reports = Array.from({ length: 50_000 }, (_, i) => [i + 1, partial(0, i)] as const);
  const state = foldAll(logOf(runStarted(1), queued(0), ready(0), started(0), ...reports));
  const [attempt] = structuredClone(state).calls[0]?.attempts ?? [];
  expect(attempt?.partials).toBe(50_000);
  expect(attempt?.partialsAt?.length).toBeLessThanOrEqual(200);
  expect(attempt?.partialsAt?.length).toBeGreaterThan(90);
  expect(attempt?.partialsAt).toEqual(Array.from(attempt?.partialsAt ?? [], (_, i) => (i + 1) * 256));
});

test('up to 200 of them all are kept, and of 201 every second', () => {
  const after = (n: number) => {
    const reports = Array.from({ length: n }, (_, i) => [i + 1, partial(0, i)] as const);
    return foldAll(logOf(runStarted(1), queued(0), ready(0), started(0), ...reports)).calls[0]?.attempts[0]?.partialsAt;
  };
  expect(after(200)).toEqual(Array.from({ length: 200 }, (_, i) => i + 1));
  expect(after(201)).toEqual(Array.from({ length: 100 }, (_, i) => 2 * i + 2));
  expect(after(202)?.at(-1)).toBe(202);
});
