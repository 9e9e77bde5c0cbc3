import type { Ms } from '../../run/types.ts';
import { partitionPoint } from './partitionPoint.ts';

interface Interval {
  readonly from: Ms;
  readonly to: Ms;
}

/**
 * Returns a function that measures how much of a span lies in `stretches`, which are disjoint and in time order. O(log
 * n) per span.
 */
export function overlapWith(stretches: readonly Interval[]): (from: Ms, to: Ms) => Ms {
  /** Prefix sums: `before[i]` is the total length of the first i stretches. */
  const before = [0];
  for (const { from, to } of stretches) before.push((before.at(-1) as Ms) + to - from);
  return (from, to) => {
    const at = (i: number) => stretches[i] as Interval;
    const within = (i: number) => Math.max(0, Math.min(to, at(i).to) - Math.max(from, at(i).from));
    const first = partitionPoint(stretches.length, (i) => at(i).to <= from);
    const last = partitionPoint(stretches.length, (i) => at(i).from < to) - 1;
    if (last < first) return 0;
    if (last === first) return within(first);
    return within(first) + (before[last] as Ms) - (before[first + 1] as Ms) + within(last);
  };
}
