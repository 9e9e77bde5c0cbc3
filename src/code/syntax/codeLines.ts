import { fieldsOf, inBraces, type Language, literal } from './literals.ts';

/** A line of code; `key` is the index in the plan of the call that the line belongs to. */
export type CodeLine = string | { text: string; key: number };

/** A longer line of a call is broken into one field per line. */
const MAX_WIDTH = 100;
/** Plans with more calls keep each call on one line, whatever its length. */
const ONE_LINE_FROM = 200;

/** A call as an element of a list, on one line or with one field per line. */
export function callLines(
  call: object,
  { key, many, language, indent }: { key: number; many: boolean; language: Language; indent: string },
): CodeLine[] {
  const fields = fieldsOf(call, language);
  const one = `${indent}${inBraces(fields, language)},`;
  const inner = indent + (language === 'python' ? '    ' : '  ');
  const lines =
    many || one.length <= MAX_WIDTH
      ? [one]
      : [`${indent}{`, ...fields.map((field) => `${inner}${field},`), `${indent}},`];
  return lines.map((text) => ({ text, key }));
}

/** A list on one line, or with one item per line. */
export function listLines(open: string, items: readonly string[], close: string, indent = '  '): string[] {
  const one = `${open}${items.join(', ')}${close}`;
  const margin = /^ */.exec(open)?.[0] ?? '';
  return one.length <= MAX_WIDTH ? [one] : [open, ...items.map((item) => `${margin}${indent}${item},`), margin + close];
}

export function isOneLinePerCall(calls: number): boolean {
  return calls > ONE_LINE_FROM;
}

/** Flattens the parts and drops `false` and `undefined`. */
export function lines(...parts: (CodeLine | readonly CodeLine[] | false | undefined)[]): CodeLine[] {
  return parts.flatMap((part) => (part === false || part === undefined ? [] : part)) as CodeLine[];
}

/** Joins blocks with `between` empty lines (Python has two); empty blocks are dropped. */
export function blocks(parts: readonly (readonly CodeLine[] | false)[], between = 1): CodeLine[] {
  const empty = new Array<string>(between).fill('');
  return parts
    .filter((part): part is readonly CodeLine[] => part !== false && part.length > 0)
    .flatMap((part, i) => (i === 0 ? part : [...empty, ...part]));
}

export function indented(part: readonly CodeLine[], by: string): CodeLine[] {
  return part.map((line) => {
    if (typeof line === 'string') return line && by + line;
    return { ...line, text: by + line.text };
  });
}

/** A list of texts, as many on a line as there is room for. */
export function wordLines(open: string, words: readonly string[], close: string, language: Language): CodeLine[] {
  const literals = words.map((word) => literal(word, language));
  const one = open + literals.join(', ') + close;
  if (one.length <= MAX_WIDTH) return [one];
  const indent = language === 'python' ? '    ' : '  ';
  const rows: string[] = [];
  for (const text of literals) {
    const row = rows.at(-1);
    if (row === undefined || row.length + text.length + 2 > MAX_WIDTH) rows.push(`${indent}${text},`);
    else rows[rows.length - 1] = `${row} ${text},`;
  }
  return [open, ...rows, close];
}

export function textOf(line: CodeLine): string {
  return typeof line === 'string' ? line : line.text;
}
