import type { Ms } from '../../../run/types.ts';

export const SNAP_MS = 50;
/** Largest value that can be set by dragging. */
const MAX_MS = 600_000;

/** At least one step: a timeout of 0 would end everything before it starts. */
export function snapped(ms: Ms): Ms {
  return Math.min(MAX_MS, Math.max(SNAP_MS, Math.round(ms / SNAP_MS) * SNAP_MS));
}

type Side = 'left' | 'right';

export interface FlagAt {
  /** Position of the flag's line, in px. */
  x: number;
  widePx: number;
}

/**
 * The side of its line on which each flag is placed, in order of importance: inside of the axis, not overlapping
 * another flag, and if possible not over another line. A flag without any room is placed on the right, or inside of the
 * axis' end.
 */
export function flagSides(flags: readonly FlagAt[], axisPx: number): Side[] {
  const hung: { left: number; right: number }[] = [];
  return flags.map((flag) => {
    const { x, widePx } = flag;
    const box = (side: Side) => (side === 'right' ? { left: x, right: x + widePx } : { left: x - widePx, right: x });
    const inside = (side: Side) => (side === 'right' ? x + widePx <= axisPx : x >= widePx);
    const free = (side: Side) => {
      const { left, right } = box(side);
      return inside(side) && hung.every((other) => right <= other.left || left >= other.right);
    };
    const offLines = (side: Side) => {
      const { left, right } = box(side);
      return free(side) && flags.every((other) => other === flag || other.x <= left || other.x >= right);
    };
    const sides = ['right', 'left'] as const;
    const side = sides.find(offLines) ?? sides.find(free) ?? sides.find(inside) ?? 'right';
    hung.push(box(side));
    return side;
  });
}
