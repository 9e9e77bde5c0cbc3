import type { TimeAxis, TimeRange } from './timeAxis.ts';

/** Closer than this nothing is there to be seen: clocks do not tell such moments apart. */
const SHORTEST_MS = 0.2;

/** `factor` < 1 = nearer. What stands at `about` stays there. */
export function zoomedBy(axis: TimeAxis, factor: number, about = 0.5): TimeRange {
  return { from: axis.moment(about * (1 - factor)), to: axis.moment(about + (1 - about) * factor) };
}

/** By a share of what is shown, to the right. */
export function pannedBy(axis: TimeAxis, share: number): TimeRange {
  return { from: axis.moment(share), to: axis.moment(1 + share) };
}

/** The window that comes nearest to what was wanted, as wide where possible; `undefined` when that is all there is. */
export function within(full: TimeAxis, wanted: TimeRange): TimeRange | undefined {
  const middle = (wanted.from + wanted.to) / 2;
  const half = Math.max(wanted.to - wanted.from, SHORTEST_MS) / 2;
  const left = full.share(Math.min(wanted.from, middle - half));
  const width = full.share(Math.max(wanted.to, middle + half)) - left;
  if (width > 1 - 1e-6) return undefined;
  const start = Math.min(1 - width, Math.max(0, left));
  return { from: full.moment(start), to: full.moment(start + width) };
}

/** With a little air at both sides. */
export function around(full: TimeAxis, { from, to }: TimeRange): TimeRange | undefined {
  const air = 0.03 * (to - from);
  return within(full, { from: from - air, to: to + air });
}
