import type { Ms } from '../../run/types.ts';

export interface TimeRange {
  readonly from: Ms;
  readonly to: Ms;
}

/**
 * The visible range of a run's time and the position of each moment in it. Everything drawn over time uses one axis, so
 * that zoom, pan and compressed gaps are one mechanism. A new object means that the axis has changed.
 */
export interface TimeAxis extends TimeRange {
  /**
   * Position of a moment: 0 at the left edge, 1 at the right edge, outside of 0..1 beyond them. Strictly increasing.
   */
  share(at: Ms): number;
  /** Inverse of `share`. */
  moment(share: number): Ms;
  /** The parts of the window at full scale, in order; a compressed gap lies between two of them. */
  readonly parts: readonly TimeRange[];
  /** Length in ms of a window of the same width that has no compressed gap. */
  readonly length: Ms;
}

/** An axis with one scale everywhere. */
export function linearAxis(from: Ms, to: Ms): TimeAxis {
  const length = to - from;
  return {
    from,
    to,
    share: (at) => (at - from) / length,
    moment: (share) => from + share * length,
    parts: [{ from, to }],
    length,
  };
}

export function isShown(axis: TimeRange, at: Ms): boolean {
  return at >= axis.from && at <= axis.to;
}

/**
 * What is cut off by the window's edge ends this far outside of it, so that its rounded end and pattern are invisible.
 */
const OVERSHOOT = 0.05;

/**
 * Left and right edge of an interval in the window; an open interval ends at the right edge. `undefined` if it is not
 * visible. Edges inside of the window are exact.
 */
export function visibleExtent(
  axis: TimeAxis,
  from: Ms,
  to: Ms | undefined,
): { left: number; right: number } | undefined {
  const left = axis.share(from);
  const right = to === undefined ? 1 : axis.share(Math.max(from, to));
  if (left > 1 || right < 0) return undefined;
  return { left: Math.max(left, -OVERSHOOT), right: Math.min(right, 1 + OVERSHOOT) };
}
