import type { PendingCall } from '../run/plainState.ts';
import type { State } from './state.ts';

/** On the fields of an update: which calls it is of. An update has the whole State in it, from before and of its calls. */
const CALLS = Symbol('calls of the update');

interface UpdatedCalls {
  ids: readonly string[];
  /** As they were pending. */
  pending: readonly PendingCall[];
}

type Marked = { [CALLS]?: UpdatedCalls };

/** The same update, of which the reducers know the calls. The mark is lost where an update is stored as JSON. */
export function withUpdatedCalls<U extends Pick<State, 'pending_tools' | 'results' | 'errors'>>(
  update: U,
  calls: UpdatedCalls,
): U {
  for (const field of [update.pending_tools, update.results, update.errors])
    Object.defineProperty(field, CALLS, { value: calls });
  return update;
}

/**
 * Merges updates of nodes that ran in parallel, such as one `Send` per call: entries of the update's calls replace those
 * of the State, also by not being there any more; all others stay. An update of a node of one's own is merged entry by
 * entry.
 */
export function mergeById<T>(before: Record<string, T>, update: Record<string, T>): Record<string, T> {
  const calls = (update as Marked)[CALLS];
  if (!calls) return joined(Object.entries(before), Object.entries(update));
  const ids = new Set(calls.ids);
  return joined(
    Object.entries(before).filter(([id]) => !ids.has(id)),
    Object.entries(update).filter(([id]) => ids.has(id)),
  );
}

/** `Object.fromEntries` takes an id named `__proto__`; a spread or an assignment does not. */
const joined = <T>(...entries: [string, T][][]): Record<string, T> => Object.fromEntries(entries.flat());

/** Takes the calls that have run from the list. A list from a node of one's own replaces it. */
export function pendingAfter(before: readonly PendingCall[], update: readonly PendingCall[]): PendingCall[] {
  const calls = (update as Marked)[CALLS];
  if (!calls) return [...update];
  const ran = new Map<string, number>();
  for (const call of calls.pending) ran.set(keyOf(call), (ran.get(keyOf(call)) ?? 0) + 1);
  return before.filter((call) => {
    const left = ran.get(keyOf(call)) ?? 0;
    if (left > 0) ran.set(keyOf(call), left - 1);
    return left === 0;
  });
}

const keyOf = ({ id, tool_name, args }: PendingCall): string => id || JSON.stringify([tool_name, args]);
