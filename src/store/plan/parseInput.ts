import { clip, count } from '../../analysis/format/format.ts';
import { MAX_JSON } from '../../run/check/bounds.ts';
import { PlanError, show } from '../../run/check/planError.ts';
import { jsonText } from '../../run/file/jsonText.ts';
import { revealed } from '../../run/text/foreignText.ts';
import type { Ms, RetryOn } from '../../run/types.ts';

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, sec: 1000, min: 60_000 };

/** Longer than any number that makes sense. */
const MOST_TYPED = 40;

/** `500`, `500 ms`, `0.5 s`, `1 min`; `undefined` for what is no number. Whether it is a good time is for `refusal`. */
export function msOf(text: string): Ms | undefined {
  if (text.length > MOST_TYPED) return undefined;
  const [, digits = '', unit = 'ms'] = /^(.*?)(ms|s|sec|min)?$/i.exec(text.trim()) ?? [];
  const value = numberOf(digits);
  const factor = UNIT_MS[unit.toLowerCase()] ?? 1;
  // 1.1 s is 1100 ms, not 1100.0000000000001.
  return value === undefined || factor === 1 ? value : Number((value * factor).toFixed(6));
}

/** `any`, `transient`, or the words of a list: `429, ECONNRESET`. */
export function errorsOf(text: string): RetryOn {
  const words = text.split(/[\s,;]+/).filter(Boolean);
  const [only = ''] = words;
  return words.length === 1 && (only === 'any' || only === 'transient') ? only : words;
}

/** `undefined` for an empty text, which `Number` takes for 0. */
export function numberOf(text: string): number | undefined {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  return Number.isNaN(value) ? undefined : value;
}

/**
 * Why the engine would not take what was typed, in plain words; `undefined` when it would.
 *
 * @param check one of the engine's own, which throws PlanError
 */
export function refusal(text: string, check: () => void): string | undefined {
  try {
    check();
    return undefined;
  } catch (thrown) {
    if (!(thrown instanceof PlanError)) throw thrown;
    const expected = thrown.expected
      .replace(/\d{4,}/g, (digits) => count(Number(digits)))
      // What is off is off by its switch, or by an empty field.
      .replace(/, or null .*/, '');
    return `Expected ${expected}, got ${text.trim() === '' ? 'nothing' : show(text.trim())}.`;
  }
}

/** As deep as JSON may be typed: what it is put in has levels of its own. */
const MOST_LEVELS = 100;
/** Longer texts of JSON are not read again while they stay the same. */
const LONG = 10_000;
const recent: { text: string; read: JsonRead }[] = [];

/** `problem`: what was expected, and what is wrong with the text. */
type JsonRead = { value: unknown } | { problem: string };

/** JSON, also with keys without quotes, as rows show it: `{from: "OSL"}`. */
export function jsonOf(text: string): JsonRead {
  if (text.length < LONG) return readJson(text);
  const known = recent.find((one) => one.text === text);
  if (known) return known.read;
  const read = readJson(text);
  recent.unshift({ text, read });
  recent.length = Math.min(recent.length, 3);
  return read;
}

function readJson(text: string): JsonRead {
  const { length } = text;
  // With line breaks and indents a text may be longer than its value, but not by any length.
  if (length > 3 * MAX_JSON) return tooLong(length);
  try {
    const value = parsedJson(text);
    if (!hasLevels(value, MOST_LEVELS)) return { problem: `Expected at most ${MOST_LEVELS} levels of JSON.` };
    return length > MAX_JSON && JSON.stringify(value).length > MAX_JSON ? tooLong(length) : { value };
  } catch (thrown) {
    return { problem: `This is not JSON: ${revealed(clip((thrown as Error).message, 120))}.` };
  }
}

const tooLong = (length: number) => ({
  problem: `Expected at most ${count(MAX_JSON)} characters; this text has ${count(length)}.`,
});

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    // Texts in quotes are matched first, so that nothing inside of them is.
    const quoted = text.replace(
      /"(?:\\.|[^"\\])*"|([{,]\s*)([A-Za-z_$][\w$]*)(?=\s*:)/g,
      (all, before?: string, key?: string) => (key === undefined ? all : `${before}"${key}"`),
    );
    try {
      return JSON.parse(quoted);
    } catch {
      throw thrown;
    }
  }
}

function hasLevels(value: unknown, most: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return most > 0 && Object.values(value).every((one) => hasLevels(one, most - 1));
}

/** What fits on a line is on one, the rest has a line for each field; with nothing added where it is very long. */
export function formattedJson(value: unknown): string {
  const bare = jsonText(value) ?? '';
  return bare.length > LONG ? bare : laidOut(JSON.parse(bare), '', 0);
}

const LINE = 60;

/** `used`: how much of the line is before it. */
function laidOut(value: unknown, indent: string, used: number): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const isList = Array.isArray(value);
  const inner = `${indent}  `;
  const parts = Object.entries(value).map(([key, one]) => {
    const name = isList ? '' : `${JSON.stringify(key)}: `;
    return name + laidOut(one, inner, inner.length + name.length);
  });
  const [open, close] = isList ? '[]' : '{}';
  const line = `${open}${parts.join(', ')}${close}`;
  if (used + line.length <= LINE && !line.includes('\n')) return line;
  return `${open}\n${inner}${parts.join(`,\n${inner}`)}\n${indent}${close}`;
}

/** A field that takes JSON or a text as it is. Empty: no value. */
export function jsonOrTextOf(text: string): JsonRead {
  const trimmed = text.trim();
  if (trimmed === '') return { value: undefined };
  const read = jsonOf(trimmed);
  if ('value' in read || trimmed.length > MAX_JSON) return read;
  // It was meant as JSON.
  if (/^[{["]/.test(trimmed)) return { problem: `${read.problem} To give it as a text, put it in quotes.` };
  return { value: text };
}

/** What `jsonOrTextOf` reads as that value. */
export function jsonOrText(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value !== 'string') return formattedJson(value);
  const read = jsonOrTextOf(value);
  // A text field makes one kind of line break of all.
  return 'value' in read && read.value === value && !value.includes('\r') ? value : (JSON.stringify(value) as string);
}
