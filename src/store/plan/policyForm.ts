import { BOUNDS } from '../../run/check/bounds.ts';
import { checkPolicy } from '../../run/check/checkPolicy.ts';
import { DEFAULT_POLICY, policyOf } from '../../run/policy.ts';
import { poolsOf, toolsOf } from '../../run/toolSettings.ts';
import type { Plan, Policy } from '../../run/types.ts';
import type { Setting } from '../state.ts';
import { msOf, numberOf, refusal } from './parseInput.ts';
import { without } from './policyChips.ts';

/** What is typed in the policy's popover. Choices and switches are not drafts: they cannot be wrong. */
export type PolicyFieldName =
  | 'timeoutMs'
  | 'deadlineMs'
  | 'attempts'
  | 'baseMs'
  | 'factor'
  | 'maxMs'
  | 'jitter'
  | 'starts'
  | 'perMs'
  | 'limit'
  | 'batchSize';

/** A field's text as typed, right or wrong, and the value that stood in the plan when it was typed. */
export interface TypedField {
  text: string;
  beside: number | null;
}

export type Drafts = Readonly<Partial<Record<PolicyFieldName, TypedField>>>;

export function valueIn(field: PolicyFieldName, { retry, rate, ...policy }: Policy): number | null {
  switch (field) {
    case 'timeoutMs':
    case 'deadlineMs':
    case 'limit':
    case 'batchSize':
      return policy[field];
    case 'starts':
    case 'perMs':
      return rate?.[field] ?? null;
    default:
      return retry[field];
  }
}

/** What stands in the field. Changed from elsewhere (an undo, a dragged line): what was typed before does not count. */
export function textOf(field: PolicyFieldName, policy: Policy, drafts: Drafts): string {
  const value = valueIn(field, policy);
  const typed = drafts[field];
  return typed && typed.beside === value ? typed.text : String(value ?? '');
}

export function problemOf(field: PolicyFieldName, plan: Plan, drafts: Drafts): string | undefined {
  const policy = policyOf(plan);
  const text = textOf(field, policy, drafts);
  if (text === String(valueIn(field, policy) ?? '')) return undefined;
  const answer = read(field, text, plan);
  return 'problem' in answer ? answer.problem : undefined;
}

/** The first field whose text is refused, in the order in which they were typed in. */
export function firstProblem(
  plan: Plan,
  drafts: Drafts,
): { field: PolicyFieldName; setting: Setting; problem: string } | undefined {
  for (const field of Object.keys(drafts) as PolicyFieldName[]) {
    const problem = problemOf(field, plan, drafts);
    if (problem !== undefined) return { field, setting: settingOfField(field), problem };
  }
  return undefined;
}

function settingOfField(field: PolicyFieldName): Setting {
  switch (field) {
    case 'timeoutMs':
    case 'deadlineMs':
    case 'limit':
    case 'batchSize':
      return field;
    case 'starts':
    case 'perMs':
      return 'rate';
    default:
      return 'retry';
  }
}

/** The change that a field's text means, or why it is refused: the the page's own check, in plain words. */
export function read(
  field: PolicyFieldName,
  text: string,
  plan: Plan,
): { patch: Partial<Policy> } | { problem: string } {
  const policy = policyOf(plan);
  const value = field.endsWith('Ms') ? msOf(text) : numberOf(text);
  // What is no number goes to the check as the text it is.
  const patch = patchOf(field, (value ?? text) as number, policy);
  const problem = refusal(text, () => checkPolicy({ ...policy, ...patch }, plan.calls.length, BOUNDS));
  return problem === undefined ? { patch } : { problem };
}

function patchOf(field: PolicyFieldName, value: number, { retry, rate }: Policy): Partial<Policy> {
  switch (field) {
    case 'timeoutMs':
    case 'deadlineMs':
    case 'limit':
    case 'batchSize':
      return { [field]: value };
    case 'starts':
    case 'perMs':
      return { rate: { ...(rate ?? SWITCHED_ON.rate), [field]: value } };
    default:
      return { retry: { ...retry, [field]: value } };
  }
}

/** What is switched on with one click has a value that shows at once what it does to calls of about a second. */
const SWITCHED_ON = {
  timeoutMs: 500,
  deadlineMs: 2000,
  retry: { ...DEFAULT_POLICY.retry, attempts: 3 },
  recovery: 'fallback',
  rate: { starts: 2, perMs: 1000 },
} satisfies Partial<Policy>;

/** The settings that are on or off; the others are choices. */
export type Switch = keyof typeof SWITCHED_ON;

export function isOn(setting: Setting, policy: Policy): boolean {
  return JSON.stringify(policy[setting]) !== JSON.stringify(DEFAULT_POLICY[setting]);
}

export function switched(setting: Switch, on: boolean): Partial<Policy> {
  return on ? { [setting]: SWITCHED_ON[setting] } : without(setting);
}

/** Why a setting that is on changes nothing in this plan: no engine refuses it, and nobody would see why. */
export function remarkOn(setting: Setting, plan: Plan): string | undefined {
  const policy = policyOf(plan);
  const { timeoutMs, deadlineMs, retry } = policy;
  const { calls } = plan;
  if (!isOn(setting, policy)) return undefined;
  switch (setting) {
    case 'timeoutMs':
      return timeoutMs !== null && deadlineMs !== null && deadlineMs <= timeoutMs
        ? 'The deadline comes before any timeout could.'
        : undefined;
    case 'slotOnTimeout':
      if (policy.limit === null && !hasPools(plan)) return 'There is no limit now, so there are no slots to hold.';
      return timeoutMs === null &&
        ![...calls, ...Object.values(toolsOf(plan))].some((one) => one.timeoutMs !== undefined)
        ? 'Nothing has a timeout now, so nothing holds a slot beyond its end.'
        : undefined;
    case 'retry':
      return retry.attempts > 1 && retry.maxMs < retry.baseMs
        ? 'The longest backoff is below the first: every backoff is the longest.'
        : undefined;
    case 'recovery':
      return calls.some(({ fallback }) => fallback !== undefined)
        ? undefined
        : 'No call has a fallback yet: give one in a row, under More.';
    case 'order':
      return orderRemark(plan, policy);
    default:
      return undefined;
  }
}

const hasPools = (plan: Plan) => Object.keys(poolsOf(plan)).length > 0;

function orderRemark(plan: Plan, { order, limit, batchSize, rate }: Policy): string | undefined {
  if (order === 'priority' && !plan.calls.some(({ priority }) => priority))
    return 'No call has a priority yet: give one in a row, under More.';
  if (limit === null && batchSize === null && rate === null && !hasPools(plan))
    return 'All calls start at once now, so none of them waits for another.';
  return undefined;
}
