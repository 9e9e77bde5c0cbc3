import { isOn } from '../../analysis/format/policyWords.ts';
import { BOUNDS } from '../../run/check/bounds.ts';
import { checkPolicy, type PartKind, POLICY_RULES, type PolicyRule } from '../../run/check/checkPolicy.ts';
import { policyOf } from '../../run/policy.ts';
import type { Plan, Policy } from '../../run/types.ts';
import type { Setting } from '../state.ts';
import { errorsOf, msOf, numberOf, refusal } from './parseInput.ts';
import { isShown, without } from './policyChips.ts';
import { GROUPS, POLICY_LINES, type PolicyFieldName, type PolicyLine, type TypedPart } from './policyFields.ts';

/** What the policy's panel does with the settings of policyFields.ts. Choices and switches are not drafts: they cannot be wrong. */

/** A field's text as typed, right or wrong, and the value that stood in the plan when it was typed. */
export interface TypedField {
  text: string;
  beside: number | string | null;
}

export type Drafts = Readonly<Partial<Record<PolicyFieldName, TypedField>>>;

const LINES: Readonly<Record<string, PolicyLine>> = POLICY_LINES;

/** The panel's groups with the settings that have a line under this policy, in the order of `lines`. */
export function groupsOf(policy: Policy, lines = LINES): { title: string; settings: Setting[] }[] {
  const shown = (Object.keys(lines) as Setting[]).filter((setting) => isShown(setting, policy));
  return GROUPS.map((title) => ({ title, settings: shown.filter((setting) => lines[setting]?.group === title) }));
}

export function lineOf(setting: Setting): PolicyLine {
  return POLICY_LINES[setting];
}

/** What is typed of a setting. */
export function numbersOf(setting: Setting, lines = LINES): PolicyFieldName[] {
  return Object.keys(lines[setting]?.numbers ?? {}) as PolicyFieldName[];
}

/** The setting of each typed field: their names differ, also those in different settings. */
const SETTING_OF = new Map(
  (Object.keys(POLICY_LINES) as Setting[]).flatMap((setting) => numbersOf(setting).map((field) => [field, setting])),
);

function settingOf(field: PolicyFieldName): Setting {
  return SETTING_OF.get(field) as Setting;
}

export function typedPart(field: PolicyFieldName): TypedPart {
  return lineOf(settingOf(field)).numbers?.[field] as TypedPart;
}

/** A list is one text. */
export function valueIn(field: PolicyFieldName, policy: Policy): number | string | null {
  const value: unknown = policy[settingOf(field)];
  const part: unknown = typeof value === 'object' && value ? (value as Record<string, unknown>)[field] : value;
  return Array.isArray(part) ? part.join(', ') : (part as number | string | null);
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
    if (problem !== undefined) return { field, setting: settingOf(field), problem };
  }
  return undefined;
}

/** The change that a field's text means, or why it is refused: the page's own check, in plain words. */
export function read(
  field: PolicyFieldName,
  text: string,
  plan: Plan,
): { patch: Partial<Policy> } | { problem: string } {
  const policy = policyOf(plan);
  const value = READ[kindOf(field)](text);
  // What cannot be read goes to the check as the text it is.
  const patch = patchOf(field, value ?? text, policy);
  const problem = refusal(text, () => checkPolicy({ ...policy, ...patch }, plan.calls.length, BOUNDS));
  return problem === undefined ? { patch } : { problem };
}

const READ: Readonly<Record<PartKind, (text: string) => unknown>> = {
  delay: msOf,
  pause: msOf,
  limit: numberOf,
  count: numberOf,
  batch: numberOf,
  tries: numberOf,
  factor: numberOf,
  share: numberOf,
  errors: errorsOf,
};

function kindOf(field: PolicyFieldName): PartKind {
  const rule: PolicyRule = POLICY_RULES[settingOf(field)];
  return (typeof rule === 'string' ? rule : 'parts' in rule && rule.parts[field]) as PartKind;
}

function patchOf(field: PolicyFieldName, value: unknown, policy: Policy): Partial<Policy> {
  const setting = settingOf(field);
  if (setting === field) return { [setting]: value };
  return { [setting]: { ...((policy[setting] ?? lineOf(setting).switchedOn) as object), [field]: value } };
}

/** The patch that switches a setting on, with a value that shows its effect, or off. */
export function switched(setting: Setting, on: boolean): Partial<Policy> {
  return on ? { [setting]: lineOf(setting).switchedOn } : without(setting);
}

/** Why a setting that is on changes nothing in this plan. */
export function remarkOn(setting: Setting, plan: Plan): string | undefined {
  const policy = policyOf(plan);
  return isOn(setting, policy) ? lineOf(setting).remark?.(plan, policy) : undefined;
}
