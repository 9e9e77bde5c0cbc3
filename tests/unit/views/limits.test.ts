import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keptBoxes } from '../../../src/views/axis/hideOverlaps.ts';
import { flagSides, snapped } from '../../../src/views/timeline/policyFlags/flagPlacement.ts';
import { timeoutsOf } from '../../../src/views/timeline/policyFlags/limits.ts';
import { drawRun } from '../analysis/drawRun.ts';
import { property } from '../support/property.ts';

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
  const WIDE = 90;
  const at = (...xs: number[]) => xs.map((x) => ({ x, widePx: WIDE }));

  it('hang on the right where that can be had: off the end, off other flags, off their lines', () => {
    expect(flagSides(at(250), 1000)).toEqual(['right']);
    expect(flagSides(at(950), 1000)).toEqual(['left']);
    expect(flagSides(at(350, 250), 1000)).toEqual(['right', 'right']);
    expect(flagSides(at(300, 250), 1000)).toEqual(['right', 'left']);
    expect(flagSides(at(250, 300), 1000)).toEqual(['left', 'right']);
    expect(flagSides(at(950, 855), 1000)).toEqual(['left', 'left']);
    expect(flagSides(at(950, 900), 1000)).toEqual(['left', 'right']);
    // There is no room on the left.
    expect(flagSides(at(40, 70), 1000)).toEqual(['right', 'right']);
  });

  property(
    'overlap no other where there is room for both, at any width',
    fc.tuple(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 2, max: 20 })),
    ([one, other, wide]) => {
      const axisPx = wide * WIDE;
      const flags = at((one / 1000) * axisPx, (other / 1000) * axisPx);
      const boxes = flagSides(flags, axisPx).map((side, i) => {
        const x = flags[i]?.x ?? 0;
        return side === 'right' ? [x, x + WIDE] : [x - WIDE, x];
      }) as [number, number][];
      for (const [left, right] of boxes) {
        expect(left).toBeGreaterThanOrEqual(0);
        expect(right).toBeLessThanOrEqual(axisPx);
      }
      const [[a, b], [c, d]] = boxes as [[number, number], [number, number]];
      const [x = 0, y = 0] = flags.map(({ x }) => x);
      // With a flag's width before the first line and behind the last one they never have to.
      if (Math.min(x, y) >= WIDE && Math.max(x, y) <= axisPx - WIDE) expect(b <= c || d <= a).toBe(true);
    },
  );
});

describe('texts on the axis', () => {
  property(
    'stay where none of those before them does, and go only for one that stays',
    fc.array(
      fc
        .tuple(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 1, max: 60 }))
        .map(([left, wide]) => ({ left, right: left + wide })),
      { maxLength: 12 },
    ),
    (boxes) => {
      const stays = keptBoxes(boxes);
      const touch = (i: number, j: number) => {
        const [a, b] = [boxes[i], boxes[j]];
        return a !== undefined && b !== undefined && a.left < b.right && b.left < a.right;
      };
      for (const [i] of boxes.entries()) {
        const before = boxes.slice(0, i).some((_, j) => stays[j] && touch(i, j));
        expect(stays[i]).toBe(!before);
      }
    },
  );
});
