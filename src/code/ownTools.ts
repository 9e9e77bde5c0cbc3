import { textOf } from '../run/messageText.ts';
import type { CallBehavior, ToolCall } from '../run/types.ts';
import { CATALOGUE, entryOf, entryOfKind, kindOf } from '../tools/catalogue.ts';
import { KINDS } from '../tools/kinds.ts';
import { type Wait, waitOf } from './kindCode.ts';
import { type Language, literal, quote } from './syntax/literals.ts';
import { merged, type Shape, shapeOf } from './syntax/schemas.ts';

/** A tool of the person's own, simulated as on the page. */
export interface OwnTool {
  readonly name: string;
  /** What the arguments of its calls have in common. */
  readonly args: Shape;
  /** How its calls behave. Calls that are in none behave as the first. */
  readonly cases: readonly [OwnCase, ...OwnCase[]];
}

export interface OwnCase {
  readonly ids: readonly string[];
  readonly wait: Wait;
  readonly ms: number;
  readonly spread: number;
  /** Ignores that it is told to stop. */
  readonly deaf: boolean;
  /** How many attempts fail before one succeeds; absent where none does, or all do. */
  readonly failures?: number;
  readonly fails: boolean;
  /** The message of its error; absent = the kind's own. */
  readonly error?: string;
  readonly code?: string;
  readonly retryAfterMs?: number;
  readonly result: unknown;
}

/** Said of each; the place where the real tool belongs. */
export const ABOUT = 'Simulated as on the page: put the real call here.';

/** @param asked what its calls and fallbacks ask each tool */
export function ownToolsOf(
  calls: readonly ToolCall[],
  asked: readonly { name: string; args: object }[],
): readonly OwnTool[] {
  const names = new Set(calls.flatMap(({ name, behavior }) => (behavior ? [name] : [])));
  return [...names].map((name) => {
    const cases = new Map<string, OwnCase & { ids: string[] }>();
    for (const call of calls) {
      const behavior = call.name === name ? (call.behavior ?? pageBehavior(call)) : undefined;
      if (!behavior) continue;
      const made = caseOf(behavior, name);
      const key = JSON.stringify(made);
      const known = cases.get(key);
      if (known) known.ids.push(call.id);
      else cases.set(key, { ...made, ids: [call.id] });
    }
    const shapes = asked.filter((one) => one.name === name).map(({ args }) => shapeOf(args));
    return { name, args: shapes.reduce(merged), cases: [...cases.values()] as unknown as OwnTool['cases'] };
  });
}

/** A tool of the page of which other calls have a behavior: what it does with this call's arguments. */
function pageBehavior(call: ToolCall): CallBehavior | undefined {
  const kind = kindOf(call);
  if (!kind || !entryOf(call.name)) return undefined;
  const { query, ms, spread, failures, deaf, code, retryAfterMs } = call.args;
  const capital = kind.slice(0, 1).toUpperCase() + kind.slice(1);
  return {
    kind,
    ...(typeof ms === 'number' && { ms }),
    ...(typeof spread === 'number' && { spread }),
    ...(typeof failures === 'number' && { failures }),
    ...(deaf === false && { deaf }),
    ...(typeof code === 'string' && { code }),
    ...(typeof retryAfterMs === 'number' && { retryAfterMs }),
    result: `${capital} result for: ${query}`,
  };
}

function caseOf(behavior: CallBehavior, name: string) {
  const { kind, ms, spread = 0, failures = 1, deaf = true, result, error, code, retryAfterMs } = behavior;
  const entry = entryOfKind(kind);
  const fields = KINDS[kind].editor;
  const isFlaky = fields.includes('failures');
  const canFail = fields.includes('error');
  return {
    ids: [],
    wait: waitOf(entry),
    ms: ms ?? entry.ms,
    spread: waitOf(entry) === 'never' ? 0 : spread,
    deaf: waitOf(entry) === 'never' && deaf,
    ...(isFlaky && { failures }),
    fails: canFail && !isFlaky,
    // An error without a message is known by its name.
    ...(canFail && error !== undefined && { error: textOf(error) || (code ? '' : 'Error') }),
    ...(canFail && code && { code }),
    ...(canFail && retryAfterMs !== undefined && { retryAfterMs }),
    result: fields.includes('result') ? (result === undefined ? `Result of ${name}` : result) : undefined,
  };
}

