import { DEFAULT_POLICY } from '../../run/policy.ts';
import type { Ms, Policy, RetryOn } from '../../run/types.ts';
import { clip, count, duration, exact } from './format.ts';

/** The words of a setting on the first screen. The panel's are in store/plan/policyFields.ts, which loads with the panel. */
interface SettingWords<T> {
  /** As in `Remove Timeout`. */
  readonly name: string;
  /** The chip's text, for a value that differs from the default. */
  readonly chip: (value: NonNullable<T>) => string;
  /** What the question says of a value that is not null; `undefined` where it says nothing, or says it elsewhere. */
  readonly clause: ((value: NonNullable<T>) => string | undefined) | undefined;
  /** Its clause comes before the others: it matters most for the total. */
  readonly leads?: true;
  /** Limit and batches belong to the four strategies: they have chips only when both are set, which is none of the four. */
  readonly ofStrategy?: true;
}

/** Those of one setting, whichever it is. */
export type AnySettingWords = SettingWords<never>;

const ENDED_BY_FAILURE = 'the first failure ending the run';

/** In the order of the chips. */
export const POLICY_WORDS: { readonly [K in keyof Policy]: SettingWords<Policy[K]> } = {
  timeoutMs: {
    name: 'Timeout',
    chip: (ms) => `Timeout ${timeText(ms)}`,
    clause: (ms) => `each cut off after ${duration(ms)}`,
  },
  deadlineMs: {
    name: 'Deadline',
    chip: (ms) => `Deadline ${timeText(ms)}`,
    clause: (ms) => `all cut off at ${duration(ms)}`,
  },
  slotOnTimeout: {
    name: 'Slot',
    chip: (slot) => ({ release: '', hold: 'Holds slot' })[slot],
    clause: undefined,
  },
  onError: {
    name: 'On error',
    chip: (onError) =>
      ({
        collect: '',
        'fail-fast': 'Fail fast',
        'fail-fast-cancel': 'Fail fast, cancel',
        'first-success': 'First success',
      })[onError],
    clause: (onError) =>
      ({
        collect: undefined,
        'fail-fast': ENDED_BY_FAILURE,
        'fail-fast-cancel': ENDED_BY_FAILURE,
        'first-success': 'the first success ending the run',
      })[onError],
  },
  retry: {
    name: 'Retry',
    chip: ({ attempts, on }) => `Retry ${attempts} ${attempts === 1 ? 'try' : 'tries'}${onErrors(on)}`,
    clause: ({ attempts }) =>
      attempts === 1 ? undefined : `each tried up to ${attempts === 2 ? 'twice' : `${count(attempts)} times`}`,
  },
  recovery: {
    name: 'Fallback',
    chip: (recovery) => ({ none: '', fallback: 'Fallback on' })[recovery],
    clause: (recovery) => ({ none: undefined, fallback: 'with fallbacks' })[recovery],
  },
  order: {
    name: 'Order',
    chip: (order) =>
      ({
        listed: '',
        priority: 'Priority first',
        'longest-first': 'Longest first',
        'shortest-first': 'Shortest first',
      })[order],
    // verdict/policyPhrase.ts: it depends on whether calls wait at all.
    clause: undefined,
  },
  rate: {
    name: 'Rate',
    chip: ({ starts, perMs }) => `Rate ${starts} per ${timeText(perMs)}`,
    clause: ({ starts, perMs }) =>
      `at most ${count(starts)} ${starts === 1 ? 'start' : 'starts'} ${perMs === 1000 ? 'per second' : `every ${duration(perMs)}`}`,
    leads: true,
  },
  // The question opens with the strategy: verdict/policyPhrase.ts.
  limit: { name: 'Limit', chip: (limit) => `At most ${limit} at once`, clause: undefined, ofStrategy: true },
  batchSize: { name: 'Batches', chip: (size) => `Batches of ${size}`, clause: undefined, ofStrategy: true },
};

function onErrors(on: RetryOn = 'any'): string {
  if (on === 'any') return '';
  return ` on ${on === 'transient' ? 'transient errors' : clip(on.join(', '), 24)}`;
}

/** A chosen time, never rounded to another one: `0.50 s`, but `0.503 s`. */
export function timeText(ms: Ms): string {
  const round = ms < 60_000 ? ms % 10 === 0 : ms % 1000 === 0;
  return round || ms < 10 ? duration(ms) : exact(ms);
}

/** Whether the setting differs from the tutorial’s. */
export function isOn(setting: keyof Policy, policy: Policy): boolean {
  return JSON.stringify(policy[setting]) !== JSON.stringify(DEFAULT_POLICY[setting]);
}
