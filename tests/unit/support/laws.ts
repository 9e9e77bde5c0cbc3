import { expect } from 'vitest';
import { foldAll, outcomesOf } from '../../../src/run/fold.ts';
import type { Ms, Outcome, Plan, Run, RunEvent } from '../../../src/run/types.ts';

/** Invariants of every run, whatever its plan, its policy and its end. */
export function expectLawful(run: Run, plan: Plan): void {
  const { events, outcomes, makespan } = run;
  const state = foldAll(events);
  expect(outcomes).toEqual(outcomesOf(state));
  const everyKey = plan.calls.map((_, key) => key).join();
  const keys = {
    queued: ofType(events, 'queued').map(({ key }) => key),
    settled: ofType(events, 'settled').map(({ key }) => key),
    outcomes: outcomes.map(({ key }) => key),
  };
  keys.settled.sort((a, b) => a - b);
  for (const [what, found] of Object.entries(keys))
    if (found.join() !== everyKey) expect.fail(`${what}: one of each of ${everyKey}, found ${found}`);
  expect([state.phase, state.makespan, makespan]).toEqual(['settled', makespan, memoizeLast(outcomes)]);
  events.forEach(({ seq }, i) => {
    if (seq !== i) expect.fail(`event ${i} has the number ${seq}`);
  });
  for (const { queuedAt, attempts, outcome } of state.calls) {
    for (const { readyAt, startedAt, endedAt } of attempts) expectInOrder(queuedAt, readyAt, startedAt, endedAt);
    expectInOrder(queuedAt, outcome?.startedAt, outcome?.settledAt);
  }
}

const memoizeLast = (outcomes: readonly Outcome[]) => Math.max(0, ...outcomes.map(({ settledAt }) => settledAt));

function expectInOrder(...times: (Ms | undefined)[]): void {
  const known = times.filter((time) => time !== undefined);
  if (known.some((time, i) => time < (known[i - 1] ?? 0))) expect.fail(`times run backwards: ${times}`);
}

/** At most `limit` calls hold a slot at any time. */
export function expectWithinLimit(events: readonly RunEvent[], limit: number | null): void {
  let holding = 0;
  for (const { type } of events) {
    if (type === 'started') holding++;
    if (type === 'attemptEnded') holding--;
    if (holding > (limit ?? Number.POSITIVE_INFINITY)) expect.fail(`${holding} at once under limit ${limit}`);
  }
  expect(holding).toBe(0);
}

/** Whenever time advances, min(limit, ready) calls hold a slot. Valid only if nothing blocks the thread. */
export function expectWorkConserving(events: readonly RunEvent[], limit: number | null): void {
  let holding = 0;
  let waiting = 0;
  events.forEach(({ type, at }, i) => {
    if (type === 'ready') waiting++;
    if (type === 'started') {
      waiting--;
      holding++;
    }
    if (type === 'attemptEnded') holding--;
    const next = events[i + 1];
    const idle = (limit ?? Number.POSITIVE_INFINITY) - holding;
    if (next && next.at > at && waiting > 0 && idle > 0) expect.fail(`${waiting} wait beside a free slot at ${at} ms`);
  });
}

/** Attempts and backoffs, without waiting for a slot. */
export function ownDurations(events: readonly RunEvent[]): Ms[] {
  return foldAll(events).calls.map(({ attempts }) =>
    attempts.reduce(
      (sum, { startedAt, endedAt = startedAt, backoffMs = 0 }) => sum + endedAt - startedAt + backoffMs,
      0,
    ),
  );
}

/** Sum of all attempts. */
export function work(events: readonly RunEvent[]): Ms {
  let sum = 0;
  for (const { attempts } of foldAll(events).calls)
    for (const { startedAt, endedAt = startedAt } of attempts) sum += endedAt - startedAt;
  return sum;
}

export function ofType<T extends RunEvent['type']>(
  events: readonly RunEvent[],
  type: T,
): Extract<RunEvent, { type: T }>[] {
  return events.filter((event): event is Extract<RunEvent, { type: T }> => event.type === type);
}
