/** How many of the first `length` places pass, where those that pass come first. O(log n). */
export function leading(length: number, passes: (place: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (passes(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
