import type { RunnableConfig } from '@langchain/core/runnables';
import { execute } from '../engine/execute.ts';
import type { ExecuteOptions } from '../engine/types.ts';
import type { Plan, Run } from '../run/types.ts';
import { nodeRun, type ToolOutputs } from './adapter/fromLangChain.ts';
import { type AnyTools, engineTools } from './adapter/tools.ts';
import { commit, isCommand, type StateUpdate } from './commit.ts';
import { parseState, planOf, type State } from './state.ts';

export interface ParallelExecutorOptions extends Omit<ExecuteOptions, 'tools'>, Pick<Plan, 'policy' | 'seed'> {
  /**
   * LangChain tools and engine tools, a list or a record by name. The six simulated tools by default.
   */
  tools?: AnyTools;
  /**
   * Called once after each run, also when a tool interrupts the graph; `console.log(executedLine(run))` prints the
   * tutorial's line. A promise that it returns is awaited. If it throws or rejects, so does the node.
   */
  onDone?: (run: Run) => unknown;
}

/** A node of a LangGraph graph. The signal of the graph's config cancels the calls that have not settled. */
export type ParallelExecutor = (state: Partial<State>, config?: RunnableConfig) => Promise<Partial<StateUpdate>>;

/**
 * The tutorial's `parallel_executor` with settings. Runs all pending calls and resolves with the one update of State (see
 * `commit`); without pending calls resolves with `{}`.
 *
 * Rejects with PlanError for a State, policy or tools that cannot be run, before any call has started. A tool that fails
 * becomes an entry in `errors`. A tool that interrupts the graph (LangGraph's `interrupt`, a command to the parent graph)
 * does so after the other calls have settled, and State is not changed.
 */
export function createParallelExecutor(options: ParallelExecutorOptions = {}): ParallelExecutor {
  const { tools, policy, seed, onDone, signal, ...rest } = options;
  return async (given, config) => {
    const state = parseState(given);
    if (state.pending_tools.length === 0) return {};
    const plan = planOf(state, { policy, seed });
    const node = nodeRun(
      config,
      given,
      signal !== undefined || rest.controller !== undefined || mayAbortOne(plan, tools),
    );
    const run = await execute(plan, {
      ...rest,
      signal: anySignal(signal, node.config.signal),
      tools: engineTools(tools, node),
    });
    await onDone?.(run);
    if (node.interrupts.length > 0) throw node.interrupts[0];
    return withCommands(commit(state, run, node.outputs), run, node.outputs);
  };
}

/** Whether anything but the caller aborts a call. */
function mayAbortOne({ calls, policy = {} }: Plan, tools: AnyTools = []): boolean {
  const { timeoutMs, deadlineMs, onError } = policy;
  const isTimed = (one: { timeoutMs?: number | null }) => one?.timeoutMs != null;
  return (
    isTimed({ timeoutMs: timeoutMs ?? deadlineMs ?? null }) ||
    onError === 'fail-fast-cancel' ||
    calls.some(isTimed) ||
    Object.values(tools).some((tool) => 'timeoutMs' in Object(tool))
  );
}

/** LangGraph takes a list of an update and Commands in place of an update; its types for nodes do not say so. */
function withCommands(update: StateUpdate, { outcomes }: Run, outputs: ToolOutputs): StateUpdate {
  const commands = outcomes.flatMap(({ key, kind }) => {
    const output = kind === 'succeeded' ? outputs.get(key)?.output : undefined;
    return isCommand(output) ? [output] : [];
  });
  return commands.length === 0 ? update : ([update, ...commands] as unknown as StateUpdate);
}

/** The tutorial's node: the six simulated tools, all calls at once, all errors collected. */
export const parallelExecutor: ParallelExecutor = createParallelExecutor();

/** The tutorial's line, e.g. `Executed 4 tools in 1.00 seconds`. */
export function executedLine({ outcomes, makespan }: Pick<Run, 'outcomes' | 'makespan'>): string {
  const count = outcomes.length;
  return `Executed ${count} ${count === 1 ? 'tool' : 'tools'} in ${(makespan / 1000).toFixed(2)} seconds`;
}

/** Aborted with the first of both. */
export function anySignal(a: AbortSignal | undefined, b: AbortSignal | undefined): AbortSignal | undefined {
  return a && b && a !== b ? AbortSignal.any([a, b]) : (a ?? b);
}
