import type { AttemptState } from '../../run/callState.ts';
import type { RunState } from '../../run/fold.ts';
import { policyOf } from '../../run/policy.ts';
import { type EquippedPlan, poolsOf, type SettingsByTool, settingsOf, toolsOf } from '../../run/toolSettings.ts';
import type { Ms, Plan, Policy, ToolCall } from '../../run/types.ts';
import { criticalPath, type PathEdge, type PathSection } from '../criticalPath/criticalPath.ts';
import { list } from '../format/format.ts';

/** A change of a plan: policy settings, tool settings, and calls by index. */
export interface FindingChange {
  policy?: Partial<Policy>;
  calls?: readonly (readonly [key: number, call: ToolCall])[];
  /** Changed settings only, of changed tools only. */
  tools?: SettingsByTool;
}

/** A change that may save time; only its prediction shows whether it does. */
export interface Candidate {
  /** What the change adjusts. Of several candidates with one knob the mildest comes first. */
  setting: string;
  /** `Raise the limit from 2 to 3`. */
  action: string;
  /** The evidence from the run. */
  because: string;
  change: FindingChange;
  /** Indices of the calls concerned; the first one is selected. */
  keys: readonly number[];
  /** It changes the meaning of the run; ranked after changes that only make it faster. */
  changesMeaning?: true;
  /** Subject of the sentence `... saves 0 ms`. Without it a useless change is not mentioned. */
  futile?: string;
  /** The explanation appended to that sentence. */
  futileBecause?: string;
}

/**
 * Edits of a call in a what-if; `undefined` if the call's tool does not allow it. A log does not know the tools'
 * arguments.
 */
export interface CallEdits {
  /** The call in half its time. */
  faster(call: ToolCall): ToolCall | undefined;
  /** The call without blocking the thread. */
  offThread(call: ToolCall): ToolCall | undefined;
  /** The longest that the call can take, in ms; Infinity if it never ends. */
  longest(call: ToolCall): Ms | undefined;
}

/** Input of all candidate generators. */
export interface CandidateInput {
  plan: Plan;
  policy: Policy;
  state: RunState;
  path: readonly PathSection[];
  edits: CallEdits;
}

export function candidateInput(plan: Plan, state: RunState, edits: CallEdits): CandidateInput {
  const policy = policyOf(plan);
  return { plan, policy, state, path: criticalPath(state, policy, poolsOf(plan)), edits };
}

export function applyChange(plan: EquippedPlan, { policy, calls, tools }: FindingChange): EquippedPlan {
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

/** The calls that follow such an edge on the path, without duplicates. */
export function keysAfterEdge({ path }: CandidateInput, edge: PathEdge): number[] {
  const keys = path.flatMap((_, i) => (path[i - 1]?.edge === edge ? (path[i] as PathSection).key : []));
  return [...new Set(keys)];
}

export const keysOf = (path: readonly PathSection[], kind: PathSection['kind']) => [
  ...new Set(path.filter((section) => section.kind === kind).map(({ key }) => key)),
];
export const msOf = (path: readonly PathSection[], kind: PathSection['kind']): Ms =>
  path.reduce((sum, section) => sum + (section.kind === kind ? section.to - section.from : 0), 0);
export const idsOf = ({ state }: CandidateInput, keys: readonly number[]) =>
  list(keys.map((key) => state.calls[key]?.id ?? ''));

export const lengthOf = ({ startedAt, endedAt = startedAt }: AttemptState): Ms => endedAt - startedAt;
