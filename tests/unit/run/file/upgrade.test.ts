import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RunController } from '../../../../src/engine/controller.ts';
import { predict } from '../../../../src/engine/predict.ts';
import { closeLog } from '../../../../src/run/closeLog.ts';
import { readRunFile, writeRunFile } from '../../../../src/run/file/runFile.ts';
import { withoutBehaviors } from '../../../../src/run/file/upgrade.ts';
import type { LossReason, Outcome, Plan, RetryOn, Run, RunEvent } from '../../../../src/run/types.ts';
import { predictPlan } from '../../../../src/runner/predict/predictPlan.ts';
import { ALL, plans } from '../../support/arbitraries.ts';
import { drive } from '../../support/drive.ts';
import { planOf } from '../../support/plans.ts';
import { property } from '../../support/property.ts';
import { TOOLS } from '../../support/tools.ts';

/** Without the error that was being retried at the deadline. */
function withoutRetried(event: RunEvent): RunEvent {
  if (event.type !== 'settled' || event.kind !== 'timedOut' || !event.error?.cause) return event;
  const { cause: _, ...error } = event.error;
  return { ...event, error };
}

/** An event as versions 1 and 2 had it. */
function before3(event: RunEvent): RunEvent {
  if (event.type === 'settled') {
    const { cause, by, loss, timeoutMs, ...rest } = event;
    return withoutRetried(rest);
  }
  if (event.type !== 'attemptEnded') return event;
  const { timeoutMs, ...rest } = event;
  return rest;
}

/** Without what only version 4 can say: which errors are tried again, and the status of one. */
function before4(plan: Plan): Plan {
  const { policy, calls } = plan;
  const withoutStatus = calls.map(({ args: { status: _, ...args }, ...call }) => ({ ...call, args }));
  if (!policy?.retry) return { ...plan, calls: withoutStatus };
  const { on: _, ...retry } = policy.retry;
  return { ...plan, calls: withoutStatus, policy: { ...policy, retry } };
}

/** The same run from a file of version 1. */
const upgraded = ({ plan, events }: Pick<Run, 'plan' | 'events'>) =>
  readRunFile(writeRunFile({ plan, events: events.map(before3) }));

const causes = (outcomes: readonly Outcome[]) => outcomes.map(({ cause, by, loss }) => [cause, by, loss]);

describe('a log of version 1', () => {
  property(
    'is read as today’s engine writes it',
    fc.tuple(plans({ kinds: ALL, most: 5 }), fc.option(fc.nat(60)), fc.constantFrom(null, undefined, 'by hand')),
    async ([given, abortAt, abortWith]) => {
      const plan = before4(given);
      const cancel = (controller: RunController) => controller.cancelCall(0);
      const run =
        abortAt === null
          ? await predict(plan, { tools: TOOLS })
          : (await drive(plan, { abortAt, abortWith, acts: [[20, cancel]] })).run;
      const text = writeRunFile({ plan: run.plan, events: run.events.map(before3) });
      expect(text).toContain('"version":1,');
      expect(readRunFile(text).events).toEqual(run.events.map(withoutRetried));
    },
  );

  test.each<LossReason>(['not loaded', 'crashed', 'no answer'])('of a lost Worker (%s)', async (loss) => {
    const plan = planOf('ok 20', 'ok 100', 'ok 100', { limit: 2 });
    const { run } = await drive(plan);
    const before = loss === 'not loaded' ? [] : run.events.filter(({ at }) => at < 20);
    const events = [...before, ...closeLog(run.plan, before, 50, loss)];
    expect(upgraded({ plan: run.plan, events }).events).toEqual(events);
  });

  test('a caller’s own words that look like another end are still an abort', async () => {
    for (const words of ['never settles', 'b failed', 'z succeeded first', 'lost']) {
      const { run } = await drive(planOf('ok 50', 'ok 50'), { abortAt: 10, abortWith: words });
      expect(causes(upgraded(run).outcomes), words).toEqual(Array(2).fill(['abort', undefined, undefined]));
    }
  });

  test('the call that ended the run is found by its id, whatever that id is', async () => {
    const plan = planOf('fail 10', 'ok 50', { onError: 'fail-fast' });
    const renamed = {
      ...plan,
      calls: plan.calls.map((call, key) => ({ ...call, id: key === 0 ? 'a failed' : call.id })),
    };
    const { run } = await drive(renamed);
    expect(run.outcomes[1]).toMatchObject({ reason: 'a failed failed', cause: 'policy', by: 0 });
    expect(upgraded(run).events).toEqual(run.events);
  });

  test('an attempt that ended by itself, only too late, was not cut off', async () => {
    const { run } = await drive(planOf('block 100', { timeoutMs: 80 }));
    expect(run.outcomes[0]).toMatchObject({ kind: 'timedOut', cause: 'timeout' });
    expect(run.outcomes[0]).not.toHaveProperty('timeoutMs');
    expect(upgraded(run).events).toEqual(run.events);
  });
});

