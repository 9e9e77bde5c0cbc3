import { policyOf } from '../../run/policy.ts';
import { settingsOf } from '../../run/toolSettings.ts';
import type { Plan, Policy, ToolCall } from '../../run/types.ts';
import { count, duration } from '../format/format.ts';
import { type AnySettingWords, isOn, POLICY_WORDS, timeText } from '../format/policyWords.ts';
import { valueText } from '../format/valueText.ts';

/**
 * What decides when the call starts, how long it may take and what follows a failure: the settings of the policy that
 * differ from the default, in the words of their chips, with the call's and its tool's own in their place. Empty: it starts
 * at once, has one attempt, and nothing cuts it off.
 */
export function callSettings(plan: Plan, call: ToolCall): string[] {
  const policy = policyOf(plan);
  const { limit, timeoutMs } = settingsOf(plan, call.name);
  // Without one, its tool's counts, and only the order is known here.
  const expected = call.expectedMs === undefined ? undefined : `Expected to take ${duration(call.expectedMs)}`;
  const own: Partial<Record<keyof Policy, string | undefined>> = {
    limit: policy.limit === 1 ? 'One by one' : undefined,
    timeoutMs:
      call.timeoutMs !== undefined
        ? `Timeout ${timeText(call.timeoutMs)}, its own`
        : timeoutMs !== undefined
          ? `Timeout ${timeText(timeoutMs)}, its tool’s`
          : undefined,
    order: {
      listed: undefined,
      priority: `Priority ${call.priority ?? 0}, highest first`,
      'longest-first': expected && `${expected}, longest first`,
      'shortest-first': expected && `${expected}, shortest first`,
    }[policy.order],
    recovery: fallbackText(call, policy),
  };
  const settings = Object.entries(POLICY_WORDS as Readonly<Record<string, AnySettingWords>>).flatMap(
    ([key, { chip }]) => {
      const setting = key as keyof Policy;
      const text = own[setting] ?? (isOn(setting, policy) ? chip(policy[setting] as never) : '');
      return text === '' ? [] : [text];
    },
  );
  return limit === undefined ? settings : [...settings, `At most ${count(limit)} of its tool at once`];
}

function fallbackText({ fallback }: ToolCall, { recovery }: Policy): string | undefined {
  if (!fallback) return recovery === 'fallback' ? 'No fallback' : undefined;
  const text =
    'tool' in fallback ? `the tool ${valueText(fallback.tool, 60)}` : valueText(fallback.value, 60) || 'nothing';
  return recovery === 'fallback' ? `Fallback: ${text}` : `Fallback, not in use: ${text}`;
}
