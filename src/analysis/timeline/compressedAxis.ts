import type { RunState } from '../../run/fold.ts';
import type { Ms } from '../../run/types.ts';
import { concurrencyOf } from '../metrics/concurrency.ts';
import { partitionPoint } from '../metrics/partitionPoint.ts';
import type { TimeAxis, TimeRange } from './timeAxis.ts';

/** Idle times shorter than this share of the run stay at full scale. */
const MIN_GAP_SHARE = 0.05;
/** Drawn width of a compressed gap, as a share of the busy time, whatever its length. */
const DRAWN_GAP_SHARE = 0.04;
/** Most gaps, so that all of them together are at most as wide as the rest. */
const MOST_GAPS = 25;

/** The times in which no attempt ran, from the run's start to its end. */
export function idleRanges(state: RunState): TimeRange[] {
  const { steps, end } = concurrencyOf(state);
  return steps.flatMap(({ at, running }, i) => {
    const to = Math.min(end, steps[i + 1]?.at ?? end);
    return running === 0 && to > at ? [{ from: at, to }] : [];
  });
}

/** Whether more than half of the visible part of the run is idle. */
export function isMostlyIdle(idle: readonly TimeRange[], shown: TimeRange, end: Ms): boolean {
  const to = Math.min(shown.to, end);
  let ms = 0;
  for (const gap of idle) ms += Math.max(0, Math.min(gap.to, to) - Math.max(gap.from, shown.from));
  return ms > (to - shown.from) / 2;
}

/**
 * An axis that compresses the long idle times. A piecewise linear map between time and drawn position has two points
 * per gap:
 *
 *   time   |== busy ==|............ idle ............|== busy ==|
 *   drawn  |== busy ==|..|== busy ==|
 *
 * `axis(window)` makes axes of parts of it, all at the scale of `end` ms.
 */
export function compressedAxis(
  idle: readonly TimeRange[],
  end: Ms,
): { gaps: TimeRange[]; axis: (window: TimeRange) => TimeAxis } {
  const gaps = idle.filter(({ from, to }) => to - from > MIN_GAP_SHARE * end).slice(0, MOST_GAPS);
  let busy = end;
  for (const { from, to } of gaps) busy -= to - from;
  // At most the gap's own length: compression must not stretch.
  const drawn = (gap: TimeRange) => Math.min(DRAWN_GAP_SHARE * busy, gap.to - gap.from);

  /** The moments where the scale changes, and the drawn positions of these moments. */
  const at: Ms[] = [];
  const before: Ms[] = [];
  let saved = 0;
  for (const gap of gaps) {
    at.push(gap.from, gap.to);
    before.push(gap.from - saved, gap.from - saved + drawn(gap));
    saved += gap.to - gap.from - drawn(gap);
  }
  const drawnAt = (moment: Ms) => interpolate(at, before, moment);
  const momentAt = (place: Ms) => interpolate(before, at, place);

  return {
    gaps,
    axis({ from, to }) {
      const start = drawnAt(from);
      const length = drawnAt(to) - start;
      return {
        from,
        to,
        share: (moment) => (drawnAt(moment) - start) / length,
        moment: (share) => momentAt(start + share * length),
        parts: partsBetween(gaps, { from, to }),
        length,
      };
    },
  };
}

/**
 * Linear interpolation through the points (xs, ys), both ascending; slope 1 before the first point and after the last.
 */
function interpolate(xs: readonly number[], ys: readonly number[], x: number): number {
  const next = partitionPoint(xs.length, (i) => (xs[i] as number) < x);
  const [x0, y0, x1, y1] = [xs[next - 1], ys[next - 1], xs[next], ys[next]];
  if (x0 === undefined || y0 === undefined) return x1 === undefined || y1 === undefined ? x : y1 - (x1 - x);
  if (x1 === undefined || y1 === undefined) return y0 + (x - x0);
  return y0 + ((x - x0) / (x1 - x0)) * (y1 - y0);
}

function partsBetween(gaps: readonly TimeRange[], { from, to }: TimeRange): TimeRange[] {
  const parts: TimeRange[] = [];
  let start = from;
  for (const gap of gaps) {
    if (gap.to <= start || gap.from >= to) continue;
    if (gap.from > start) parts.push({ from: start, to: gap.from });
    start = gap.to;
  }
  if (start < to) parts.push({ from: start, to });
  return parts;
}
