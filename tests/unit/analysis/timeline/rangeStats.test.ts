import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rangeStatsOf, rangeStatsText } from '../../../../src/analysis/timeline/rangeStats.ts';
import { predict } from '../../../../src/engine/predict.ts';
import { foldAll } from '../../../../src/run/fold.ts';
import type { Ms, RunEvent } from '../../../../src/run/types.ts';
import { simulatedTools as tools } from '../../../../src/tools/simulated.ts';
import { property } from '../../support/property.ts';
import { drawEvents, drawRun } from '../drawRun.ts';
import { anyPlan } from '../runs.ts';

/** Attempts straight from the log, and a look at every moment where anything may change. */
function slowly(events: readonly RunEvent[], from: Ms, to: Ms) {
  const attempts: { key: number; start: Ms; end: Ms }[] = [];
  for (const event of events) {
    if (event.type === 'started') {
      const over = events.find(
        (one) => one.type === 'attemptEnded' && one.key === event.key && one.attempt === event.attempt,
      );
      attempts.push({ key: event.key, start: event.at, end: over?.at ?? (events.at(-1)?.at as Ms) });
    }
  }
  const cuts = [from, to, ...attempts.flatMap(({ start, end }) => [start, end])]
    .filter((at) => at >= from && at <= to)
    .sort((a, b) => a - b);
  const calls = new Set<number>();
  let work = 0;
  let peak = 0;
  cuts.forEach((at, i) => {
    const next = cuts[i + 1] ?? at;
    const running = next > at ? attempts.filter(({ start, end }) => start <= at && end >= next) : [];
    for (const { key } of running) calls.add(key);
    work += running.length * (next - at);
    peak = Math.max(peak, running.length);
  });
  for (const { key, start, end } of attempts) if (start === end && start >= from && start < to) calls.add(key);
  return { work, calls: calls.size, peak: Math.max(peak, Math.min(1, calls.size)) };
}

describe('what is measured in a stretch', () => {
  const picture = `
    a |####|      succeeded
    b |..####|    failed
    c |....##~~#| succeeded`;
  const state = drawRun(picture);

  it('is work, calls and peak in it', () => {
    expect(rangeStatsOf(state, { from: 0, to: 900 })).toEqual({ from: 0, to: 900, work: 1100, calls: 3, peak: 2 });
    // Half open: a ends where this begins, and c begins.
    expect(rangeStatsOf(state, { from: 400, to: 500 })).toMatchObject({ work: 200, calls: 2, peak: 2 });
    expect(rangeStatsOf(state, { from: 650, to: 750 })).toMatchObject({ work: 0, calls: 0, peak: 0 });
  });

  it('is said in one line', () => {
    expect(rangeStatsText(rangeStatsOf(state, { from: 0, to: 600 }))).toBe(
      '600 ms, 1.00 s of work, 3 calls, 2 at once',
    );
    expect(rangeStatsText(rangeStatsOf(state, { from: 0, to: 100 }))).toBe('100 ms, 0.10 s of work, 1 call, 1 at once');
    expect(rangeStatsText(rangeStatsOf(state, { from: 650, to: 660 }))).toBe('10 ms, no call ran');
  });

  it('of a run under way reaches to its last event', () => {
    const open = foldAll(drawEvents(picture).filter(({ at, type }) => at <= 200 && type !== 'runSettled'));
    expect(rangeStatsOf(open, { from: 0, to: 1000 })).toMatchObject({ work: 200, calls: 2, peak: 1 });
  });

  property(
    'is what a look at every moment finds',
    fc.tuple(anyPlan, fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
    async ([plan, one, other]) => {
      const { events } = await predict(plan, { tools });
      const state = foldAll(events);
      const from = Math.min(one, other) * state.at;
      const to = Math.max(one, other) * state.at;
      const { work, calls, peak } = rangeStatsOf(state, { from, to });
      const slow = slowly(events, from, to);
      expect([calls, peak]).toEqual([slow.calls, slow.peak]);
      expect(work).toBeCloseTo(slow.work, 6);
    },
    { runs: 300 },
  );
});
