import { duration, exact } from '../../analysis/format/format.ts';
import { DEFAULT_POLICY, policyOf } from '../../run/policy.ts';
import type { Ms, Plan, Policy } from '../../run/types.ts';
import type { Setting } from '../state.ts';

export interface Chip {
  setting: Setting;
  /** As in `Remove Timeout`. */
  name: string;
  /** In short words, with its value. */
  text: string;
}

export const SETTING_NAME: Readonly<Record<Setting, string>> = {
  timeoutMs: 'Timeout',
  deadlineMs: 'Deadline',
  slotOnTimeout: 'Slot',
  onError: 'On error',
  retry: 'Retry',
  recovery: 'Fallback',
  order: 'Order',
  rate: 'Rate',
  limit: 'Limit',
  batchSize: 'Batches',
};

type Word = Policy['order' | 'onError' | 'slotOnTimeout' | 'recovery'];
/** The defaults have no word: they have no chip. */
const WORD: Readonly<Record<Exclude<Word, 'listed' | 'collect' | 'release' | 'none'>, string>> = {
  'fail-fast': 'Fail fast',
  'fail-fast-cancel': 'Fail fast, cancel',
  'first-success': 'First success',
  hold: 'Holds slot',
  fallback: 'Fallback on',
  priority: 'Priority first',
  'longest-first': 'Longest first',
  'shortest-first': 'Shortest first',
};

/** Of a setting that differs from its default. */
function textOf(setting: Setting, policy: Policy): string {
  const { retry, rate, timeoutMs, deadlineMs, limit, batchSize } = policy;
  switch (setting) {
    case 'timeoutMs':
      return `Timeout ${timeText(timeoutMs ?? 0)}`;
    case 'deadlineMs':
      return `Deadline ${timeText(deadlineMs ?? 0)}`;
    case 'retry':
      return `Retry ${retry.attempts} ${retry.attempts === 1 ? 'try' : 'tries'}`;
    case 'rate':
      return `Rate ${rate?.starts} per ${timeText(rate?.perMs ?? 0)}`;
    case 'limit':
      return `At most ${limit} at once`;
    case 'batchSize':
      return `Batches of ${batchSize}`;
    default:
      return WORD[policy[setting] as keyof typeof WORD];
  }
}

/** A chosen time, never rounded to another one: `0.50 s`, but `0.503 s`. */
export function timeText(ms: Ms): string {
  const round = ms < 60_000 ? ms % 10 === 0 : ms % 1000 === 0;
  return round || ms < 10 ? duration(ms) : exact(ms);
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/**
 * What differs from the tutorial's policy. Limit and batches are the strategies' and stand there, but when they are
 * both set, which is none of the four.
 */
export function chipsOf(policy: Policy): Chip[] {
  const custom = policy.limit !== null && policy.batchSize !== null;
  return (Object.keys(SETTING_NAME) as Setting[])
    .filter((setting) => custom || (setting !== 'limit' && setting !== 'batchSize'))
    .filter((setting) => !same(policy[setting], DEFAULT_POLICY[setting]))
    .map((setting) => ({ setting, name: SETTING_NAME[setting], text: textOf(setting, policy) }));
}

/** The patch that takes a setting back to the tutorial's. */
export function without(setting: Setting): Partial<Policy> {
  return { [setting]: DEFAULT_POLICY[setting] };
}

/**
 * The plan with these settings. Settings at their default are left out, so that a plan whose changes are all taken
 * back is written like the one it started from. The very same plan when nothing changes. Whoever has the patch from a
 * text or another plan has checked it: see policyForm.ts.
 */
export function withPolicy(plan: Plan, patch: Partial<Policy>): Plan {
  const now = policyOf(plan);
  const next = policyOf({ ...plan, policy: { ...now, ...patch } });
  if (same(next, now)) return plan;
  const { policy: _, ...rest } = plan;
  const settings = Object.entries(next).filter(([key, value]) => !same(value, DEFAULT_POLICY[key as Setting]));
  return settings.length === 0 ? rest : { ...rest, policy: Object.fromEntries(settings) };
}
