import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Metrics } from '../../../../src/analysis/metrics/metrics.ts';
import {
  adjacentStop,
  intervalMidpoints,
  runningText,
  settledText,
  sharesText,
  stepsOf,
} from '../../../../src/analysis/report/metricSeries.ts';

const METRICS = {
  end: 1000,
  concurrency: [
    { at: 0, running: 3 },
    { at: 100, running: 2 },
    { at: 400, running: 0 },
    { at: 1200, running: 1 },
  ],
  limits: [
    { at: 0, limit: 3 },
    { at: 250, limit: null },
  ],
  settledIn: [1, 0, 4, 12],
} as unknown as Metrics;

describe('what is read from a chart at a moment', () => {
  it('has a step wherever one of the staircases has, and one more at the end', () => {
    expect(stepsOf(METRICS, true)).toEqual([
      { at: 0, running: 3, limit: 3 },
      { at: 100, running: 2, limit: 3 },
      { at: 250, running: 2, limit: undefined },
      { at: 400, running: 0, limit: undefined },
      { at: 1000, running: 0, limit: undefined },
    ]);
    expect(stepsOf(METRICS, false).every(({ limit }) => limit === undefined)).toBe(true);
  });

  it('is the level that holds there, from its first moment on', () => {
    const steps = stepsOf(METRICS, true);
    expect(runningText(steps, 0)).toBe('0.000 s: 3 running, at most 3');
    expect(runningText(steps, 99.9)).toBe('0.100 s: 3 running, at most 3');
    expect(runningText(steps, 100)).toBe('0.100 s: 2 running, at most 3');
    expect(runningText(steps, 250)).toBe('0.250 s: 2 running');
    expect(runningText(steps, 1000)).toBe('1.000 s: 0 running');
  });

  it('is the stretch that the moment lies in', () => {
    expect(settledText(METRICS, 0)).toBe('0.000 s to 0.250 s: 1 call settled, 4.0 per second');
    expect(settledText(METRICS, 250)).toBe('0.250 s to 0.500 s: 0 calls settled, 0.0 per second');
    expect(settledText(METRICS, 1000)).toBe('0.750 s to 1.000 s: 12 calls settled, 48 per second');
  });

  it('is how many of the runs took so long, of each series', () => {
    const shape = {
      from: 1000,
      to: 1040,
      predicted: { shares: [0.25, 0.75], distribution: { runs: 100 } },
      measured: { shares: [0, 1], distribution: { runs: 10 } },
    };
    expect(sharesText(shape, 1010)).toBe('1.00 s to 1.02 s: 25 % of 100 predicted, 0 % of 10 measured');
    expect(sharesText({ ...shape, predicted: undefined }, 1040)).toBe('1.02 s to 1.04 s: 100 % of 10 measured');
  });

  it('goes from stop to stop, each once, both ways alike, and stays at the ends', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 10_000 }), { minLength: 1, maxLength: 30 }), (moments) => {
        const stops = moments.sort((a, b) => a - b);
        const walk = (from: number, by: 1 | -1) => {
          const seen = [from];
          for (let at = adjacentStop(stops, from, by); at !== seen.at(-1); at = adjacentStop(stops, at, by))
            seen.push(at);
          return seen;
        };
        expect(walk(stops[0] as number, 1)).toEqual(stops);
        expect(walk(stops.at(-1) as number, -1)).toEqual(stops.toReversed());
      }),
      { seed: 7 },
    );
    expect(intervalMidpoints(0, 1000, 4)).toEqual([125, 375, 625, 875]);
  });
});
