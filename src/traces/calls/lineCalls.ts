import { durationOf, unitIn } from './duration.ts';
import { bracketed, literalOf, namedArguments } from './literal.ts';
import type { CallRequest, ReadPart } from './types.ts';

type Read = { call: CallRequest } | { problem: string };

/** What a column of a table holds. */
type Column = 'id' | 'name' | 'args' | 'time' | 'outcome' | 'result' | 'error' | 'other';

interface Head {
  readonly columns: readonly Column[];
  /** Of a number without a unit in a column of times, in ms. */
  readonly units: readonly number[];
}

const COLUMNS: readonly [Column, RegExp][] = [
  ['id', /^((tool[_ ]?)?call[_ ]?)?id$/],
  ['name', /^(tool|name|function|call|tool[_ ]?name)$/],
  ['args', /^(args|arguments|input|params|parameters)$/],
  ['time', /^(duration|latency|elapsed|took|time|ms|seconds)\b|_(ms|s|seconds)$/],
  ['outcome', /^(outcome|status)$/],
  ['result', /^(result|output)$/],
  ['error', /^error$/],
  ['other', /^(start(ed)?|end(ed)?|attempts?)\b/],
];

const NAME = /^[\p{L}_$][\p{L}\p{M}\p{N}_.$/-]{0,99}/u;
const BULLET = /^\s*(?:[-*•]|\d{1,6}[.)])\s+/;
/** What may stand between a call and its time. */
const BETWEEN = /^[\s:=,;|→>–-]*(?:took|takes|in|for)?\s*/i;

const EXPECTED = 'Expected a tool and its time, such as search_flights 840 ms.';

/** Calls in lines: `search_flights 840 ms`, or cells between tabs, commas or semicolons, with or without a line of heads. */
export function lineCalls(text: string): ReadPart[] {
  const parts: ReadPart[] = [];
  let head: Head | undefined;
  text.split(/\r\n|\r|\n/).forEach((line, i) => {
    if (line.trim() === '') return;
    const cells = cellsOf(line);
    const found = cells.length > 1 && parts.length === 0 && !head ? headOf(cells) : undefined;
    if (found) head = found;
    else parts.push({ number: i + 1, text: line, ...lineCall(line, cells, head) });
  });
  return parts;
}

function lineCall(line: string, cells: readonly string[], head: Head | undefined): Read {
  if (head && cells.length > 1) return headedCall(cells, head);
  // A comma may be that of `0,5 s`.
  const words = line.includes('\t') ? undefined : wordsCall(line);
  return words && ('call' in words || cells.length === 1) ? words : plainRowCall(cells);
}

/** The cells of a line, between the first of these that stands outside of quotes and brackets. */
function cellsOf(line: string): string[] {
  for (const separator of ['\t', ';', ',']) {
    const cells = separated(line, separator);
    if (cells.length > 1) return cells.map(plainCell);
  }
  return [line];
}

function separated(line: string, separator: string): string[] {
  if (!line.includes(separator)) return [line];
  const cells: string[] = [];
  let start = 0;
  for (let at = 0; at < line.length; at++) {
    const char = line.charAt(at);
    if (char === separator) {
      cells.push(line.slice(start, at));
      start = at + 1;
    } else if (char === '"') {
      const end = line.indexOf('"', at + 1);
      at = end < 0 ? at : end;
    } else if ((char === '{' || char === '[' || char === '(') && separator !== '\t') {
      at = (bracketed(line, at) ?? at + 1) - 1;
    }
  }
  return [...cells, line.slice(start)];
}

