import type { Ms } from '../../run/types.ts';
import { callsText, count, duration, exact, percent } from '../format/format.ts';
import { perSecond } from '../format/ratio.ts';
import type { Metrics } from '../metrics/metrics.ts';

/** A level that holds from `at` until the next step. */
export interface Step {
  at: Ms;
  running: number;
  /** `undefined` = no limit was in force, or the limit is not shown. */
  limit: number | undefined;
}

/** Merges the steps of the running attempts and of the limit; the last level is repeated at the end of the run. */
export function stepsOf({ concurrency, limits, end }: Metrics, withLimit: boolean): Step[] {
  const moments = [...new Set([...concurrency.map(({ at }) => at), ...limits.map(({ at }) => at), end])]
    .filter((at) => at <= end)
    .sort((a, b) => a - b);
  let run = 0;
  let bound = 0;
  return moments.map((at) => {
    while ((concurrency[run + 1]?.at ?? Number.POSITIVE_INFINITY) <= at) run++;
    while ((limits[bound + 1]?.at ?? Number.POSITIVE_INFINITY) <= at) bound++;
    const limit = withLimit ? (limits[bound]?.limit ?? undefined) : undefined;
    return { at, running: concurrency[run]?.running ?? 0, limit };
  });
}

/** `0.100 s: 2 running`, `0.100 s: 2 running, at most 3`. */
export function runningText(steps: readonly Step[], at: Ms): string {
  const step = steps.findLast((one) => one.at <= at);
  const limit = step?.limit === undefined ? '' : `, at most ${count(step.limit)}`;
  return `${exact(at)}: ${count(step?.running ?? 0)} running${limit}`;
}

/**
 * The number of calls settled in the interval that contains `at`. The intervals from 0 to `end` are of equal length.
 */
export function settledText({ settledIn, end }: Metrics, at: Ms): string {
  const intervalMs = end / settledIn.length;
  const i = intervalAt(settledIn.length, at / end);
  const settled = settledIn[i] ?? 0;
  const rate = perSecond(settled, intervalMs);
  const rateClause = rate === undefined ? '' : `, ${rateText(rate)} per second`;
  return `${exact(i * intervalMs)} to ${exact((i + 1) * intervalMs)}: ${callsText(settled)} settled${rateClause}`;
}

/** Calls settled per second in each interval; 0 for intervals below the clock's resolution. */
export function ratesOf({ settledIn, end }: Metrics): number[] {
  return settledIn.map((settled) => perSecond(settled, end / settledIn.length) ?? 0);
}

export const rateText = (rate: number) => (rate < 9.95 ? rate.toFixed(1) : count(Math.round(rate)));

interface TimeSeries {
  /** Share of the runs in each of the equal intervals. */
  shares: readonly number[];
  distribution: { runs: number };
}

/**
 * The share of the runs whose total lies in the interval around `at`: `1.00 s to 1.02 s: 12 % of 30 predicted, 10 % of
 * 10 measured`.
 */
export function sharesText(
  {
    from,
    to,
    predicted,
    measured,
  }: { from: Ms; to: Ms; predicted: TimeSeries | undefined; measured: TimeSeries | undefined },
  at: Ms,
): string {
  const bins = (predicted ?? measured)?.shares.length ?? 1;
  const i = intervalAt(bins, (at - from) / (to - from));
  const edge = (n: number) => duration(from + (n * (to - from)) / bins);
  const series = [[predicted, 'predicted'] as const, [measured, 'measured'] as const];
  const parts = series.flatMap(([one, word]) =>
    one ? [`${percent(one.shares[i] ?? 0)} of ${count(one.distribution.runs)} ${word}`] : [],
  );
  return `${edge(i)} to ${edge(i + 1)}: ${parts.join(', ')}`;
}

/** Midpoints of the equal intervals. */
export function intervalMidpoints(from: Ms, to: Ms, stretches: number): Ms[] {
  return Array.from({ length: stretches }, (_, i) => from + ((i + 0.5) * (to - from)) / stretches);
}

/** The stop after `at`, or before it for `by` = -1; `at` itself if there is none. */
export function adjacentStop(stops: readonly Ms[], at: Ms, by: 1 | -1): Ms {
  const beside = by > 0 ? stops.find((stop) => stop > at) : stops.findLast((stop) => stop < at);
  return beside ?? at;
}

/** Index of the interval that contains `share` (0..1 of the whole). 0 if the whole has no length. */
function intervalAt(stretches: number, share: number): number {
  return Math.min(stretches - 1, Math.max(0, Math.floor(share * stretches) || 0));
}
