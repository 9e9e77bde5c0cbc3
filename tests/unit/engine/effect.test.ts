import { Clock, Duration, Effect, Exit, Fiber, Schedule } from 'effect';
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { predict } from '../../../src/engine/predict.ts';
import type { Ms, Policy, Run } from '../../../src/run/types.ts';
import { drive } from '../support/drive.ts';
import { planOf } from '../support/plans.ts';
import { property } from '../support/property.ts';
import { TOOLS } from '../support/tools.ts';

const RUNS = 150 * Number(process.env.FANOUT_RUNS ?? 1);

/**
 * Runs `work` on a clock that steps from due moment to due moment. Not Effect's TestClock: before each step that waits
 * for real milliseconds until every fiber sleeps.
 */
async function stepped<A, E>(work: Effect.Effect<A, E>): Promise<A> {
  let now = 0;
  const sleepers = new Map<() => void, Ms>();
  const clock: Clock.Clock = {
    [Clock.ClockTypeId]: Clock.ClockTypeId,
    unsafeCurrentTimeMillis: () => now,
    unsafeCurrentTimeNanos: () => BigInt(Math.round(now * 1e6)),
    currentTimeMillis: Effect.sync(() => now),
    currentTimeNanos: Effect.sync(() => BigInt(Math.round(now * 1e6))),
    sleep: (duration) =>
      Effect.async((resume) => {
        const wake = () => resume(Effect.void);
        sleepers.set(wake, now + Duration.toMillis(duration));
        return Effect.sync(() => sleepers.delete(wake));
      }),
  };
  let done = false;
  const result = Effect.runPromise(Effect.withClock(work, clock)).finally(() => {
    done = true;
  });
  for (;;) {
    for (let i = 0; i < 2; i++) await new Promise((resolve) => setImmediate(resolve));
    if (done) return result;
    now = Math.min(...sleepers.values());
    const [first] = [...sleepers].find(([, due]) => due === now) ?? [];
    if (!first) throw new Error('nobody sleeps, and it has not ended');
    sleepers.delete(first);
    first();
  }
}

type Told = readonly [kind: string, at: Ms];

/** A call of ours as they would write it: sleeps, then succeeds or fails. */
const body = ({ ms, fails }: Job) =>
  Effect.sleep(Duration.millis(ms)).pipe(Effect.flatMap(() => (fails ? Effect.fail('boom') : Effect.succeed('ok'))));

/** What became of it, and when. */
const told = <E>(work: Effect.Effect<unknown, E>) =>
  Effect.gen(function* () {
    const exit = yield* Effect.exit(work);
    const at = yield* Clock.currentTimeMillis;
    return [Exit.isSuccess(exit) ? 'succeeded' : Exit.isInterrupted(exit) ? 'cancelled' : 'failed', at] as Told;
  });

interface Job {
  ms: Ms;
  fails: boolean;
}

const job = fc.record({ ms: fc.integer({ min: 1, max: 60 }), fails: fc.boolean() });
/** No two of one length: which of two ties comes first is each engine's own affair. */
const jobs = fc.uniqueArray(job, { selector: ({ ms }) => ms, minLength: 1, maxLength: 6 });
const ours = (list: readonly Job[], policy: Partial<Policy> = {}) =>
  planOf(...list.map(({ ms, fails }) => `${fails ? 'fail' : 'ok'} ${ms}`), policy);
const toldBy = (run: Run): Told[] =>
  run.outcomes.map(({ kind, settledAt }) => [kind === 'timedOut' ? 'failed' : kind, settledAt]);

