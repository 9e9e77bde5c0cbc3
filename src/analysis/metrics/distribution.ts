import { timingOf } from '../../run/callTiming.ts';
import { policyOf } from '../../run/policy.ts';
import type { Ms, Outcome, Plan } from '../../run/types.ts';

/** What one of many runs of a plan contributes to the distribution. */
export interface Sample {
  seed: number;
  /** Makespan; Infinity if the run never ends. */
  total: Ms;
  calls: number;
  succeeded: number;
}

export function sampleOf(
  run: { stalled?: boolean | undefined; makespan: Ms | undefined },
  outcomes: readonly Pick<Outcome, 'kind'>[],
  seed: number,
): Sample {
  return {
    seed,
    total: run.stalled ? Number.POSITIVE_INFINITY : (run.makespan ?? 0),
    calls: outcomes.length,
    succeeded: outcomes.filter(({ kind }) => kind === 'succeeded').length,
  };
}

export interface Distribution {
  runs: number;
  min: Ms;
  p50: Ms;
  p95: Ms;
  max: Ms;
  /** Share of the runs in which every call succeeded, 0..1. */
  cleanRuns: number;
  /** Share of all calls of all runs that succeeded, 0..1; `undefined` when there was no call. */
  goodCalls: number | undefined;
  /** Number of runs without end. */
  endless: number;
}

/** `undefined` without samples. */
export function distributionOf(samples: readonly Sample[]): Distribution | undefined {
  if (samples.length === 0) return undefined;
  const sorted = samples.map(({ total }) => total).sort((a, b) => (a === b ? 0 : a - b));
  let calls = 0;
  let succeeded = 0;
  let clean = 0;
  for (const sample of samples) {
    calls += sample.calls;
    succeeded += sample.succeeded;
    if (sample.succeeded === sample.calls) clean++;
  }
  return {
    runs: samples.length,
    min: sorted[0] as Ms,
    p50: quantile(sorted, 0.5),
    p95: quantile(sorted, 0.95),
    max: sorted.at(-1) as Ms,
    cleanRuns: clean / samples.length,
    goodCalls: calls === 0 ? undefined : succeeded / calls,
    endless: sorted.filter((total) => !Number.isFinite(total)).length,
  };
}

/**
 * Quantile by nearest rank: the smallest value that at least the share `p` of all values do not exceed. Each quantile
 * is the total of an actual run, and infinite totals need no arithmetic.
 *
 * @param sorted ascending, not empty
 */
export function quantile(sorted: readonly number[], p: number): number {
  // 1e-9 is subtracted because of rounding: 0.95 * 20 can be 19.000000000000004, which would select the 20th value.
  const rank = Math.ceil(p * sorted.length - 1e-9);
  return sorted[Math.min(sorted.length, Math.max(1, rank)) - 1] as number;
}

export interface Bin {
  from: Ms;
  /** Exclusive, except for the last bin. */
  to: Ms;
  count: number;
}

/**
 * Counts values in `bins` intervals of equal width; values outside of `from`..`to` and infinite ones are not counted.
 */
export function histogramOf(totals: readonly Ms[], from: Ms, to: Ms, bins: number): Bin[] {
  const width = (to - from) / bins;
  const drawn = Array.from({ length: bins }, (_, i) => ({
    from: from + i * width,
    to: i === bins - 1 ? to : from + (i + 1) * width,
    count: 0,
  }));
  for (const total of totals) {
    if (!(total >= from && total <= to)) continue;
    const bin = drawn[width > 0 ? Math.min(bins - 1, Math.floor((total - from) / width)) : 0];
    if (bin) bin.count++;
  }
  return drawn;
}

/**
 * Whether the plan contains a random quantity that depends on the seed: a duration with spread, or a backoff with
 * jitter before a possible second attempt.
 */
export function varies(plan: Plan): boolean {
  const { retry } = policyOf(plan);
  if (retry.attempts > 1 && retry.jitter > 0 && retry.baseMs > 0) return true;
  return plan.calls.some((call) => {
    const { spread } = timingOf(call);
    return typeof spread === 'number' && spread > 0;
  });
}

/** `times` seeds beginning with the plan's own; always the same ones, so that a distribution is reproducible. */
export function seedsFrom(plan: Plan, times: number): number[] {
  const first = plan.seed ?? 0;
  // Beyond 2^53 adjacent integers are equal.
  const start = Number.isSafeInteger(first + times) ? first : 0;
  return Array.from({ length: times }, (_, i) => start + i);
}
