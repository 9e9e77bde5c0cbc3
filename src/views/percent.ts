import type { Ms } from '../run/types.ts';

/** A moment's place on the axis, as CSS. */
export function at(moment: Ms, domain: Ms): string {
  return `${(moment / domain) * 100}%`;
}
