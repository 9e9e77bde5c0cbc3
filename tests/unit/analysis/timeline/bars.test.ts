import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concurrencyOf } from '../../../../src/analysis/metrics/concurrency.ts';
import type { Segment } from '../../../../src/analysis/metrics/proof.ts';
import { type Bar, barsOf, mergeShort } from '../../../../src/analysis/timeline/bars.ts';
import { closeLog } from '../../../../src/run/closeLog.ts';
import { foldAll, type RunState } from '../../../../src/run/fold.ts';
import type { RunEvent } from '../../../../src/run/types.ts';
import { drawEvents, drawRun } from '../drawRun.ts';
import { anyPlan, told } from '../runs.ts';

const brief = ({ kind, from, to }: Bar) => `${kind} ${from}-${to ?? ''}`;
const barsIn = (state: RunState, key = 0, stalled = false) => {
  const call = state.calls[key];
  return call ? barsOf(call, stalled) : [];
};
const drawn = (picture: string) => barsIn(drawRun(picture)).map(brief);

describe('the bars of a row', () => {
  it.each([
    ['slow_1 |##########| succeeded', ['attempt 0-1000']],
    ['slow_1 |...####| failed', ['wait 0-300', 'attempt 300-700']],
    ['flaky_1 |##~~###| succeeded', ['attempt 0-200', 'backoff 200-400', 'attempt 400-700']],
    [
      'flaky_1 |.##~~.###| succeeded',
      ['wait 0-100', 'attempt 100-300', 'backoff 300-500', 'wait 500-600', 'attempt 600-900'],
    ],
    ['nope_1 || rejected', []],
  ])('%s', (picture, bars) => expect(drawn(picture)).toEqual(bars));

  it('of a run that goes on have an open end', () => {
    const log = drawEvents('a |####| succeeded\nb |..##| succeeded');
    const until = (at: number) => foldAll(log.filter((event) => event.at <= at && event.type !== 'runSettled'));
    expect(barsIn(until(100)).map(brief)).toEqual(['attempt 0-']);
    expect(barsIn(until(100), 1).map(brief)).toEqual(['wait 0-']);
    expect(barsIn(until(300), 1).map(brief)).toEqual(['wait 0-200', 'attempt 200-']);
  });

  it('of a call that was stopped while it waited end there', () => {
    const events: RunEvent[] = [
      { seq: 0, at: 0, type: 'runStarted', calls: 1 },
      { seq: 1, at: 0, type: 'queued', key: 0, id: 'a', name: 'fast_tool' },
    ];
    const closing = closeLog({ calls: [{ id: 'a', name: 'fast_tool', args: {} }] }, events, 250, 'crashed');
    expect(barsIn(foldAll([...events, ...closing])).map(brief)).toEqual(['wait 0-250']);
  });

  it('of abandoned work have a tail, open while it runs', () => {
    const events: RunEvent[] = [
      { seq: 0, at: 0, type: 'runStarted', calls: 1 },
      { seq: 1, at: 0, type: 'queued', key: 0, id: 'a', name: 'hanging_tool' },
      { seq: 2, at: 0, type: 'ready', key: 0 },
      { seq: 3, at: 0, type: 'started', key: 0, attempt: 1 },
      { seq: 4, at: 300, type: 'attemptEnded', key: 0, attempt: 1, result: 'timedOut' },
      { seq: 5, at: 300, type: 'settled', key: 0, kind: 'timedOut', abandoned: true },
      { seq: 6, at: 300, type: 'runSettled', makespan: 300 },
    ];
    expect(barsIn(foldAll(events)).map(brief)).toEqual(['attempt 0-300', 'tail 300-']);
    const late: RunEvent = { seq: 7, at: 900, type: 'late', key: 0, attempt: 1, result: 'succeeded' };
    expect(barsIn(foldAll([...events, late])).map(brief)).toEqual(['attempt 0-300', 'tail 300-900']);
    // It ended with its signal: nobody was left behind.
    expect(barsIn(foldAll([...events, { ...late, at: 300.5 }])).map(brief)).toEqual(['attempt 0-300']);
  });

  it('of a call that is predicted never to end have no end', async () => {
    const { state } = await told([{ id: 'hang_1', name: 'hanging_tool', args: { query: 'x' } }]);
    expect(barsIn(state, 0, state.stalled)).toMatchObject([{ kind: 'attempt', to: undefined, endless: true }]);
  });

  it('follow each other without a gap or an overlap, and add up to what the log says', async () => {
    await fc.assert(
      fc.asyncProperty(anyPlan, async ({ calls, policy }) => {
        const { state } = await told(calls, policy);
        let ran = 0;
        for (const call of state.calls) {
          const bars = barsOf(call, state.stalled);
          let at = call.queuedAt;
          for (const { from, to = from } of bars) {
            expect(from).toBe(at);
            expect(to).toBeGreaterThanOrEqual(from);
            at = to;
          }
          if (bars.length > 0) expect(at).toBe(call.outcome?.settledAt);
          for (const { kind, from, to = from } of bars) if (kind === 'attempt') ran += to - from;
        }
        // Counted another way: the area under the concurrency profile.
        const area = concurrencyOf(state).timeAt.reduce((sum, ms, level) => sum + ms * level, 0);
        expect(ran).toBeCloseTo(area, 6);
      }),
      { numRuns: 60 },
    );
  });
});

describe('short segments of the sum', () => {
  const segments = (...durations: number[]): Segment[] => {
    let start = 0;
    return durations.map((duration, key) => {
      const segment = { key, id: `call_${key}`, start, duration };
      start += duration;
      return segment;
    });
  };

  it('are merged with short neighbours, and long ones stand alone', () => {
    const merged = mergeShort(segments(1, 1, 50, 1, 50, 50), 10);
    expect(merged.map(({ start, duration, merged: many }) => [start, duration, many])).toEqual([
      [0, 2, 2],
      [2, 50, 1],
      [52, 1, 1],
      [53, 50, 1],
      [103, 50, 1],
    ]);
  });

  it('are left as they are when there is room, and nothing given is changed', () => {
    const given = segments(1, 1, 1);
    const copy = structuredClone(given);
    expect(mergeShort(given, 0)).toEqual(copy.map((segment) => ({ ...segment, merged: 1 })));
    mergeShort(given, 10);
    expect(given).toEqual(copy);
  });

  it('keep their length, their order and their number', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 300 }), fc.nat(40), (durations, shortest) => {
        const given = segments(...durations);
        const merged = mergeShort(given, shortest);
        let at = 0;
        for (const { start, duration } of merged) {
          expect(start).toBe(at);
          at += duration;
        }
        expect(at).toBe(durations.reduce((sum, duration) => sum + duration, 0));
        expect(merged.reduce((sum, { merged: many }) => sum + many, 0)).toBe(durations.length);
      }),
    );
  });

  it('of 10,000 calls are a few hundred to draw', () => {
    const durations = Array.from({ length: 10_000 }, (_, i) => 50 + ((i * 37) % 950));
    const sum = durations.reduce((total, duration) => total + duration, 0);
    // 1.5 px of a track 700 px wide.
    expect(mergeShort(segments(...durations), (1.5 / 700) * sum).length).toBeLessThanOrEqual(700 / 1.5);
  });

  it('an endless one is never merged', () => {
    const given = [...segments(1), { key: 1, id: 'hang', start: 1, duration: Number.POSITIVE_INFINITY }];
    expect(mergeShort(given, 100)).toHaveLength(2);
  });
});
