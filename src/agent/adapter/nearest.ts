/** What is wrong with a value, at one place of it. */
export interface Problem {
  /** From the arguments to the place. */
  path: readonly PropertyKey[];
  message: string;
  /** The type that was expected, where the whole value there is of another one. */
  expectedType?: string;
  /** Whether one of several given values was expected, as in the tag of a discriminated union. */
  isChoice?: boolean;
}

/**
 * The problems with the alternative of a union that the value comes nearest to: one of its type, with its tag, whose type a
 * text looks like, and with the fewest problems. Of two that are as near the first, or both where the value has the type
 * of neither.
 *
 * @param alternatives the problems with each of them
 * @param at the path of the value that none of them takes
 */
export function nearest(
  alternatives: readonly (readonly Problem[])[],
  at: readonly PropertyKey[],
  value: unknown,
): readonly Problem[] {
  const ranked = alternatives
    .filter((problems) => problems.length > 0)
    .map((problems) => ({ problems, rank: rankOf(problems, at.length, value) }))
    .sort((a, b) => compare(a.rank, b.rank));
  const [first] = ranked;
  if (!first) return [];
  const [isOtherType] = first.rank;
  if (!isOtherType) return first.problems;
  const equal = ranked.filter(({ rank }) => compare(rank, first.rank) === 0);
  const messages = new Set(equal.map(({ problems }) => problems[0]?.message));
  return [{ ...(first.problems[0] as Problem), message: [...messages].join(', or: ') }];
}

/** Lower is nearer. */
type Rank = readonly number[];

function rankOf(problems: readonly Problem[], depth: number, value: unknown): Rank {
  const otherType = problems.find(({ path, expectedType }) => path.length === depth && expectedType !== undefined);
  const otherTag = problems.some(({ path, isChoice }) => path.length <= depth + 1 && isChoice);
  return [
    otherType ? 1 : 0,
    otherTag ? 1 : 0,
    otherType?.expectedType === undefined ? 0 : unlikeness(value, otherType.expectedType),
    problems.length,
  ];
}

const TYPES_OF_TEXT: readonly [types: readonly string[], text: RegExp][] = [
  [['integer', 'int', 'number', 'bigint'], /^\s*-?\d+(\.\d+)?(e[+-]?\d+)?\s*$/i],
  [['boolean'], /^\s*(true|false)\s*$/i],
];

function unlikeness(value: unknown, type: string): number {
  if (type === 'null' || type === 'undefined') return 2;
  const looksLike =
    typeof value === 'string' && TYPES_OF_TEXT.some(([types, text]) => types.includes(type) && text.test(value));
  return looksLike ? 0 : 1;
}

function compare(a: Rank, b: Rank): number {
  const i = a.findIndex((part, at) => part !== b[at]);
  return i < 0 ? 0 : (a[i] as number) - (b[i] as number);
}

/** The value at a path; `undefined` where the path leads nowhere. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  // biome-ignore lint/suspicious/noExplicitAny: the path leads through whatever was given.
  return path.reduce((at: any, step) => at?.[step], value);
}
