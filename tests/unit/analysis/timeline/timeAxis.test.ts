import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bar, barsOf } from '../../../../src/analysis/timeline/bars.ts';
import { compressedAxis, idleRanges, isMostlyIdle } from '../../../../src/analysis/timeline/compressedAxis.ts';
import {
  isShown,
  linearAxis,
  type TimeAxis,
  type TimeRange,
  visibleExtent,
} from '../../../../src/analysis/timeline/timeAxis.ts';
import { fittedWindow, pannedBy, withMargin, zoomedBy } from '../../../../src/analysis/timeline/zoom.ts';
import { predict } from '../../../../src/engine/predict.ts';
import { foldAll } from '../../../../src/run/fold.ts';
import { simulatedTools as tools } from '../../../../src/tools/simulated.ts';
import { property } from '../../support/property.ts';
import { drawRun } from '../drawRun.ts';
import { anyPlan } from '../runs.ts';

const END = 10_000;
/** Ascending and apart, as idle stretches are. */
const idles = fc
  .uniqueArray(fc.integer({ min: 0, max: END }), { maxLength: 12 })
  .map((ats) => ats.sort((a, b) => a - b))
  .map((ats): TimeRange[] =>
    ats.flatMap((from, i) => (i % 2 === 0 && ats[i + 1] ? [{ from, to: ats[i + 1] as number }] : [])),
  );
const windows = fc
  .tuple(fc.integer({ min: 0, max: END - 1 }), fc.integer({ min: 1, max: END }))
  .map(([from, length]): TimeRange => ({ from, to: Math.min(END, from + length) }));
const axes = fc
  .tuple(idles, windows, fc.boolean())
  .map(([idle, window, short]) =>
    short ? compressedAxis(idle, END).axis(window) : linearAxis(window.from, window.to),
  );

describe('an axis', () => {
  property(
    'gives back each moment that it places, inside of its window and beyond',
    fc.tuple(axes, fc.integer({ min: -END, max: 2 * END })),
    ([axis, at]) => {
      expect(axis.moment(axis.share(at))).toBeCloseTo(at, 5);
      expect([axis.share(axis.from), axis.share(axis.to)]).toEqual([0, 1]);
    },
  );

  property(
    'rises strictly',
    fc.tuple(axes, fc.integer({ min: 0, max: END }), fc.integer({ min: 1, max: END })),
    ([axis, at, more]) => {
      expect(axis.share(at + more)).toBeGreaterThan(axis.share(at));
    },
  );

  property('is at one scale in all its parts, and never at a larger one in a gap', axes, (axis) => {
    const scale = 1 / axis.length;
    let before = axis.from;
    for (const { from, to } of axis.parts) {
      expect(axis.share(to) - axis.share(from)).toBeCloseTo((to - from) * scale, 9);
      expect(axis.share(from) - axis.share(before)).toBeLessThanOrEqual((from - before) * scale + 1e-9);
      before = to;
    }
    expect(axis.share(axis.to) - axis.share(before)).toBeLessThanOrEqual((axis.to - before) * scale + 1e-9);
  });
});

/** Where a bar is seen, in shares of the lane. */
function seen(axis: TimeAxis, { from, to }: Bar): [number, number] | undefined {
  const place = visibleExtent(axis, from, to);
  if (!place) return undefined;
  return [Math.max(0, place.left), Math.min(1, place.right)];
}

