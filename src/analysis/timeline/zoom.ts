import type { TimeAxis, TimeRange } from './timeAxis.ts';

/** Shortest visible range: clocks do not resolve shorter ones. */
const SHORTEST_MS = 0.2;

/** Zooms in for `factor` < 1. The moment at position `about` (0..1) keeps its place. */
export function zoomedBy(axis: TimeAxis, factor: number, about = 0.5): TimeRange {
  return { from: axis.moment(about * (1 - factor)), to: axis.moment(about + (1 - about) * factor) };
}

/** Moves the window to the right by a share of its width. */
export function pannedBy(axis: TimeAxis, share: number): TimeRange {
  return { from: axis.moment(share), to: axis.moment(1 + share) };
}

/** The window of `full` closest to `wanted`, with the same width if possible; `undefined` if it is the full axis. */
export function fittedWindow(full: TimeAxis, wanted: TimeRange): TimeRange | undefined {
  const middle = (wanted.from + wanted.to) / 2;
  const half = Math.max(wanted.to - wanted.from, SHORTEST_MS) / 2;
  const left = full.share(Math.min(wanted.from, middle - half));
  const width = full.share(Math.max(wanted.to, middle + half)) - left;
  if (width > 1 - 1e-6) return undefined;
  const start = Math.min(1 - width, Math.max(0, left));
  return { from: full.moment(start), to: full.moment(start + width) };
}

/** A window around a range, with 3 % margin on both sides. */
export function withMargin(full: TimeAxis, { from, to }: TimeRange): TimeRange | undefined {
  const margin = 0.03 * (to - from);
  return fittedWindow(full, { from: from - margin, to: to + margin });
}
