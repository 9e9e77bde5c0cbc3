import type { Ms } from '../../run/types.ts';

export interface TimeRange {
  readonly from: Ms;
  readonly to: Ms;
}

/**
 * The stretch of a run's time that is shown, and where each moment stands in it. All that is drawn on the one time
 * axis asks it, so zoom, pan and gaps that are drawn short are one mechanism. A new object only when the axis is another.
 */
export interface TimeAxis extends TimeRange {
  /** Where a moment stands: 0 at the left edge, 1 at the right one, beyond them outside. Rises strictly. */
  share(at: Ms): number;
  /** The moment that stands there. */
  moment(share: number): Ms;
  /** What of the window is drawn at full scale, in order; between two of them is a gap that is drawn short. */
  readonly parts: readonly TimeRange[];
  /** How many ms the window would hold if all of it were at full scale. */
  readonly length: Ms;
}

/** The same scale all over. */
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

/** What is cut by the window's edge ends this far behind it, out of sight with its rounded end and pattern. */
const BEHIND_EDGE = 0.05;

/**
 * An interval's left and right edge in the window; open at its end = to the right edge. `undefined` when none of it
 * is shown. What lies inside of the window is never moved.
 */
export function placed(axis: TimeAxis, from: Ms, to: Ms | undefined): { left: number; right: number } | undefined {
  const left = axis.share(from);
  const right = to === undefined ? 1 : axis.share(Math.max(from, to));
  if (left > 1 || right < 0) return undefined;
  return { left: Math.max(left, -BEHIND_EDGE), right: Math.min(right, 1 + BEHIND_EDGE) };
}
