import type { AIMessage, BaseMessage } from '@langchain/core/messages';
import type { State } from './state.ts';

/**
 * The ids that calls have in State, one for each and no two alike: a call without one is `call_N` by its
 * position (from 1), the second of two alike is `id#2`. Ids that are given and differ are kept, so the
 * answer's own ids give the same answer again.
 *
 * @param taken ids of earlier calls, which no made id may repeat
 */
export function distinctIds(given: readonly (string | undefined)[], taken: ReadonlySet<string> = new Set()): string[] {
  const spoken = new Set(given);
  const used = new Set<string>();
  return given.map((id, position) => {
    const free = (name: string) => !spoken.has(name) && !used.has(name);
    let chosen = id;
    if (!chosen) {
      chosen = `call_${position + 1}`;
      while (!free(chosen) || taken.has(chosen)) chosen += '_';
    } else if (used.has(chosen)) {
      let nth = 2;
      while (!free(`${id}#${nth}`)) nth++;
      chosen = `${id}#${nth}`;
    }
    used.add(chosen);
    return chosen;
  });
}

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
