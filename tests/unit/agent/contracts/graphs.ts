import type { BaseMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { Annotation, END, MemorySaver, messagesStateReducer, START, StateGraph } from '@langchain/langgraph';
import { z } from 'zod';
import type { LangChainTool } from '../../../../src/agent/adapter/watchedTool.ts';
import type { ParallelExecutor } from '../../../../src/agent/parallelExecutor.ts';
import type { ToolContext } from '../../../../src/engine/types.ts';
import type { PendingCall } from '../../../../src/run/plainState.ts';

export const annotated = Annotation.Root({
  messages: Annotation<BaseMessage[]>({ reducer: messagesStateReducer, default: () => [] }),
  pending_tools: Annotation<PendingCall[]>({ reducer: (_, next) => next, default: () => [] }),
  results: Annotation<Record<string, unknown>>({ reducer: (_, next) => next, default: () => ({}) }),
  errors: Annotation<Record<string, string>>({ reducer: (_, next) => next, default: () => ({}) }),
});

/** A graph of this node alone, which stores its State. */
export function graphOf(node: ParallelExecutor) {
  return new StateGraph(annotated)
    .addNode('tools', node)
    .addEdge(START, 'tools')
    .addEdge('tools', END)
    .compile({ checkpointer: new MemorySaver() });
}

export const thread = (id = 't') => ({ configurable: { thread_id: id } });

export const pending = (...names: string[]): PendingCall[] =>
  names.map((name) => ({ id: name, tool_name: name, args: {} }));

/** What a tool's function finds in its config. */
export interface Config {
  signal: AbortSignal;
  toolCall?: { id?: string };
  toolCallId?: string;
  configurable: { thread_id?: string; fanout: ToolContext };
  store?: unknown;
  state?: { messages?: unknown[] };
}

/** A LangChain tool that takes any arguments. */
export const named = (
  name: string,
  body: (args: Record<string, unknown>, config: Config) => unknown,
  schema: z.ZodType = z.looseObject({}),
): LangChainTool => tool(body as never, { name, description: '', schema: schema as never });

/** After this many turns of the event loop. */
export async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
}
