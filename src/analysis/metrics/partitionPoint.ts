/**
 * The number of leading indices that satisfy `passes`, by binary search: all indices that satisfy it must come first.
 * O(log n).
 */
export function partitionPoint(length: number, passes: (place: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (passes(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
