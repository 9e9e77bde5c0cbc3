import { describe, expect, test } from 'vitest';
import { predict } from '../../../src/engine/predict.ts';
import { fold, foldAll, IllegalEvent, newRunState, outcomesOf } from '../../../src/run/fold.ts';
import type { EventBody, RunEvent } from '../../../src/run/types.ts';
import { ALL, plans } from '../support/arbitraries.ts';
import {
  ended,
  late,
  logOf,
  partial,
  queued,
  ready,
  runSettled,
  runStarted,
  settled,
  started,
} from '../support/logs.ts';
import { deepFreeze } from '../support/plans.ts';
import { property } from '../support/property.ts';
import { TOOLS } from '../support/tools.ts';

const QUEUED = [runStarted(2), queued(0), queued(1)];
const RUNNING = [...QUEUED, ready(0), started(0)];
const TIMED_OUT = [...RUNNING, ended(0, 'timedOut'), settled(0, 'timedOut')];
const OVER = [runStarted(1), queued(0), settled(0, 'skipped'), runSettled(0)];

const ILLEGAL: [what: string, before: EventBody[], event: EventBody | Partial<RunEvent>, why: string][] = [
  ['a number is left out', QUEUED, { ...ready(0), seq: 4 }, 'expected event 3'],
  ['a number comes twice', QUEUED, { ...ready(0), seq: 2 }, 'expected event 3'],
  ['time runs backwards', QUEUED, { ...ready(0), at: -1 }, 'time runs backwards, from 0 to -1'],
  ['no time at all', QUEUED, { ...ready(0), at: Number.NaN }, 'time runs backwards, from 0 to NaN'],
  ['anything before the start', [], queued(0), 'the run has not started'],
  ['a second start', QUEUED, runStarted(2), 'the run has already started'],
  ['half a call', [], runStarted(1.5), 'the number of calls is not a whole number'],
  ['less than no call', [], runStarted(-1), 'the number of calls is not a whole number'],
  ['more calls than a memory holds', [], runStarted(10_000_001), 'more than 10000000 calls'],
  ['a call queued twice', QUEUED, queued(0), 'no open place for this call'],
  ['a call too many', QUEUED, queued(2), 'no open place for this call'],
  ['a call before the first', QUEUED, queued(-1), 'no open place for this call'],
  ['a call between two', QUEUED, queued(0.5), 'no open place for this call'],
  ['ready, never queued', [runStarted(1)], ready(0), 'the call has not been queued'],
  ['ready twice', [...QUEUED, ready(0)], ready(0), 'the call is ready'],
  ['ready while running', RUNNING, ready(0), 'the call is running'],
  ['started, not ready', QUEUED, started(0), 'the call is queued'],
  ['started twice', RUNNING, started(0, 2), 'the call is running'],
  ['an attempt left out', [...QUEUED, ready(0)], started(0, 2), 'attempt 1 is next'],
  ['a partial result of a call that waits', QUEUED, partial(0, 1), 'the call is queued'],
  ['a partial result of an earlier attempt', RUNNING, partial(0, 1, 0), 'attempt 1 is running'],
  ['ended, never started', QUEUED, ended(0), 'the call is queued'],
  ['ended twice', [...RUNNING, ended(0)], ended(0), 'the call is ended'],
  ['the end of another attempt', RUNNING, ended(0, 'failed', { attempt: 2 }), 'attempt 1 is running'],
  ['settled while its attempt runs', RUNNING, settled(0), 'its attempt has not ended'],
  ['settled twice', TIMED_OUT, settled(0), 'the call has already settled'],
  ['ready after it settled', TIMED_OUT, ready(0), 'the call is settled'],
  ['started after it settled', TIMED_OUT, started(0, 2), 'the call is settled'],
  ['late, still running', RUNNING, late(0), 'that attempt has not ended'],
  ['late, not abandoned', [...RUNNING, ended(0)], late(0), 'that attempt was not abandoned'],
  ['late, failed of itself', [...RUNNING, ended(0, 'failed')], late(0), 'that attempt was not abandoned'],
  ['late twice', [...TIMED_OUT, late(0)], late(0), 'that attempt has already ended late'],
  ['late, an attempt that never was', TIMED_OUT, late(0, 2), 'that attempt has not ended'],
  ['batch 0', QUEUED, { type: 'batchOpened', batch: 0, keys: [0] }, 'batch 1 or a later one is next'],
  ['half a batch', QUEUED, { type: 'batchOpened', batch: 1.5, keys: [0] }, 'batch 1 or a later one is next'],
  [
    'a batch opened twice',
    [...QUEUED, { type: 'batchOpened', batch: 2, keys: [0] }],
    { type: 'batchOpened', batch: 2, keys: [0] },
    'batch 3 or a later one is next',
  ],
  ['resumed, not paused', QUEUED, { type: 'resumed' }, 'the run is not paused'],
  ['paused twice', [...QUEUED, { type: 'paused' }], { type: 'paused' }, 'the run is paused'],
  ['the end before all have settled', TIMED_OUT, runSettled(0), '1 calls have not settled'],
  ['the end of a run whose calls are not all there', [runStarted(1)], runSettled(0), '1 calls have not settled'],
  ['anything but late endings and warnings after the end', OVER, { type: 'paused' }, 'the run has settled'],
  ['a second end', OVER, runSettled(0), 'the run has settled'],
  ['a word nobody knows', QUEUED, { type: 'exploded' } as never, 'unknown type "exploded"'],
];

