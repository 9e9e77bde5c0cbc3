import type { Policy } from '../../run/types.ts';
import type { PolicyFieldName } from '../../store/plan/policyForm.ts';

export type Choices<K extends keyof Policy> = readonly (readonly [value: Policy[K], words: string, what: string])[];

export const SLOT: Choices<'slotOnTimeout'> = [
  ['release', 'gives its slot back', 'The next call starts at once, so more may really run than the limit says.'],
  ['hold', 'holds its slot', 'The next call waits until the timed-out work has really ended.'],
];
export const ON_ERROR: Choices<'onError'> = [
  ['collect', 'collect it, go on', 'Every call runs to its end, like Promise.allSettled and the tutorial.'],
  ['fail-fast', 'fail fast', 'The first failure ends the run, like Promise.all; the others run on unseen.'],
  ['fail-fast-cancel', 'fail fast, cancel the rest', 'The first failure ends the run and tells the others to stop.'],
  ['first-success', 'first success wins', 'The first success ends the run, like Promise.any.'],
];
export const ORDER: Choices<'order'> = [
  ['listed', 'as listed', 'Calls that wait start in the order of the rows.'],
  ['priority', 'priority first', 'Of the calls that wait, the one with the highest priority starts first.'],
  ['longest-first', 'longest first', 'Of the calls that wait, the one that is expected to take longest starts first.'],
  ['shortest-first', 'shortest first', 'Of the calls that wait, the one that is expected to take least starts first.'],
];

export const LABEL: Readonly<Record<PolicyFieldName, string>> = {
  timeoutMs: 'Timeout (ms)',
  deadlineMs: 'Deadline (ms)',
  attempts: 'Tries',
  baseMs: 'First backoff (ms)',
  factor: 'Factor',
  maxMs: 'Longest backoff (ms)',
  jitter: 'Jitter (0 to 1)',
  starts: 'Starts',
  perMs: 'Per (ms)',
  limit: 'Limit',
  batchSize: 'Batches of',
};