/** Without the quotes of a spreadsheet, and without the apostrophe that keeps `=1+1` a text. */
function plainCell(cell: string): string {
  const trimmed = cell.trim();
  const bare = /^"[\s\S]*"$/.test(trimmed) ? trimmed.slice(1, -1).replaceAll('""', '"') : trimmed;
  return bare.replace(/^'(?=[^\p{L}\p{N}])/u, '');
}

function headOf(cells: readonly string[]): Head | undefined {
  const columns = cells.map((cell): Column | undefined => {
    const words = cell.toLowerCase();
    return COLUMNS.find(([, pattern]) => pattern.test(words))?.[0];
  });
  if (!columns.includes('name') || columns.filter(Boolean).length < 2) return undefined;
  return { columns: columns.map((column) => column ?? 'other'), units: cells.map(unitIn) };
}

function headedCall(cells: readonly string[], { columns, units }: Head): Read {
  const of = (column: Column) => cells[columns.indexOf(column)]?.trim() || undefined;
  const [name, id, outcome, error, result] = [of('name'), of('id'), of('outcome'), of('error'), of('result')];
  if (name === undefined) return { problem: 'The cell of the tool is empty.' };
  const time = of('time');
  const ms = time === undefined ? undefined : durationOf(time, units[columns.indexOf('time')]);
  if (time !== undefined && ms === undefined) return { problem: `“${time}” is no duration.` };
  const args = argumentsOf(of('args'));
  if ('problem' in args) return args;
  return { call: { name, ...args, ...(id && { id }), ...withTime(ms), ...answerOf({ outcome, error, result }) } };
}

/** The first cell is the tool; a time and the arguments stand in any order. */
function plainRowCall([name = '', ...cells]: readonly string[]): Read {
  if (name.trim() === '' || durationOf(name) !== undefined || /^[{[<]/.test(name)) return { problem: EXPECTED };
  let ms: number | undefined;
  let args: Record<string, unknown> = {};
  for (const cell of cells) {
    if (cell.trim() === '') continue;
    const time = durationOf(cell);
    if (time !== undefined && ms === undefined) ms = time;
    else {
      const read = argumentsOf(cell);
      if ('problem' in read) return { problem: `“${cell.trim().slice(0, 60)}” is neither a time nor a JSON object.` };
      args = read.args;
    }
  }
  return { call: { name: name.trim(), args, ...withTime(ms) } };
}

/** `search_flights 840 ms`, `get_weather({"city": "Oslo"}) took 1.2 s`, `- get_time: 310`. */
function wordsCall(line: string): Read {
  const text = line.replace(BULLET, '').trim();
  const name = NAME.exec(text)?.[0].replace(/[-./]+$/, '');
  if (name === undefined) return { problem: EXPECTED };
  let rest = text.slice(name.length).trimStart();
  let args: Record<string, unknown> = {};
  if (rest.startsWith('(') || rest.startsWith('{')) {
    const length = bracketed(rest);
    if (length === undefined) return { problem: 'A bracket is not closed.' };
    const read = argumentsOf(rest.startsWith('(') ? rest.slice(1, length - 1) : rest.slice(0, length));
    if ('problem' in read) return read;
    args = read.args;
    rest = rest.slice(length);
  }
  const time = rest.replace(BETWEEN, '');
  const ms = time === '' ? undefined : durationOf(time);
  return time !== '' && ms === undefined ? { problem: EXPECTED } : { call: { name, args, ...withTime(ms) } };
}

/** An object, or `from="OSL"` as in a program; nothing: no arguments. */
export function argumentsOf(text: string | undefined): { args: Record<string, unknown> } | { problem: string } {
  const bare = text?.trim() ?? '';
  if (bare === '') return { args: {} };
  const isObject = bare.startsWith('{');
  const read = isObject || !bare.includes('=') ? literalOf(bare) : namedArguments(bare);
  if ('problem' in read) return { problem: `The text of the arguments ${read.problem}.` };
  const { value } = read;
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? { args: value as Record<string, unknown> }
    : { problem: 'Arguments are an object, such as {"city": "Oslo"}.' };
}

const withTime = (ms: number | undefined) => (ms === undefined ? {} : { ms });

/** `outcome` in the words of `Copy as table`. */
function answerOf({ outcome, error, result }: Partial<Record<'outcome' | 'error' | 'result', string | undefined>>) {
  if (error !== undefined) return { error };
  if (outcome === 'failed' || outcome === 'error') return { error: result?.replace(/^Error: /, '') ?? 'Failed' };
  if (outcome === 'timed out') return { ms: Number.POSITIVE_INFINITY };
  return outcome === undefined || outcome === 'succeeded' || outcome === 'success' || outcome === 'ok'
    ? { ...(result !== undefined && { result }) }
    : {};
}
