import type { AIMessage, BaseMessage } from '@langchain/core/messages';
import type { ToolCall, ToolMessage } from '@langchain/core/messages/tool';
import { distinctIds } from '../run/distinctIds.ts';
import type { PendingCall } from '../run/plainState.ts';
import type { State } from './state.ts';

/** An AI message and the ids of its calls, each with one of its own, in their order. */
export interface RequestIds {
  message: AIMessage;
  ids: string[];
}

export interface PendingIds {
  /** In the order of `pending_tools`. */
  ids: string[];
  /** The AI message that requests these calls, and maybe others, if there is one. */
  request?: RequestIds;
}

/**
 * The ids of the pending calls in messages, results and errors. The last AI message with calls requests them if each is
 * one of its calls: by id, or by name and arguments where one of both has no id.
 */
export function pendingIds(state: State): PendingIds {
  const { pending_tools, messages } = state;
  const at = messages.findLastIndex(hasToolCalls);
  const message = messages[at] as AIMessage | undefined;
  const requested = message && requestedAt(pending_tools, message.tool_calls ?? []);
  if (!message || !requested)
    return {
      ids: distinctIds(
        pending_tools.map(({ id }) => id),
        takenIds(state),
      ),
    };
  const given = (message.tool_calls ?? []).map(({ id }) => id);
  requested.forEach((place, key) => {
    given[place] ||= pending_tools[key]?.id;
  });
  const answered = new Set(messages.slice(at + 1).map((one) => (one as ToolMessage).tool_call_id));
  // A call that is answered runs again, and keeps its id.
  const isAgain = given.some((id) => id && answered.has(id));
  const earlier = takenIds({ ...state, messages: messages.slice(0, at) });
  const ids = requestIds(given, isAgain ? new Set() : earlier);
  return { ids: requested.map((place) => ids[place] as string), request: { message, ids } };
}

/**
 * The ids of a message's calls: those given, except for a missing one, the second of two that are equal, and one that a
 * call of an earlier turn has (some models count from 1 in each of their messages).
 */
export function requestIds(given: readonly (string | undefined)[], earlier: ReadonlySet<string>): string[] {
  const used = new Set(given);
  const distinct = given.map((id) => {
    if (!id || !earlier.has(id)) return id;
    let nth = 2;
    while (used.has(`${id}_${nth}`) || earlier.has(`${id}_${nth}`)) nth++;
    used.add(`${id}_${nth}`);
    return `${id}_${nth}`;
  });
  return distinctIds(distinct, earlier);
}

/**
 * Where each pending call stands among the calls of a message; `undefined` if one of them is not there. By id; without an
 * id on one side by name and arguments, or by name where nothing else is left of it.
 */
function requestedAt(pending: readonly PendingCall[], calls: readonly ToolCall[]): number[] | undefined {
  /** By what may tell a call: the places that have it, from the last. */
  const places = new Map<string, number[]>();
  for (let place = calls.length - 1; place >= 0; place--) {
    const { id, name, args } = calls[place] as ToolCall;
    const alike = alikeKey(name, args);
    const keys = id ? [`${id} ${alike}`, `${id} ${name}`, `any ${alike}`] : [`none ${alike}`, `any ${alike}`];
    for (const key of keys) {
      const known = places.get(key);
      if (known) known.push(place);
      else places.set(key, [place]);
    }
  }
  const used = new Set<number>();
  const found = pending.map(({ id, tool_name, args }) => {
    const alike = alikeKey(tool_name, args);
    const keys = id ? [`${id} ${alike}`, `${id} ${tool_name}`, `none ${alike}`] : [`any ${alike}`];
    const place = keys.reduce<number | undefined>((one, key) => one ?? firstUnused(places.get(key), used), undefined);
    if (place !== undefined) used.add(place);
    return place;
  });
  if (found.includes(undefined) && !pairByName(found, used, pending, calls)) return undefined;
  return found as number[];
}

function pairByName(
  found: (number | undefined)[],
  used: ReadonlySet<number>,
  pending: readonly PendingCall[],
  calls: readonly ToolCall[],
): boolean {
  const left = new Map<string, { keys: number[]; places: number[] }>();
  const of = (name: string) => left.get(name) ?? left.set(name, { keys: [], places: [] }).get(name);
  found.forEach((place, key) => {
    if (place === undefined) of((pending[key] as PendingCall).tool_name)?.keys.push(key);
  });
  calls.forEach(({ name }, place) => {
    if (!used.has(place)) of(name)?.places.push(place);
  });
  for (const { keys, places } of left.values()) {
    const [key, ...otherKeys] = keys;
    const [place, ...otherPlaces] = places;
    if (key === undefined) continue;
    if (place === undefined || otherKeys.length + otherPlaces.length > 0) return false;
    if (pending[key]?.id && calls[place]?.id) return false;
    found[key] = place;
  }
  return true;
}

/** Arguments that cannot be read, or hold themselves, are alike. */
function alikeKey(name: string, args: unknown): string {
  try {
    return JSON.stringify([name, sorted(args)]);
  } catch {
    return JSON.stringify([name, 'unreadable']);
  }
}

function firstUnused(places: number[] = [], used: ReadonlySet<number>): number | undefined {
  while (used.has(places.at(-1) as number)) places.pop();
  return places.at(-1);
}

/** With the keys of all objects in one order. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint' ? String(value) : value;
  if (Array.isArray(value)) return value.map(sorted);
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, one]) => [name, sorted(one)]);
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
