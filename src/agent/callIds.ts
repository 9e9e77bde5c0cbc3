import type { AIMessage, BaseMessage } from '@langchain/core/messages';
import { distinctIds } from '../run/distinctIds.ts';
import type { State } from './state.ts';

export interface Asked {
  /** In the order of `pending_tools`. */
  ids: string[];
  /** The AI message that asks for exactly these calls, if there is one. */
  message?: AIMessage;
}

/** What the pending calls are called in messages, results and errors. */
export function askedBy(state: State): Asked {
  const { pending_tools, messages } = state;
  const message = messages.findLast(asks);
  const asked = message?.tool_calls ?? [];
  const same =
    asked.length === pending_tools.length &&
    asked.every(({ id, name }, key) => {
      const call = pending_tools[key];
      return call?.tool_name === name && (!id || !call.id || call.id === id);
    });
  const given = pending_tools.map(({ id }, key) => id || (same ? asked[key]?.id : undefined));
  return { ids: distinctIds(given, takenIds(state)), ...(same && message && { message }) };
}

/** Every call id that State knows of. */
export function takenIds({ results, errors, messages }: State): Set<string> {
  return new Set([...Object.keys(results), ...Object.keys(errors), ...messages.flatMap(idsIn)]);
}

function asks(message: BaseMessage): message is AIMessage {
  return message?.type === 'ai' && ((message as AIMessage).tool_calls?.length ?? 0) > 0;
}

function idsIn(message: BaseMessage): string[] {
  return asks(message) ? (message.tool_calls ?? []).flatMap(({ id }) => id ?? []) : [];
}