describe('bars', () => {
  property(
    'overlap on the screen exactly when their intervals overlap in the log, in any window',
    fc.tuple(
      anyPlan,
      fc.double({ min: 0, max: 0.99, noNaN: true }),
      fc.double({ min: 0.001, max: 1, noNaN: true }),
      fc.boolean(),
    ),
    async ([plan, start, share, short]) => {
      const state = foldAll((await predict(plan, { tools })).events);
      const end = Math.max(1, state.at);
      const window = { from: start * end, to: Math.min(1, start + share) * end };
      const axis = short ? compressedAxis(idleRanges(state), end).axis(window) : linearAxis(window.from, window.to);
      const bars = state.calls.flatMap((call) => barsOf(call)).slice(0, 24);
      for (const one of bars) {
        for (const other of bars) {
          const from = Math.max(one.from, other.from, window.from);
          const to = Math.min(one.to ?? window.to, other.to ?? window.to, window.to);
          const a = seen(axis, one);
          const b = seen(axis, other);
          const onScreen = a && b ? Math.min(a[1], b[1]) - Math.max(a[0], b[0]) : 0;
          // A tenth of a micrometre of lane is rounding.
          if (Math.abs(to - from) > 1e-6 * (window.to - window.from)) expect(onScreen > 1e-10).toBe(to > from);
        }
      }
    },
    { runs: 300 },
  );

  it('cut by the edge end out of sight, and those outside are not there', () => {
    const axis = linearAxis(1000, 2000);
    expect(visibleExtent(axis, 0, 999)).toBeUndefined();
    expect(visibleExtent(axis, 2001, undefined)).toBeUndefined();
    expect(visibleExtent(axis, 0, 5000)).toEqual({ left: -0.05, right: 1.05 });
    expect(visibleExtent(axis, 1250, 1500)).toEqual({ left: 0.25, right: 0.5 });
    expect(visibleExtent(axis, 1250, undefined)).toEqual({ left: 0.25, right: 1 });
    expect([999, 1000, 2000, 2001].map((at) => isShown(axis, at))).toEqual([false, true, true, false]);
  });
});

describe('a window', () => {
  const full = linearAxis(0, END);

  property(
    'keeps under the pointer what is there while it is zoomed',
    fc.tuple(axes, fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0.1, max: 4, noNaN: true })),
    ([axis, about, factor]) => {
      const { from, to } = zoomedBy(axis, factor, about);
      const here = axis.moment(about);
      expect(linearOrShort(axis, { from, to }).share(here)).toBeCloseTo(about, 6);
    },
  );

  property(
    'never leaves the axis, and is as wide as was wanted',
    fc.tuple(windows, fc.double({ min: -3, max: 3, noNaN: true })),
    ([window, by]) => {
      const axis = linearAxis(window.from, window.to);
      const panned = fittedWindow(full, pannedBy(axis, by)) ?? full;
      expect(panned.from).toBeGreaterThanOrEqual(-1e-6);
      expect(panned.to).toBeLessThanOrEqual(END + 1e-6);
      expect(panned.to - panned.from).toBeCloseTo(window.to - window.from, 6);
    },
  );

  it('is none when it holds all, and never shorter than clocks can tell', () => {
    expect(fittedWindow(full, { from: -100, to: END + 100 })).toBeUndefined();
    const least = fittedWindow(full, { from: 500, to: 500 });
    expect(least?.from).toBeCloseTo(499.9, 9);
    expect(least?.to).toBeCloseTo(500.1, 9);
    expect(withMargin(full, { from: 0, to: 1000 })).toEqual({ from: 0, to: 1060 });
  });

  /** `zoomedBy` answers with moments: the same kind of axis over them. */
  function linearOrShort(axis: TimeAxis, window: TimeRange): TimeAxis {
    const scale = axis.share(window.to) - axis.share(window.from);
    return { ...axis, share: (at) => (axis.share(at) - axis.share(window.from)) / scale };
  }
});

describe('idle time', () => {
  const state = drawRun(`
    a |#~~~~~~~~~#| succeeded
    b |#|           failed`);

  it('is when no call runs', () => {
    expect(idleRanges(state)).toEqual([{ from: 100, to: 1000 }]);
    expect(isMostlyIdle(idleRanges(state), { from: 0, to: 5000 }, 1100)).toBe(true);
    expect(isMostlyIdle(idleRanges(state), { from: 0, to: 190 }, 1100)).toBe(false);
    expect(idleRanges(drawRun('a |###| succeeded\nb |..##| succeeded'))).toEqual([]);
  });

  it('is drawn short, and its length is lost nowhere', () => {
    const { gaps, axis } = compressedAxis(idleRanges(state), 1100);
    expect(gaps).toEqual([{ from: 100, to: 1000 }]);
    const all = axis({ from: 0, to: 1100 });
    // 200 ms at full scale, and 4 % of that for the gap.
    expect(all.length).toBeCloseTo(208, 9);
    expect(all.share(1000) - all.share(100)).toBeCloseTo(8 / 208, 9);
    expect(all.parts).toEqual([
      { from: 0, to: 100 },
      { from: 1000, to: 1100 },
    ]);
    expect(axis({ from: 200, to: 300 }).parts).toEqual([]);
  });
});
