/**
 * One list of cases for LangGraph's ToolNode and ours. `npm run compare-toolnode` writes what both do as a table, and the
 * unit tests hold both against the list.
 */
import { AIMessage, BaseMessage, type ToolMessage } from '@langchain/core/messages';
import { Command, Send } from '@langchain/langgraph';
import type { ToolNode } from '@langchain/langgraph/prebuilt';

/** LangGraph's class, or one that can stand in its place. */
export type NodeClass = typeof ToolNode;

export interface ToolNodeCase {
  /** What the node does, as a sentence without its subject. */
  name: string;
  /** Runs one situation and returns what is seen of it, as plain data (`seen`). */
  run(Node: NodeClass): Promise<unknown>;
  /** What is seen of LangGraph's node, and of ours unless `intended` says otherwise. */
  sees: unknown;
  /** Where ours differs on purpose: what is seen of it, and why, as a sentence. */
  intended?: { sees: unknown; why: string };
}

export interface CaseGroup {
  title: string;
  cases: readonly ToolNodeCase[];
}

/** Messages, commands and errors as plain data; ids that LangGraph draws at random are left out. */
export function seen(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(seen);
  if (value instanceof Error) return { threw: value.message };
  if (BaseMessage.isInstance(value)) return message(value);
  if (value instanceof Send) return { send: value.node, args: seen(value.args) };
  if (value instanceof Command) {
    const { graph, goto, update } = value as { graph?: unknown; goto?: unknown; update?: unknown };
    return plain({ command: true, graph, goto: seen(goto), update: seen(update) });
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, seen(item)]));
}

function message(given: BaseMessage): unknown {
  const { type, content } = given;
  if (type === 'tool') {
    const { tool_call_id, name, status, artifact } = given as ToolMessage;
    return plain({ tool: content, for: tool_call_id, name, status, artifact });
  }
  const calls = type === 'ai' ? (given as AIMessage).tool_calls?.map(({ id, name }) => `${id} ${name}`) : undefined;
  return plain({ [type]: content, calls: calls?.length ? calls : undefined });
}

function plain(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** What is seen of a promise, also where it rejects. */
export async function seenOf(work: Promise<unknown>): Promise<unknown> {
  try {
    return seen(await work);
  } catch (thrown) {
    return thrown instanceof Error ? { rejected: thrown.message } : { rejected: thrown };
  }
}

interface Asked {
  name: string;
  args?: unknown;
  id?: string;
}

/** An AI message that requests calls; ids `1`, `2`, ... unless a call has its own. `id: undefined` leaves it out. */
export function asks(...calls: Asked[]): AIMessage {
  return new AIMessage({
    content: '',
    tool_calls: calls.map((call, i) => ({
      type: 'tool_call' as const,
      name: call.name,
      args: ('args' in call ? call.args : {}) as Record<string, unknown>,
      ...('id' in call ? call.id !== undefined && { id: call.id } : { id: String(i + 1) }),
    })),
  });
}

/** A promise and what resolves it. */
export function gate<T = void>(): { opened: Promise<T>; open: (value: T) => void } {
  let open = (_: T) => {};
  const opened = new Promise<T>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