describe('what Effect makes of the same calls', () => {
  property(
    'Effect.all with a concurrency: who ends how, and when',
    fc.tuple(jobs, fc.integer({ min: 1, max: 4 })),
    async ([list, limit]) => {
      const theirs = await stepped(
        Effect.all(
          list.map((one) => told(body(one))),
          { concurrency: limit },
        ),
      );
      expect(toldBy(await predict(ours(list, { limit }), { tools: TOOLS }))).toEqual(theirs);
    },
    { runs: RUNS },
  );

  property(
    'Effect.timeout: counted from the start of each',
    fc.tuple(jobs, fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 3 })),
    async ([all, timeoutMs, limit]) => {
      const list = all.filter(({ ms }) => ms !== timeoutMs);
      const limited = list.map((one) => told(body(one).pipe(Effect.timeout(Duration.millis(timeoutMs)))));
      const theirs = await stepped(Effect.all(limited, { concurrency: limit }));
      expect(toldBy(await predict(ours(list, { timeoutMs, limit }), { tools: TOOLS }))).toEqual(theirs);
    },
    { runs: RUNS },
  );

  property(
    'Fiber.interrupt: who had ended keeps its result, the others are cut off in that moment',
    fc.tuple(jobs, fc.integer({ min: 1, max: 70 })),
    async ([all, abortAt]) => {
      const list = all.filter(({ ms }) => ms !== abortAt);
      const theirs = await stepped(
        Effect.gen(function* () {
          const fibers = yield* Effect.all(list.map((one) => Effect.fork(body(one))));
          yield* Effect.sleep(Duration.millis(abortAt));
          return yield* Effect.all(
            fibers.map((fiber) =>
              Effect.map(Fiber.interrupt(fiber), (exit) =>
                Exit.isSuccess(exit) ? 'succeeded' : Exit.isInterrupted(exit) ? 'cancelled' : 'failed',
              ),
            ),
          );
        }),
      );
      const { run } = await drive(ours(list), { abortAt });
      expect(run.outcomes.map(({ kind }) => kind)).toEqual(theirs);
    },
    { runs: RUNS },
  );

  property(
    'Effect.raceAll: the first success, and when; none, when all have failed',
    jobs,
    async (list) => {
      const race = Effect.raceAll(list.map((one, key) => Effect.as(body(one), key)));
      const theirs = await stepped(
        Effect.gen(function* () {
          const winner = yield* Effect.option(race);
          return [winner._tag === 'Some' ? winner.value : undefined, yield* Clock.currentTimeMillis];
        }),
      );
      const run = await predict(ours(list, { onError: 'first-success' }), { tools: TOOLS });
      const winner = run.outcomes.find(({ kind }) => kind === 'succeeded')?.key;
      expect([winner, run.makespan]).toEqual(theirs);
    },
    { runs: RUNS },
  );

  property(
    'Effect.all, fail-fast: the first failure ends it in that moment',
    jobs,
    async (list) => {
      const theirs = await stepped(
        Effect.gen(function* () {
          const exit = yield* Effect.exit(Effect.all(list.map(body), { concurrency: 'unbounded' }));
          return [Exit.isSuccess(exit), yield* Clock.currentTimeMillis];
        }),
      );
      const run = await predict(ours(list, { onError: 'fail-fast-cancel' }), { tools: TOOLS });
      expect([run.outcomes.every(({ kind }) => kind === 'succeeded'), run.makespan]).toEqual(theirs);
    },
    { runs: RUNS },
  );

  property(
    'Effect.retry with an exponential, capped schedule: as many attempts, at the same moments',
    fc.record({
      ms: fc.integer({ min: 1, max: 20 }),
      failures: fc.integer({ min: 0, max: 6 }),
      attempts: fc.integer({ min: 1, max: 5 }),
      baseMs: fc.integer({ min: 1, max: 20 }),
      factor: fc.constantFrom(1, 2, 3),
      maxMs: fc.integer({ min: 1, max: 100 }),
    }),
    async ({ ms, failures, attempts, baseMs, factor, maxMs }) => {
      const schedule = Schedule.exponential(Duration.millis(baseMs), factor).pipe(
        Schedule.modifyDelay((_, delay) => Duration.min(delay, Duration.millis(maxMs))),
        Schedule.intersect(Schedule.recurs(attempts - 1)),
      );
      const starts: Ms[] = [];
      const flaky = Effect.gen(function* () {
        starts.push(yield* Clock.currentTimeMillis);
        yield* Effect.sleep(Duration.millis(ms));
        if (starts.length <= failures) return yield* Effect.fail('boom');
        return 'ok';
      });
      const end = await stepped(told(Effect.retry(flaky, schedule)));
      const plan = planOf(`flaky ${ms} failures=${failures}`, {
        retry: { attempts, baseMs, factor, maxMs, jitter: 0 },
      });
      const run = await predict(plan, { tools: TOOLS });
      expect(run.events.flatMap((event) => (event.type === 'started' ? event.at : []))).toEqual(starts);
      expect(toldBy(run)).toEqual([end]);
    },
    { runs: RUNS },
  );
});