describe('a file has the lowest version that says all of its log', () => {
  const versionOf = (run: Pick<Run, 'plan' | 'events'>) => JSON.parse(writeRunFile(run)).version;
  const coded = Object.assign(new Error('boom'), { code: 'E_BOOM' });

  test.each([
    ['1: every call has a result or an error of its own', 'ok 10', 1],
    ['1: an error', 'fail 10', 1],
    ['3: a timeout', 'hang', 3],
  ])('%s', async (_, call, version) => {
    const { run } = await drive(planOf(call, { timeoutMs: 50 }));
    expect(versionOf(run)).toBe(version);
  });

  test('3: an error with a code', async () => {
    const thrower = { name: 'it', invoke: () => Promise.reject(coded) };
    expect(versionOf((await drive(planOf('it'), { tools: [thrower] })).run)).toBe(3);
  });

  const retry = { attempts: 2, baseMs: 1, factor: 1, maxMs: 1, jitter: 0 };

  test.each<[string, object, RetryOn | undefined, number]>([
    ['1: all errors are tried again', {}, undefined, 1],
    ['1: … said in words', {}, 'any', 1],
    ['4: transient ones', {}, 'transient', 4],
    ['4: those of a list', {}, ['EPIPE'], 4],
    ['4: … also where all were tried again', { code: 'EPIPE' }, ['EPIPE'], 4],
    ['4: a status', { status: 503 }, 'any', 4],
    ['4: a status behind the error', { cause: { message: 'a', status: 503 } }, 'any', 4],
    ['4: a status of one of several errors', { errors: ['a', { message: 'b', status: 503 }] }, 'any', 4],
  ])('%s', async (_, fields, on, version) => {
    const it = { name: 'it', invoke: () => Promise.reject(Object.assign(new Error('boom'), fields)) };
    const plan = planOf('it', { retry: { ...retry, ...(on && { on }) } });
    const { run } = await drive(plan, { tools: [it] });
    expect(versionOf(run)).toBe(version);
    expect(readRunFile(writeRunFile(run)).events).toEqual(run.events);
  });

  test('4: a function that decided, or could not', async () => {
    const plan = planOf('fail 5', { retry });
    const declined = await predict(plan, { tools: TOOLS, retryOn: () => false });
    expect(versionOf(declined)).toBe(4);
    expect(readRunFile(writeRunFile(declined)).events).toEqual(declined.events);
    const threw = await predict(plan, { tools: TOOLS, retryOn: () => expect.fail('no idea') });
    // Its warning alone.
    const events = threw.events.map((event) => {
      if (event.type !== 'attemptEnded') return event;
      const { notRetried, ...rest } = event;
      return rest;
    });
    expect(versionOf({ plan, events })).toBe(4);
  });
});

describe('a behavior in a file before version 4', () => {
  const call = { id: 'a', name: 'get', args: {} };

  test('meant nothing, and is left out', () => {
    const plan = { calls: [{ ...call, behavior: 'odd' }, call, null], seed: 1 };
    expect(withoutBehaviors(plan)).toEqual({ calls: [call, call, null], seed: 1 });
    for (const other of [null, 7, {}, { calls: 7 }, { calls: [call] }]) expect(withoutBehaviors(other)).toBe(other);
  });

  test('makes the file version 4 when it is one, and is read from it alone', async () => {
    const plan: Plan = { calls: [{ ...call, behavior: { kind: 'fast', ms: 1 } }] };
    const text = writeRunFile(await predictPlan(plan));
    expect(text).toContain('"version":4');
    expect(readRunFile(text).plan).toEqual(plan);
    expect(readRunFile(text.replace('"version":4', '"version":3')).plan).toEqual({ calls: [call] });
  });
});
