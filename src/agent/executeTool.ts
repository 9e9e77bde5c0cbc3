import { execute } from '../engine/execute.ts';
import type { ExecuteOptions } from '../engine/types.ts';
import { errorLines } from '../run/errorLines.ts';
import type { PendingCall } from '../run/plainState.ts';
import type { Outcome, Plan } from '../run/types.ts';
import { parseCall, planOf } from './state.ts';
import { type AnyTools, engineTools } from './tools.ts';

export interface ExecuteToolOptions extends Omit<ExecuteOptions, 'tools'>, Pick<Plan, 'policy' | 'seed'> {
  /** The six simulated ones unless given. */
  tools?: AnyTools;
}

/** How one call ended: its id with the tool's value, or with the tutorial's text. */
export type ToolResult = { id: string; outcome: Outcome } & (
  | { status: 'success'; result: unknown }
  | { status: 'error'; error: string }
);

/**
 * The tutorial's `execute_tool`: looks the tool up and runs it with all of the call's arguments. Never rejects
 * because of the tool: an unknown one is `Error: Unknown tool NAME...`, a throw `Error: {message}`.
 * Rejects with PlanError for a call that is none.
 */
export async function executeTool(call: PendingCall, options: ExecuteToolOptions = {}): Promise<ToolResult> {
  const { tools, policy, seed, ...rest } = options;
  const plan = planOf({ pending_tools: [parseCall(call)] }, { policy, seed });
  const run = await execute(plan, { ...rest, tools: engineTools(tools) });
  const outcome = run.outcomes[0] as Outcome;
  const { id } = outcome;
  const error = errorLines(run)[0];
  return error === undefined
    ? { id, outcome, status: 'success', result: outcome.value }
    : { id, outcome, status: 'error', error };
}
