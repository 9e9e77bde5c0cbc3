import type { RunnableConfig } from '@langchain/core/runnables';
import { execute } from '../engine/execute.ts';
import type { ExecuteOptions } from '../engine/types.ts';
import type { Plan, Run } from '../run/types.ts';
import { commit, type StateUpdate } from './commit.ts';
import { parseState, planOf, type State } from './state.ts';
import { type AnyTools, engineTools } from './tools.ts';

export interface ParallelExecutorOptions extends Omit<ExecuteOptions, 'tools'>, Pick<Plan, 'policy' | 'seed'> {
  /**
   * LangChain tools and engine tools, a list or a record by name. The six simulated tools by default. In the run that
   * `onDone` and `onEvent` receive, a tool with separate content for the model has an `Answer` as its value.
   */
  tools?: AnyTools;
  /** Called once after each run; `console.log(executedLine(run))` prints the tutorial's line. If it throws, the node rejects. */
  onDone?: (run: Run) => void;
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
    const bubbles: unknown[] = [];
    const run = await execute(planOf(state, { policy, seed }), {
      ...rest,
      signal: anySignal(signal, config?.signal),
      tools: engineTools(tools, {
        config: config ?? {},
        keepContent: true,
        onBubble: (thrown) => bubbles.push(thrown),
      }),
    });
    if (bubbles.length > 0) throw bubbles[0];
    onDone?.(run);
    return commit(state, run);
  };
}

/** The tutorial's node: the six simulated tools, all calls at once, all errors collected. */
export const parallelExecutor: ParallelExecutor = createParallelExecutor();

/** The tutorial's line, e.g. `Executed 4 tools in 1.00 seconds`. */
export function executedLine({ outcomes, makespan }: Pick<Run, 'outcomes' | 'makespan'>): string {
  const count = outcomes.length;
  return `Executed ${count} ${count === 1 ? 'tool' : 'tools'} in ${(makespan / 1000).toFixed(2)} seconds`;
}

function anySignal(a: AbortSignal | undefined, b: AbortSignal | undefined): AbortSignal | undefined {
  return a && b && a !== b ? AbortSignal.any([a, b]) : (a ?? b);
}