/** Names of the tools in the code, each another: `searchFlightsTool`, `search_flights_tool`. No other name there ends so. */
export function identifiersOf(tools: readonly { name: string }[], language: Language): ReadonlyMap<string, string> {
  const taken = new Set(CATALOGUE.map(({ kind, tool }) => (language === 'python' ? tool : `${kind}Tool`)));
  return new Map(
    tools.map(({ name }) => {
      const wanted = identifier(name, language);
      let made = wanted;
      for (let n = 2; taken.has(made); n++) made = language === 'python' ? `${wanted}_${n}` : `${wanted}${n}`;
      taken.add(made);
      return [name, made];
    }),
  );
}

function identifier(name: string, language: Language): string {
  // Words of letters that every language takes.
  const words = name.match(/[A-Z]?[a-z]+|[A-Z]+|\d+/g)?.map((word) => word.toLowerCase()) ?? [];
  if (words.at(-1) !== 'tool') words.push('tool');
  if (words.length === 1 || /^\d/.test(words[0] as string)) words.unshift('own');
  if (language === 'python') return words.join('_');
  return words.map((word, i) => (i === 0 ? word : word.slice(0, 1).toUpperCase() + word.slice(1))).join('');
}

/** How a language says what a case does. */
export interface CaseWords {
  readonly language: Language;
  readonly sleep: (ms: string) => readonly string[];
  readonly block: (ms: string) => readonly string[];
  readonly never: (deaf: boolean) => readonly string[];
  /** The expression of a random number. */
  readonly random: string;
  /** The statement that fails. `numbered`: the kind's own message has the number of the attempt. */
  readonly fail: (one: OwnCase, numbered: boolean) => string;
  /** The lines that fail, by the statement `fail`, on the first attempts. */
  readonly failFirst: (failures: number, fail: string) => readonly string[];
}

export function caseLines(one: OwnCase, words: CaseWords): string[] {
  const { language } = words;
  const { wait, ms, spread, failures, fails, result } = one;
  if (wait === 'never') return [...words.never(one.deaf)];
  const base = literal(ms, language);
  const length = spread === 0 ? base : `${base} * (1 + ${literal(spread, language)} * (2 * ${words.random} - 1))`;
  const passed = wait === 'block' ? words.block(length) : words.sleep(length);
  if (fails) return [...passed, words.fail(one, false)];
  const given = `return ${literal(result, language)}${language === 'python' ? '' : ';'}`;
  return [...passed, ...(failures === undefined ? [] : words.failFirst(failures, words.fail(one, true))), given];
}

/** The message of an error as on the page, which has its code in it. */
export function messageOf({ error = 'Simulated failure', code }: OwnCase): string {
  return [error, code && `(${code})`].filter(Boolean).join(' ');
}

/** Whether its error has more than a message. */
export const hasErrorFields = ({ code, retryAfterMs }: OwnCase) => (code ?? retryAfterMs) !== undefined;

/** What a tool's cases read beside its arguments. `tells`: running tools are told to stop. */
export function readsOf({ cases }: OwnTool, tells: boolean) {
  return {
    id: cases.length > 1,
    attempt: cases.some(({ failures }) => failures !== undefined),
    random: cases.some(({ spread }) => spread > 0),
    signal: tells && cases.some(listensTo),
  };
}

/** Whether it stops when it is told to. */
export function listensTo({ wait, deaf }: OwnCase): boolean {
  return wait === 'sleep' || (wait === 'never' && !deaf);
}

/** The cases of a tool in TypeScript, told apart by the expression `id`. */
export function switchLines({ cases }: OwnTool, id: string, words: CaseWords): string[] {
  const [first, ...others] = cases;
  if (others.length === 0) return caseLines(first, words);
  const inner = (one: OwnCase) => caseLines(one, words).map((line) => `    ${line}`);
  return [
    `switch (${id}) {`,
    ...others.flatMap((one) => [...one.ids.map((name) => `  case ${quote(name, 'typescript')}:`), ...inner(one)]),
    '  default:',
    ...inner(first),
    '}',
  ];
}
