import { BOUNDS, mostAttempts } from '../../run/check/bounds.ts';
import type { Plan, ToolCall, ToolKind } from '../../run/types.ts';
import { entryOfKind } from '../../tools/catalogue.ts';

/** Edits of a plan: each returns a new plan and shares what it did not change. */

/**
 * The plan with other calls, and a policy that fits them. With very many calls each has fewer attempts: a plan with more
 * would be refused when it is read again. A batch is never larger than the plan: such a plan cannot be run.
 */
export function withCalls({ policy, ...plan }: Plan, calls: ToolCall[]): Plan {
  if (!policy) return { ...plan, calls };
  const { batchSize, retry } = policy;
  const attempts = mostAttempts(calls.length, BOUNDS);
  const most = Math.max(1, calls.length);
  const change = {
    ...(batchSize != null && batchSize > most && { batchSize: most }),
    ...(retry && retry.attempts > attempts && { retry: { ...retry, attempts } }),
  };
  return { ...plan, calls, policy: Object.keys(change).length > 0 ? { ...policy, ...change } : policy };
}

export function withCall(plan: Plan, call: ToolCall, at = plan.calls.length): Plan {
  return withCalls(plan, plan.calls.toSpliced(at, 0, call));
}

export function withoutCall(plan: Plan, key: number): Plan {
  return withCalls(plan, plan.calls.toSpliced(key, 1));
}

export function withCallReplaced(plan: Plan, key: number, call: ToolCall): Plan {
  return { ...plan, calls: plan.calls.with(key, call) };
}

/** A call of that kind as its button adds it, with the next free name: `slow_2`. */
export function newCall(plan: Plan, kind: ToolKind): ToolCall {
  const { tool, idPrefix, query } = entryOfKind(kind);
  const id = freeId(plan, idPrefix);
  const args = query === 'task' ? { query: `task ${plan.calls.length + 1}` } : { query };
  return { id, name: tool, args };
}

export function duplicateOf(plan: Plan, key: number): ToolCall | undefined {
  const call = plan.calls[key];
  if (!call) return undefined;
  return { ...call, args: { ...call.args }, id: freeId(plan, call.id.replace(/_\d+$/, '')) };
}

function freeId(plan: Plan, prefix: string): string {
  const taken = new Set(plan.calls.map(({ id }) => id));
  let n = 1;
  while (taken.has(`${prefix}_${n}`)) n++;
  return `${prefix}_${n}`;
}
