import type { AIMessage, BaseMessage } from '@langchain/core/messages';
import { distinctIds } from '../run/distinctIds.ts';
import type { State } from './state.ts';

export interface PendingIds {
  /** In the order of `pending_tools`. */
  ids: string[];
  /** The AI message that requests exactly these calls, if there is one. */
  message?: AIMessage;
}

/** The ids of the pending calls in messages, results and errors. */
export function pendingIds(state: State): PendingIds {
  const { pending_tools, messages } = state;
  const message = messages.findLast(hasToolCalls);
  const toolCalls = message?.tool_calls ?? [];
  const same =
    toolCalls.length === pending_tools.length &&
    toolCalls.every(({ id, name }, key) => {
      const call = pending_tools[key];
      return call?.tool_name === name && (!id || !call.id || call.id === id);
    });
  const given = pending_tools.map(({ id }, key) => id || (same ? toolCalls[key]?.id : undefined));
  return { ids: distinctIds(given, takenIds(state)), ...(same && message && { message }) };
}

/** Every call id in results, errors and messages. */
export function takenIds({ results, errors, messages }: State): Set<string> {
  return new Set([...Object.keys(results), ...Object.keys(errors), ...messages.flatMap(idsIn)]);
}

function hasToolCalls(message: BaseMessage): message is AIMessage {
  return message?.type === 'ai' && ((message as AIMessage).tool_calls?.length ?? 0) > 0;
}

function idsIn(message: BaseMessage): string[] {
  return hasToolCalls(message) ? (message.tool_calls ?? []).flatMap(({ id }) => id ?? []) : [];
}
