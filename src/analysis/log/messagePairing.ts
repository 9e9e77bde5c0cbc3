import type { PlainMessage } from '../../run/plainState.ts';
import { count, list } from '../format/format.ts';

/** Matches tool calls with tool messages by id: each call needs exactly one message. */
export interface MessagePairing {
  calls: number;
  answers: number;
  /** Ids with fewer tool messages than calls. */
  missing: string[];
  /** Ids with more tool messages than calls. */
  duplicateAnswers: string[];
  /** Ids of tool messages without a call. */
  unexpected: string[];
  /** Ids that several calls share, so that their messages cannot be assigned. */
  duplicateIds: string[];
}

export function matchMessages(messages: readonly PlainMessage[]): MessagePairing {
  const requested = counted(messages.flatMap(({ tool_calls = [] }) => tool_calls.map(({ id }) => id)));
  const answered = counted(messages.flatMap(({ type, tool_call_id }) => (type === 'tool' ? [tool_call_id ?? ''] : [])));
  const ids = [...requested.keys()];
  return {
    calls: sum(requested),
    answers: sum(answered),
    missing: ids.filter((id) => (answered.get(id) ?? 0) < (requested.get(id) ?? 0)),
    duplicateAnswers: ids.filter((id) => (answered.get(id) ?? 0) > (requested.get(id) ?? 0)),
    unexpected: [...answered.keys()].filter((id) => !requested.has(id)),
    duplicateIds: ids.filter((id) => (requested.get(id) ?? 0) > 1),
  };
}

/** `4 tool calls, 4 tool messages: each paired.`, or a list of the ids that are not. */
export function pairingText({
  calls,
  answers,
  missing,
  duplicateAnswers,
  unexpected,
  duplicateIds,
}: MessagePairing): string {
  const faults = [
    missing.length > 0 && `${list(missing)} ${is(missing)} not answered`,
    duplicateAnswers.length > 0 && `${list(duplicateAnswers)} ${is(duplicateAnswers)} answered more than once`,
    unexpected.length > 0 &&
      `${list(unexpected)} ${is(unexpected)} answered, but nobody asked for ${unexpected.length === 1 ? 'it' : 'them'}`,
    duplicateIds.length > 0 && `more than one call has the id ${list(duplicateIds)}`,
  ].filter(Boolean);
  return `${some(calls, 'tool call')}, ${some(answers, 'tool message')}: ${faults.length > 0 ? faults.join('; ') : 'each paired'}.`;
}

const is = (ids: readonly string[]) => (ids.length === 1 ? 'is' : 'are');
const some = (n: number, what: string) => `${n === 0 ? 'no' : count(n)} ${what}${n === 1 ? '' : 's'}`;
const sum = (counts: ReadonlyMap<string, number>) => [...counts.values()].reduce((a, b) => a + b, 0);

function counted(ids: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}
