import { policyOf } from '../../run/policy.ts';
import type { Plan } from '../../run/types.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { MEANINGS } from './metricDefinitions.ts';

/** Raised when a reader of the version before would misread the file. Its form is in docs/metrics-and-logs.md. */
const VERSION = 1;

/**
 * The metrics as a JSON file for other programs: each number with its unit and its definition.
 *
 * @param source of a run, or only predicted
 */
export function metricsText(metrics: Metrics, plan: Plan, source: 'measured' | 'predicted'): string {
  const { end, open, calls, settled, measures, concurrency, resolutionMs, limits, settledIn } = metrics;
  const file = {
    format: 'fanout-metrics',
    version: VERSION,
    source,
    atMs: end,
    wholeRun: !open,
    calls,
    settled,
    seed: plan.seed ?? 0,
    policy: policyOf(plan),
    numbers: measures.map(({ name, of, value }) => ({
      name,
      ...(of !== undefined && { of }),
      // JSON knows no Infinity.
      value: value === undefined || !Number.isFinite(value) ? null : value,
      ...(value === undefined && { note: 'not known' }),
      ...(value === Number.POSITIVE_INFINITY && { note: 'no end' }),
      unit: MEANINGS[name].unit,
      definition: MEANINGS[name].definition,
    })),
    series: {
      concurrency: { resolutionMs, steps: concurrency },
      limit: limits,
      settled: { stretchMs: end / settledIn.length, counts: settledIn },
    },
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}
