import { type TimeAxis, visibleExtent } from '../../analysis/timeline/timeAxis.ts';
import type { Ms } from '../../run/types.ts';

/** The position of a moment on the axis, as CSS. */
export function at(moment: Ms, axis: TimeAxis): string {
  return percent(axis.share(moment));
}

/**
 * The extent of an interval on the axis, as CSS; `undefined` outside of the window. An open interval ends at the right
 * edge.
 */
export function span(from: Ms, to: Ms | undefined, axis: TimeAxis) {
  const place = visibleExtent(axis, from, to);
  if (!place) return undefined;
  const left = percent(place.left);
  return to === undefined ? { left, right: 0 } : { left, width: percent(place.right - place.left) };
}

/** The moment at the pointer, for an element as wide as the axis. */
export function momentUnder(clientX: number, element: Element, axis: TimeAxis): Ms {
  const { left, width } = element.getBoundingClientRect();
  return axis.moment((clientX - left) / width);
}

function percent(share: number): string {
  return `${share * 100}%`;
}
