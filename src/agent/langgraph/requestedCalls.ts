import { type AIMessage, type BaseMessage, isBaseMessage } from '@langchain/core/messages';
import type { ToolCall, ToolMessage } from '@langchain/core/messages/tool';
import { distinctIds } from '../../run/distinctIds.ts';
import type { RequestIds } from '../callIds.ts';

/** A call of a message, under the id that its answer has. */
export interface RequestedCall {
  id: string;
  call: ToolCall;
}

/** What a node was given to do. */
export interface NodeInput {
  calls: RequestedCall[];
  /** What the tools see as the state: the input, without the call of a Send. */
  state: unknown;
  /** Whether the node was called by a Send, for one of several calls. */
  isSend: boolean;
  /** The message that requests the calls, and the ids that its calls must have. */
  toRepair: RequestIds | undefined;
}

/**
 * The calls of a node's input, as LangGraph's ToolNode takes it: a list of messages, a state with such a list, or the
 * state of a Send with one call in `lg_tool_call`. Of a list these are the calls of its last AI message without those that
 * have a tool message behind it. A missing id is generated, and the second of two equal ids gets a suffix.
 *
 * Throws an Error with LangGraph's text for other input, and for messages without an AI message.
 */
export function nodeInput(input: unknown): NodeInput {
  if (isSend(input)) {
    const { lg_tool_call: call, ...state } = input;
    return { ...ofSend(call, state), state, isSend: true };
  }
  const messages = messagesOf(input);
  const at = messages.findLastIndex(({ type }) => type === 'ai');
  if (at < 0) throw new Error('ToolNode only accepts AIMessages as input.');
  const message = messages[at] as AIMessage;
  const ids = idsOf(message, messages);
  const answered = new Set<string>();
  for (const message of messages.slice(at + 1))
    if (message.type === 'tool') answered.add((message as ToolMessage).tool_call_id);
  const calls: RequestedCall[] = [];
  (message.tool_calls ?? []).forEach((call, i) => {
    const id = ids[i] as string;
    if (!answered.has(id)) calls.push({ id, call });
  });
  return { calls, state: input, isSend: false, toRepair: { message, ids } };
}

/** A call without an id is looked up in its message, so that all Sends of the message generate the same ids. */
function ofSend(call: ToolCall, state: Record<string, unknown>): Pick<NodeInput, 'calls' | 'toRepair'> {
  const messages = isMessages(state.messages) ? state.messages : [];
  const message = messages.findLast(({ type }) => type === 'ai') as AIMessage | undefined;
  if (call.id || !message) return { calls: [{ id: call.id || 'call_1', call }], toRepair: undefined };
  const ids = idsOf(message, messages);
  const isSame = (one: ToolCall) =>
    one === call || (!one.id && one.name === call.name && JSON.stringify(one.args) === JSON.stringify(call.args));
  const i = (message.tool_calls ?? []).findIndex(isSame);
  return { calls: [{ id: ids[i] ?? 'call_1', call }], toRepair: { message, ids } };
}

function idsOf(message: AIMessage, messages: readonly BaseMessage[]): string[] {
  const given = (message.tool_calls ?? []).map(({ id }) => id);
  if (given.every(Boolean) && new Set(given).size === given.length) return given as string[];
  const taken = messages.flatMap((one) => (one.type === 'ai' ? ((one as AIMessage).tool_calls ?? []) : []));
  return distinctIds(given, new Set(taken.flatMap(({ id }) => id ?? [])));
}

function isSend(input: unknown): input is { lg_tool_call: ToolCall } & Record<string, unknown> {
  return typeof input === 'object' && input !== null && 'lg_tool_call' in input;
}

function isMessages(value: unknown): value is BaseMessage[] {
  return Array.isArray(value) && value.every(isBaseMessage);
}

function messagesOf(input: unknown): BaseMessage[] {
  if (isMessages(input)) return input;
  const messages = typeof input === 'object' && input !== null && 'messages' in input ? input.messages : undefined;
  if (isMessages(messages)) return messages;
  throw new Error('ToolNode only accepts BaseMessage[] or { messages: BaseMessage[] } as input.');
}
