import { policyOf } from '../../run/policy.ts';
import type { Plan } from '../../run/types.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { METRIC_DEFINITIONS } from './metricDefinitions.ts';

/**
 * Raised whenever a reader of the previous version would misread the file. docs/metrics-and-logs.md describes the
 * format.
 */
const VERSION = 1;

/**
 * The metrics as a JSON file for other programs: each number with its unit and its definition.
 *
 * @param source whether the numbers come from a run or from a prediction
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
      // JSON has no Infinity.
      value: value === undefined || !Number.isFinite(value) ? null : value,
      ...(value === undefined && { note: 'not known' }),
      ...(value === Number.POSITIVE_INFINITY && { note: 'no end' }),
      unit: METRIC_DEFINITIONS[name].unit,
      definition: METRIC_DEFINITIONS[name].definition,
    })),
    series: {
      concurrency: { resolutionMs, steps: concurrency },
      limit: limits,
      settled: { stretchMs: end / settledIn.length, counts: settledIn },
    },
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}
