import { ticks } from 'd3-array';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roundUp, ticksOf } from '../../../src/views/timeline/axis.ts';
import { property } from '../support/property.ts';

/** Under three minutes: longer axes are counted in minutes and hours. */
/** In whole hundredths: at a rounding error before a tick the two may differ by that tick. */
const domains = fc.integer({ min: 100, max: 17_000_000 }).map((hundredths) => hundredths / 100);

describe('the moments that the axis names', () => {
  property('are those of d3', fc.tuple(domains, fc.integer({ min: 2, max: 16 })), ([domain, most]) => {
    const theirs = ticks(0, domain, most);
    const ours = ticksOf(domain, most);
    expect(ours).toHaveLength(theirs.length);
    for (const [i, at] of ours.entries()) expect(at).toBeCloseTo(theirs[i] as number, 6);
  });

  property('end at or behind what the axis must hold, and little behind it', domains, (length) => {
    const end = roundUp(length);
    expect(end).toBeGreaterThanOrEqual(length * (1 - 1e-9));
    expect(end).toBeLessThanOrEqual(length * 1.2);
  });

  it('are minutes and hours on long axes', () => {
    expect(ticksOf(600_000, 5)).toEqual([0, 120_000, 240_000, 360_000, 480_000, 600_000]);
    expect(roundUp(4 * 3_600_000 - 1)).toBe(4 * 3_600_000);
  });
});
