/** The library's second entry, `fanout/langchain`: the executor as a node of a LangGraph graph, and LangChain tools. */

export { type FromLangChainOptions, fromLangChain } from './agent/adapter/fromLangChain.ts';
export { simulatedLangChainTools } from './agent/adapter/simulatedTools.ts';
export { type LangChainFields, toLangChain } from './agent/adapter/toLangChain.ts';
export type { AnyTool, AnyTools } from './agent/adapter/tools.ts';
export type { LangChainTool } from './agent/adapter/watchedTool.ts';
export { askFor, commit, type StateUpdate, stateOf, withUpdate } from './agent/commit.ts';
export { type ExecuteToolOptions, executeTool, type ToolResult } from './agent/executeTool.ts';
export {
  createParallelExecutor,
  executedLine,
  type ParallelExecutor,
  type ParallelExecutorOptions,
  parallelExecutor,
} from './agent/parallelExecutor.ts';
export { plainState } from './agent/plainState.ts';
export { createFailedRunner, failedCalls } from './agent/runFailedAgain.ts';
export { parseState, planOf, type State, stateSchema } from './agent/state.ts';
export { distinctIds } from './run/distinctIds.ts';
export type { PendingCall, PlainMessage, PlainState, PlainToolCall } from './run/plainState.ts';
