import type { AttemptState } from '../../run/callState.ts';
import type { RunState } from '../../run/fold.ts';
import { policyOf } from '../../run/policy.ts';
import { type EquippedPlan, poolsOf, type SettingsByTool, settingsOf, toolsOf } from '../../run/toolSettings.ts';
import type { Ms, Plan, Policy, ToolCall } from '../../run/types.ts';
import { criticalPath, type PathEdge, type Section } from '../criticalPath/criticalPath.ts';
import { list } from '../format/format.ts';

/** What a change puts in the place of the plan's own: settings, and whole calls by their key. */
export interface FindingChange {
  policy?: Partial<Policy>;
  calls?: readonly (readonly [key: number, call: ToolCall])[];
  /** Only those that change, of only those tools. */
  tools?: SettingsByTool;
}

/** A change that might save time: nobody knows until it has been predicted. */
export interface Candidate {
  /** What it turns. Of several changes of one knob the mildest comes first. */
  knob: string;
  /** `Raise the limit from 2 to 3`. */
  action: string;
  /** What of the run speaks for it, in words. */
  because: string;
  change: FindingChange;
  /** The calls that it is about: the first is the one to look at. */
  keys: readonly number[];
  /** It means another thing, and stands behind those that only make it faster. */
  atAPrice?: true;
  /** The subject of `... saves 0 ms`. Without it nothing is said of a change that saves nothing. */
  futile?: string;
  /** Why it can save nothing, behind that. */
  futileBecause?: string;
}

/** How a what-if edits a call; `undefined` where it cannot. Which tool takes which arguments is no part of a log. */
export interface CallEdits {
  /** In half its time. */
  faster(call: ToolCall): ToolCall | undefined;
  /** Without holding the thread. */
  offThread(call: ToolCall): ToolCall | undefined;
}

/** What the proposals are made from. */
export interface CandidateInput {
  plan: Plan;
  policy: Policy;
  state: RunState;
  path: readonly Section[];
  edits: CallEdits;
}

export function factsOf(plan: Plan, state: RunState, edits: CallEdits): CandidateInput {
  const policy = policyOf(plan);
  return { plan, policy, state, path: criticalPath(state, policy, poolsOf(plan)), edits };
}

export function changed(plan: EquippedPlan, { policy, calls, tools }: FindingChange): EquippedPlan {
  const next = policy ? { ...plan, policy: { ...plan.policy, ...policy } } : { ...plan };
  if (tools) {
    const patched = Object.entries(tools).map(([name, patch]) => [name, { ...settingsOf(plan, name), ...patch }]);
    next.tools = { ...toolsOf(plan), ...Object.fromEntries(patched) };
  }
  if (calls) {
    next.calls = [...plan.calls];
    for (const [key, call] of calls) next.calls[key] = call;
  }
  return next;
}

/** A length that people would choose: two digits, never less. */
export function roundUp(ms: Ms): Ms {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(ms, 1))) - 1);
  // Less a hair: 1100.0000001 is 1100.
  return Math.ceil(ms / step - 1e-6) * step;
}

/** The calls that the path went on with after such an edge, each once. */
export function afterEdge({ path }: CandidateInput, edge: PathEdge): number[] {
  const keys = path.flatMap((_, i) => (path[i - 1]?.edge === edge ? (path[i] as Section).key : []));
  return [...new Set(keys)];
}

export const keysOf = (path: readonly Section[], kind: Section['kind']) => [
  ...new Set(path.filter((section) => section.kind === kind).map(({ key }) => key)),
];
export const msOf = (path: readonly Section[], kind: Section['kind']): Ms =>
  path.reduce((sum, section) => sum + (section.kind === kind ? section.to - section.from : 0), 0);
export const idsOf = ({ state }: CandidateInput, keys: readonly number[]) =>
  list(keys.map((key) => state.calls[key]?.id ?? ''));

export const lengthOf = ({ startedAt, endedAt = startedAt }: AttemptState): Ms => endedAt - startedAt;
