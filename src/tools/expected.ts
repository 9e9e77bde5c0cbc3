import type { Plan, ToolCall } from '../run/types.ts';
import { takesOf } from './catalogue.ts';

/**
 * The plan with an expected time for each call that has none, where the order asks for it: what its tool takes in
 * theory, without spread and failures. One that never ends is expected to take longest. Everything else as it was.
 */
export function withExpected(plan: Plan): Plan {
  const order = plan.policy?.order;
  if (order !== 'longest-first' && order !== 'shortest-first') return plan;
  return { ...plan, calls: plan.calls.map(expected) };
}

function expected(call: ToolCall): ToolCall {
  const takes = takesOf(call);
  if (call.expectedMs !== undefined || takes === undefined || !(takes >= 0)) return call;
  return { ...call, expectedMs: Math.min(takes, Number.MAX_SAFE_INTEGER) };
}
