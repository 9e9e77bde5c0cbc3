import { jsonCalls, valuesOf } from './jsonCalls.ts';
import { lineCalls } from './lineCalls.ts';
import { bracketed, literalOf } from './literal.ts';
import type { ReadCalls } from './types.ts';

/** Longest text that is read, in UTF-16 units. */
export const MOST_TEXT = 2_000_000;

const FENCE = /^\s*```[^\n]*\n([\s\S]*?)\n?\s*```\s*$/;
/** A message as Python prints it: `AIMessage(content='', tool_calls=[{'name': ...}])`. */
const PRINTED = /\btool_calls\s*=\s*(?=\[)/;

/**
 * The calls in a text that a person has at hand: lines with tools and times, a table, JSON of an agent's message or of a
 * list, a message as Python prints it. Each line or value is a part, also one that is no call. Throws nothing.
 *
 * @param text at most MOST_TEXT characters
 */
export function readCalls(text: string): ReadCalls {
  const bare = FENCE.exec(text)?.[1] ?? text.replace(/^\uFEFF/, '');
  const values = valuesOf(bare) ?? printedCalls(bare);
  if (values) return jsonCalls(values.length === 1 ? values[0] : values);
  return { parts: lineCalls(bare), hasAnswers: false };
}

function printedCalls(text: string): unknown[] | undefined {
  const found = PRINTED.exec(text);
  if (!found) return undefined;
  const start = found.index + found[0].length;
  const length = bracketed(text, start);
  const read = length === undefined ? undefined : literalOf(text.slice(start, length));
  return read && 'value' in read ? [read.value] : undefined;
}
