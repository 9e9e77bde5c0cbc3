import { describe, expect, it } from 'vitest';
import { linearAxis } from '../../../src/analysis/timeAxis.ts';
import { flagSides, snapped, timeoutsOf } from '../../../src/views/timeline/limits.ts';
import { drawRun } from '../analysis/drawRun.ts';

describe('a timeout', () => {
  it('counts from each attempt’s own start', () => {
    const { calls } = drawRun(`
      a |###|           succeeded
      b |...###~~.####| succeeded
      c ||              rejected
    `);
    expect(calls.map((call) => timeoutsOf(call, 500))).toEqual([[500], [800, 1400], []]);
    expect(timeoutsOf(calls[0], null)).toEqual([]);
    expect(timeoutsOf(undefined, 500)).toEqual([]);
  });
  it('snaps to 50 ms and is never 0', () => {
    expect([-3, 0, 24, 26, 74, 76, 1e9].map(snapped)).toEqual([50, 50, 50, 50, 50, 100, 600_000]);
  });
});

describe('flags', () => {
  const axis = linearAxis(0, 2000);
  it('hang away from each other and within the axis', () => {
    expect(flagSides(500, null, axis)).toBe('right');
    expect(flagSides(1900, null, axis)).toBe('left');
    expect([flagSides(500, 700, axis), flagSides(700, 500, axis)]).toEqual(['left', 'right']);
    expect([flagSides(700, 500, axis), flagSides(500, 700, axis)]).toEqual(['right', 'left']);
    // There is no room on the left.
    expect(flagSides(100, 700, axis)).toBe('right');
  });
});