describe('an illegal event', () => {
  test.each(ILLEGAL)('%s: throws, and the state stays as it was', (_, before, body, why) => {
    const log = logOf(...before);
    const event = { seq: log.length, at: 0, ...body } as RunEvent;
    const state = foldAll(log);
    expect(() => fold(state, event)).toThrow(IllegalEvent);
    expect(() => fold(state, event)).toThrow(why);
    expect(state).toStrictEqual(foldAll(log));
  });

  test('says which event it is', () => {
    const log = logOf(...QUEUED, settled(0), settled(0));
    expect(() => foldAll(log)).toThrow('event 4 (settled of call 0): the call has already settled');
  });
});

describe('the state', () => {
  test('of a call with two attempts, told from its log', () => {
    const state = foldAll(
      logOf(
        runStarted(1),
        queued(0),
        [10, ready(0)],
        [20, started(0)],
        [30, partial(0, 'half')],
        [35, partial(0, 'most')],
        [40, ended(0, 'failed', { backoffMs: 100 })],
        [140, ready(0)],
        [150, started(0, 2)],
        [170, ended(0, 'timedOut', { attempt: 2 })],
        [170, { type: 'settled', key: 0, kind: 'timedOut', abandoned: true }],
        [170, runSettled(170)],
        [500, late(0, 2)],
      ),
    );
    expect(state).toMatchObject({ phase: 'settled', running: 0, settled: 1, makespan: 170, stalled: false, at: 500 });
    expect(state.calls[0]?.attempts).toEqual([
      {
        attempt: 1,
        readyAt: 10,
        startedAt: 20,
        partials: 2,
        partialsAt: [30, 35],
        endedAt: 40,
        result: 'failed',
        backoffMs: 100,
      },
      { attempt: 2, readyAt: 140, startedAt: 150, endedAt: 170, result: 'timedOut', lateAt: 500 },
    ]);
    expect(outcomesOf(state)).toEqual([
      {
        key: 0,
        id: 'c0',
        name: 'tool',
        kind: 'timedOut',
        abandoned: true,
        attempts: 2,
        queuedAt: 0,
        startedAt: 20,
        settledAt: 170,
      },
    ]);
  });

  test('of a call that backs off for 0 ms: it backs off', () => {
    const { calls } = foldAll(logOf(...RUNNING, ended(0, 'failed', { backoffMs: 0 })));
    expect(calls[0]).toMatchObject({ phase: 'backoff', attempts: [{ backoffMs: 0 }] });
  });

  test('of a call that is not tried again: it ends, and why is known', () => {
    const { calls } = foldAll(logOf(...RUNNING, ended(0, 'failed', { notRetried: 'not-listed' })));
    expect(calls[0]).toMatchObject({ phase: 'ended', attempts: [{ notRetried: 'not-listed' }] });
  });

  test('of the run: batches, pauses, warnings, disturbances', () => {
    const state = foldAll(
      logOf(
        ...QUEUED,
        [5, { type: 'batchOpened', batch: 1, keys: [0] }],
        { type: 'warning', code: 'duplicate-id', message: 'twice', key: 1 },
        { type: 'limitChanged', limit: 3 },
        { type: 'paused' },
        { type: 'disturbed', cause: 'hidden-tab', durationMs: 300 },
        { type: 'disturbed', cause: 'late-timer', durationMs: 12 },
        { type: 'disturbed', cause: 'late-timer', durationMs: 30 },
      ),
    );
    expect(state).toMatchObject({ paused: true, warnings: ['twice'], disturbedMs: 42, makespan: undefined });
    expect(state.limits).toEqual([{ at: 5, limit: 3 }]);
    expect(state.pauses).toEqual([{ from: 5, to: undefined }]);
    expect(state.disturbances).toEqual([
      { cause: 'hidden-tab', from: 0, to: 5 },
      { cause: 'late-timer', from: 0, to: 5 },
      { cause: 'late-timer', from: 0, to: 5 },
    ]);
    expect(state.batches).toEqual([{ batch: 1, openedAt: 5, keys: [0] }]);
    expect(outcomesOf(state)).toEqual([]);
  });

  test('of a call keeps its batch from its queue to its end', () => {
    const before = [runStarted(1), { ...queued(0), batch: 3 } as EventBody];
    const after = [ready(0), started(0), ended(0), settled(0)];
    for (let count = 0; count <= after.length; count++)
      expect(foldAll(logOf(...before, ...after.slice(0, count))).calls[0]?.batch).toBe(3);
  });

  test('of a call that returned nothing has that for its value, and one that failed has none', () => {
    const nothing: EventBody = { type: 'settled', key: 0, kind: 'succeeded', value: undefined };
    const [returned] = outcomesOf(foldAll(logOf(...RUNNING, ended(0), nothing)));
    expect(returned && 'value' in returned).toBe(true);
    const [threw] = outcomesOf(foldAll(logOf(...RUNNING, ended(0, 'failed'), settled(0, 'failed'))));
    expect(threw && 'value' in threw).toBe(false);
  });

  test('of a run that would never have ended says so', () => {
    const end: EventBody = { type: 'runSettled', makespan: 0, stalled: true };
    expect(foldAll(logOf(runStarted(1), queued(0), settled(0, 'cancelled'), end)).stalled).toBe(true);
  });

  test('of a run that is over takes a warning: its listener threw at a late ending', () => {
    const state = foldAll(logOf(...OVER, { type: 'warning', code: 'listener-threw', message: 'late' }));
    expect(state).toMatchObject({ phase: 'settled', warnings: ['late'] });
  });

  property('folded event by event is folded at once', plans({ kinds: ALL }), async (plan) => {
    const { events } = await predict(plan, { tools: TOOLS });
    const state = newRunState();
    events.forEach((event, i) => {
      fold(state, event);
      if (i % 5 === 0) expect(state).toEqual(foldAll(events.slice(0, i + 1)));
    });
    expect(state).toEqual(foldAll(events));
  });

  property(
    'a call’s object is replaced by its own events, kept by all others, and never changed',
    plans({ kinds: ALL }),
    async (plan) => {
      const { events } = await predict(plan, { tools: TOOLS });
      const state = newRunState();
      for (const event of events) {
        const before = [...state.calls];
        // Whoever changes a frozen object throws.
        deepFreeze(before);
        fold(state, event);
        if (event.type === 'runStarted') continue;
        const touched = 'key' in event && event.type !== 'warning' ? event.key : undefined;
        const replaced = state.calls.flatMap((call, key) => (call === before[key] ? [] : key));
        if (replaced.join() !== String(touched ?? '')) expect.fail(`${event.type} replaced ${replaced}`);
      }
    },
  );
});
