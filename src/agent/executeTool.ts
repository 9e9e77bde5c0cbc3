import { execute } from '../engine/execute.ts';
import type { ExecuteOptions } from '../engine/types.ts';
import type { PendingCall } from '../run/plainState.ts';
import { fullErrorLines } from '../run/text/errorLines.ts';
import type { Outcome, Plan } from '../run/types.ts';
import { nodeRun } from './adapter/fromLangChain.ts';
import { type AnyTools, engineTools } from './adapter/tools.ts';
import { anySignal } from './parallelExecutor.ts';
import { parseCall, planOf } from './state.ts';

export interface ExecuteToolOptions extends Omit<ExecuteOptions, 'tools'>, Pick<Plan, 'policy' | 'seed'> {
  /** The six simulated tools by default. */
  tools?: AnyTools;
}

/** How one call ended: the tool's value, or the tutorial's error text. */
export type ToolResult = { id: string; outcome: Outcome } & (
  | { status: 'success'; result: unknown }
  | { status: 'error'; error: string }
);

/**
 * The tutorial's `execute_tool`: runs one call. Never rejects because of the tool: an unknown tool gives
 * `Error: Unknown tool NAME...`, a tool that throws `Error: {message}`. Rejects with PlanError if `call` is not a valid
 * call, and with what a tool throws to control the graph (LangGraph's
 * `interrupt`). Inside of a graph's node it takes the graph's config: its signal, callbacks, thread and store.
 */
export async function executeTool(call: PendingCall, options: ExecuteToolOptions = {}): Promise<ToolResult> {
  const { tools, policy, seed, signal, ...rest } = options;
  const node = nodeRun();
  const plan = planOf({ pending_tools: [parseCall(call)] }, { policy, seed });
  const run = await execute(plan, {
    ...rest,
    signal: anySignal(signal, node.config.signal),
    tools: engineTools(tools, node),
  });
  if (node.interrupts.length > 0) throw node.interrupts[0];
  const outcome = run.outcomes[0] as Outcome;
  const { id } = outcome;
  const error = fullErrorLines(run)[0];
  return error === undefined
    ? { id, outcome, status: 'success', result: outcome.value }
    : { id, outcome, status: 'error', error };
}
