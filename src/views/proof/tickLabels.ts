export interface TickLabel {
  /** Position of the tick. */
  px: number;
  widthPx: number;
}

/** Minimum space around a label. */
const AIR_PX = 4;

/**
 * On which side of its tick each label stands, in order of importance; `undefined` where it would overlap a label before
 * it, a line through the row (`lines`, in px) or an edge of the row.
 */
export function placeLabels(
  labels: readonly TickLabel[],
  lines: readonly number[],
  rowPx: number,
): ('right' | 'left' | undefined)[] {
  const kept: { left: number; right: number }[] = [];
  return labels.map(({ px, widthPx }) => {
    const sides = { right: { left: px, right: px + widthPx }, left: { left: px - widthPx, right: px } };
    for (const side of ['right', 'left'] as const) {
      const box = sides[side];
      const isFree =
        box.left >= 0 &&
        box.right <= rowPx &&
        lines.every((line) => line <= box.left || line >= box.right) &&
        kept.every((other) => box.left >= other.right + AIR_PX || box.right <= other.left - AIR_PX);
      if (!isFree) continue;
      kept.push(box);
      return side;
    }
    return undefined;
  });
}

/** Places to try for the label of the dimension line, as shares of its length. */
const CENTRES = [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8];

/** Where the centre of a label can be between two ends so that no line crosses it, as a share; `undefined` if nowhere. */
export function freeCentre(from: number, to: number, widthPx: number, lines: readonly number[]): number | undefined {
  const isFree = (share: number) => {
    const centre = from + share * (to - from);
    const [left, right] = [centre - widthPx / 2, centre + widthPx / 2];
    return left >= from && right <= to && lines.every((line) => line <= left || line >= right);
  };
  return CENTRES.find(isFree);
}
