import { fieldsOf, inBraces, type Language } from './literals.ts';

/** A line of code; those of a call know its place in the plan. */
export type CodeLine = string | { text: string; key: number };

/** Longer than this a call is broken over several lines. */
const MAX_WIDTH = 100;
/** From so many on each stays on its line, however long: the file is data then. */
const ONE_LINE_FROM = 200;

/** One element of a list, on one line or with a field on each. */
export function callLines(
  call: object,
  { key, many, language, indent }: { key: number; many: boolean; language: Language; indent: string },
): CodeLine[] {
  const fields = fieldsOf(call, language);
  const one = `${indent}${inBraces(fields, language)},`;
  const inner = indent + (language === 'python' ? '    ' : '  ');
  const lines =
    many || one.length <= MAX_WIDTH ? [one] : [`${indent}{`, ...fields.map((field) => `${inner}${field},`), `${indent}},`];
  return lines.map((text) => ({ text, key }));
}

export function isOneLinePerCall(calls: number): boolean {
  return calls > ONE_LINE_FROM;
}

/** Drops what does not apply, and flattens. */
export function lines(...parts: (CodeLine | readonly CodeLine[] | false | undefined)[]): CodeLine[] {
  return parts.flatMap((part) => (part === false || part === undefined ? [] : part)) as CodeLine[];
}

/** Blocks with one empty line between them, or two as in Python; empty blocks are left out. */
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

export function textOf(line: CodeLine): string {
  return typeof line === 'string' ? line : line.text;
}
