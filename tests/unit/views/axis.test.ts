import { ticks } from 'd3-array';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linearAxis } from '../../../src/analysis/timeline/timeAxis.ts';
import { gridOf, roundUp, tickLabel, ticksOf } from '../../../src/views/axis/axis.ts';
import { property } from '../support/property.ts';

/** Under three minutes: longer axes are counted in minutes and hours. */
/** In whole hundredths: at a rounding error before a tick the two may differ by that tick. */
const domains = fc.integer({ min: 100, max: 17_000_000 }).map((hundredths) => hundredths / 100);

describe('the moments that the axis names', () => {
  property('are those of d3', fc.tuple(domains, fc.integer({ min: 2, max: 16 })), ([domain, most]) => {
    const theirs = ticks(0, domain, most);
    const ours = ticksOf(linearAxis(0, domain), most);
    expect(ours).toHaveLength(theirs.length);
    for (const [i, at] of ours.entries()) expect(at).toBeCloseTo(theirs[i] as number, 6);
  });

  property('end at or behind what the axis must hold, and little behind it', domains, (length) => {
    const end = roundUp(length);
    expect(end).toBeGreaterThanOrEqual(length * (1 - 1e-9));
    expect(end).toBeLessThanOrEqual(length * 1.2);
  });

  it('are minutes and hours on long axes', () => {
    expect(ticksOf(linearAxis(0, 600_000), 5)).toEqual([0, 120_000, 240_000, 360_000, 480_000, 600_000]);
    expect(roundUp(4 * 3_600_000 - 1)).toBe(4 * 3_600_000);
  });
});

describe('a window further on', () => {
  it('has round moments too, named as finely as they lie', () => {
    const axis = linearAxis(1234, 1266);
    const ticks = ticksOf(axis, 8);
    expect(ticks).toEqual([1235, 1240, 1245, 1250, 1255, 1260, 1265]);
    expect(ticks.map((tick) => tickLabel(tick, axis, 5)).slice(0, 2)).toEqual(['1.235 s', '1.240 s']);
    expect(tickLabel(400_000, linearAxis(399_000, 401_000), 200)).toBe('400.0 s');
    expect(tickLabel(50, linearAxis(40, 60), 2)).toBe('50 ms');
  });

  property(
    'names no moment outside of it, and no two alike',
    fc.tuple(
      fc.integer({ min: 0, max: 100_000 }),
      fc.integer({ min: 1, max: 100_000 }),
      fc.integer({ min: 2, max: 16 }),
    ),
    ([from, length, most]) => {
      const axis = linearAxis(from, from + length);
      const ticks = ticksOf(axis, most);
      for (const tick of ticks) {
        expect(tick).toBeGreaterThanOrEqual(from - 1e-6);
        expect(tick).toBeLessThanOrEqual(from + length + 1e-6);
      }
      const step = (ticks[1] ?? 0) - (ticks[0] ?? 0);
      const labels = ticks.map((tick) => tickLabel(tick, axis, step));
      expect(new Set(labels).size).toBe(labels.length);
    },
  );

  it('has its lines where its labels are', () => {
    // 1200 to 1700, a line each 50 ms from 1200 on: 10 % apart, the first at the left edge.
    expect(gridOf(linearAxis(1200, 1700))).toEqual({ '--grid': '10%', '--grid-x': '0%' });
    const { '--grid': grid = '', '--grid-x': x = '' } = gridOf(linearAxis(1190, 1690));
    const size = Number.parseFloat(grid);
    expect(size).toBeCloseTo(10, 9);
    // x % of what the image leaves free.
    expect((Number.parseFloat(x) / 100) * (100 - size)).toBeCloseTo(2, 9);
  });
});
