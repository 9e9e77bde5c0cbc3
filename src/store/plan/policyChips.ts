import { type AnySettingWords, isOn, POLICY_WORDS } from '../../analysis/format/policyWords.ts';
import { DEFAULT_POLICY, policyOf } from '../../run/policy.ts';
import type { Plan, Policy } from '../../run/types.ts';
import type { Setting } from '../state.ts';

export interface Chip {
  setting: Setting;
  /** As in `Remove Timeout`. */
  name: string;
  /** In short words, with its value. */
  text: string;
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** Whether limit and batches are both set, which is none of the four strategies. */
const isCustom = ({ limit, batchSize }: Policy) => limit !== null && batchSize !== null;

/** Whether a setting has a chip and a line in the panel under this policy. */
export function isShown(
  setting: Setting,
  policy: Policy,
  settings: Readonly<Record<string, AnySettingWords>> = POLICY_WORDS,
) {
  return !settings[setting]?.ofStrategy || isCustom(policy);
}

/** What differs from the tutorial's policy, in the order of `settings`. */
export function chipsOf(policy: Policy, settings: Readonly<Record<string, AnySettingWords>> = POLICY_WORDS): Chip[] {
  return Object.entries(settings).flatMap(([key, { name, chip }]) => {
    const setting = key as Setting;
    if (!isOn(setting, policy) || !isShown(setting, policy, settings)) return [];
    // The value is of this key's setting, which the type of a list with all settings cannot say.
    return [{ setting, name, text: chip(policy[setting] as never) }];
  });
}

/** The patch that takes a setting back to the tutorial's. */
export function without(setting: Setting): Partial<Policy> {
  return { [setting]: DEFAULT_POLICY[setting] };
}

/**
 * The plan with these settings. Settings at their default are left out, so that a plan whose changes are all taken
 * back is written like the one it started from. The very same plan when nothing changes. A patch from a text or from
 * another plan has been checked before: see policyForm.ts.
 */
export function withPolicy(plan: Plan, patch: Partial<Policy>): Plan {
  const now = policyOf(plan);
  const next = policyOf({ ...plan, policy: { ...now, ...patch } });
  if (same(next, now)) return plan;
  const { policy: _, ...rest } = plan;
  const settings = Object.entries(next).filter(([key]) => isOn(key as Setting, next));
  return settings.length === 0 ? rest : { ...rest, policy: Object.fromEntries(settings) };
}
