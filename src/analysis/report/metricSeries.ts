import type { Ms } from '../../run/types.ts';
import { calls, count, duration, exact, percent } from '../format/format.ts';
import { perSecond } from '../format/ratio.ts';
import type { Metrics } from '../metrics/metrics.ts';

/** From `at` on, until the next one. */
export interface Step {
  at: Ms;
  running: number;
  /** `undefined`: none was in force, or it is not asked for. */
  limit: number | undefined;
}

/** What ran and what was allowed to, in one list, and their last step once more at the end. */
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

/** So many calls settled in each of these equal stretches, from 0 to `end`. */
export function settledText({ settledIn, end }: Metrics, at: Ms): string {
  const stretch = end / settledIn.length;
  const i = stretchAt(settledIn.length, at / end);
  const settled = settledIn[i] ?? 0;
  const rate = perSecond(settled, stretch);
  const told = rate === undefined ? '' : `, ${rateText(rate)} per second`;
  return `${exact(i * stretch)} to ${exact((i + 1) * stretch)}: ${calls(settled)} settled${told}`;
}

/** Settled per second in each stretch, 0 where the clock does not resolve them. */
export function ratesOf({ settledIn, end }: Metrics): number[] {
  return settledIn.map((settled) => perSecond(settled, end / settledIn.length) ?? 0);
}

export const rateText = (rate: number) => (rate < 9.95 ? rate.toFixed(1) : count(Math.round(rate)));

interface TimeSeries {
  /** The share of its runs in each of these equal stretches. */
  shares: readonly number[];
  distribution: { runs: number };
}

/** `1.00 s to 1.02 s: 12 % of 30 predicted, 10 % of 10 measured`: how many of the runs took so long. */
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
  const i = stretchAt(bins, (at - from) / (to - from));
  const edge = (n: number) => duration(from + (n * (to - from)) / bins);
  const series = [[predicted, 'predicted'] as const, [measured, 'measured'] as const];
  const told = series.flatMap(([one, word]) =>
    one ? [`${percent(one.shares[i] ?? 0)} of ${count(one.distribution.runs)} ${word}`] : [],
  );
  return `${edge(i)} to ${edge(i + 1)}: ${told.join(', ')}`;
}

/** The middles of so many equal stretches. */
export function middles(from: Ms, to: Ms, stretches: number): Ms[] {
  return Array.from({ length: stretches }, (_, i) => from + ((i + 0.5) * (to - from)) / stretches);
}

/** The stop behind a moment, or the one before it; at an end the moment itself stays. */
export function stopBeside(stops: readonly Ms[], at: Ms, by: 1 | -1): Ms {
  const beside = by > 0 ? stops.find((stop) => stop > at) : stops.findLast((stop) => stop < at);
  return beside ?? at;
}

/** Of no length at all there is one stretch, the first. */
function stretchAt(stretches: number, share: number): number {
  return Math.min(stretches - 1, Math.max(0, Math.floor(share * stretches) || 0));
}
