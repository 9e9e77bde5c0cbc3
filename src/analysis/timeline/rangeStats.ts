import type { RunState } from '../../run/fold.ts';
import type { Ms } from '../../run/types.ts';
import { count, duration, small } from '../format/format.ts';
import type { TimeRange } from './timeAxis.ts';

/** What happened in a time range of a run. */
export interface RangeStats extends TimeRange {
  /** Sum of the attempts' parts inside of the range. */
  work: Ms;
  /** Calls with an attempt in the range. */
  calls: number;
  /** Most attempts at the same time. */
  peak: number;
}

/**
 * Attempts are half-open intervals [start, end): one that ends where the range begins is not in it. An attempt of
 * length 0 belongs to the range that contains its start. An open attempt lasts until the last event.
 */
export function rangeStatsOf(state: RunState, { from, to }: TimeRange): RangeStats {
  const starts: Ms[] = [];
  const ends: Ms[] = [];
  let work = 0;
  let calls = 0;
  for (const call of state.calls) {
    let inside = false;
    for (const { startedAt, endedAt = state.makespan ?? state.at } of call?.attempts ?? []) {
      const start = Math.max(from, startedAt);
      const end = Math.min(to, endedAt);
      const isPoint = startedAt === endedAt && startedAt >= from && startedAt < to;
      if (start >= end && !isPoint) continue;
      inside = true;
      if (isPoint) continue;
      work += end - start;
      starts.push(start);
      ends.push(end);
    }
    if (inside) calls++;
  }
  return { from, to, work, calls, peak: Math.max(peakOf(starts, ends), Math.min(calls, 1)) };
}

/** At equal times ends come before starts. */
function peakOf(starts: Ms[], ends: Ms[]): number {
  const from = Float64Array.from(starts).sort();
  const to = Float64Array.from(ends).sort();
  let peak = 0;
  let ended = 0;
  from.forEach((start, i) => {
    while ((to[ended] as Ms) <= start) ended++;
    peak = Math.max(peak, i + 1 - ended);
  });
  return peak;
}

/** `0.42 s, 1.10 s of work, 4 calls, 3 at once`. */
export function rangeStatsText({ from, to, work, calls, peak }: RangeStats): string {
  const length = small(to - from);
  return calls === 0
    ? `${length}, no call ran`
    : `${length}, ${duration(work)} of work, ${count(calls)} ${calls === 1 ? 'call' : 'calls'}, ${peak} at once`;
}
