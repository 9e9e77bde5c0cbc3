import { count, decimals, difference, exact, ownText, percent, times } from '../format/format.ts';
import type { Metric, MetricName } from '../metrics/metrics.ts';
import type { WaitCause } from '../metrics/sourceEvents.ts';

export type Unit = 'ms' | 'calls' | 'attempts' | 'share' | 'ratio' | 'calls per second';

export interface MetricDefinition {
  /** Shown beside the number. */
  label: string;
  unit: Unit;
  /** One sentence. */
  definition: string;
}

/** Definition of each metric: source of the tab's tooltips, its list of definitions and the exported file. */
export const METRIC_DEFINITIONS: Readonly<Record<MetricName, MetricDefinition>> = {
  peak: { label: 'Peak', unit: 'attempts', definition: 'The most attempts that ran at the same moment.' },
  parallelism: {
    label: 'Average parallelism',
    unit: 'ratio',
    definition: 'Work divided by busy time: how many attempts ran at once, on average, while anything ran.',
  },
  utilisation: {
    label: 'Use of the limit',
    unit: 'share',
    definition: 'The time in which slots were held, divided by the limit times the time that it was in force.',
  },
  throughput: {
    label: 'Throughput',
    unit: 'calls per second',
    definition: 'Calls settled, whatever their outcome, divided by the time since the run’s start.',
  },
  overhead: {
    label: 'Overhead',
    unit: 'ms',
    definition: 'Measured total minus the predicted total of the same plan: what the machine and this page cost.',
  },
  work: { label: 'Work', unit: 'ms', definition: 'All attempts laid end to end, without backoff and waiting.' },
  busy: { label: 'Busy time', unit: 'ms', definition: 'The time in which at least one attempt ran.' },
  'duration.count': {
    label: 'Calls',
    unit: 'calls',
    definition: 'Calls of this tool that were started and have settled.',
  },
  'duration.p50': {
    label: 'p50',
    unit: 'ms',
    definition:
      'The own duration (attempts and backoff, no waiting) that half of these calls did not pass: by nearest rank, so one of them really took it.',
  },
  'duration.p95': {
    label: 'p95',
    unit: 'ms',
    definition: 'The own duration that 95 % of these calls did not pass, by nearest rank.',
  },
  'duration.max': { label: 'Longest', unit: 'ms', definition: 'The longest own duration of these calls.' },
  'wait.p50': {
    label: 'p50',
    unit: 'ms',
    definition:
      'The wait that half of the calls did not pass: the time from queued to settled in which a call neither ran nor backed off. Rejected calls do not count.',
  },
  'wait.p95': { label: 'p95', unit: 'ms', definition: 'The wait that 95 % of the calls did not pass.' },
  'wait.max': { label: 'Longest', unit: 'ms', definition: 'The longest wait of a call.' },
  'wait.total': {
    label: 'Waited',
    unit: 'ms',
    definition: 'The waits of all calls for this cause, added up; they ran side by side, so this can pass the total.',
  },
  outcome: { label: 'Outcomes', unit: 'calls', definition: 'Calls that have settled with this outcome.' },
  retries: {
    label: 'Attempts beyond the first',
    unit: 'attempts',
    definition: 'Attempts that were started after a call’s first one: retries and fallbacks.',
  },
  retryTime: { label: 'Their time', unit: 'ms', definition: 'How long the attempts beyond the first ran, added up.' },
  backoff: { label: 'Backoff', unit: 'ms', definition: 'The pauses between attempts of all calls, added up.' },
};

/** Phrases that follow the word "waiting". */
export const WAIT_PHRASES: Readonly<Record<WaitCause, string>> = {
  barrier: 'for its batch',
  rate: 'for the rate',
  slot: 'for a free slot',
  pool: 'for its tool to take it',
  sharedPool: 'for a pool that other runs share',
  pause: 'while paused',
  other: 'for the machine',
};

/** `1.003 s`, `2.2×`, `73 %`, `3.99 /s`; a dash for an unknown value. */
export function metricValueText({ name, value }: Pick<Metric, 'name' | 'value'>, measured = true): string {
  if (value === undefined) return '–';
  if (value === Number.POSITIVE_INFINITY) return exact(value);
  switch (METRIC_DEFINITIONS[name].unit) {
    case 'ms':
      if (name === 'overhead') return difference(value);
      return ownText(value, measured);
    case 'share':
      return percent(value);
    case 'ratio':
      return times(value);
    case 'calls per second':
      return `${value < 9.995 ? decimals(value, 2) : count(Math.round(value))} /s`;
    default:
      return count(value);
  }
}
