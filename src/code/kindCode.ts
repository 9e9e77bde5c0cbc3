import type { ToolKind } from '../run/types.ts';
import { type CatalogueEntry, neverEnds } from '../tools/catalogue.ts';

/** How a tool passes its time. */
export type Wait = 'sleep' | 'never' | 'block';

export function waitOf(tool: CatalogueEntry): Wait {
  if (tool.blocks) return 'block';
  return neverEnds(tool) ? 'never' : 'sleep';
}

/** Whether it can be stopped while it passes its time. */
export function listens(tool: CatalogueEntry & { uses: ReadonlySet<string> }): boolean {
  const wait = waitOf(tool);
  return wait === 'never' ? tool.uses.has('deaf') : wait === 'sleep';
}

type Uses = ReadonlySet<string>;

/** What calls may tell of their error. */
const ERROR_ARGUMENTS = ['code', 'retryAfterMs'];

/** Whether its error has more than a message. */
export const hasOwnError = (uses: Uses) => ERROR_ARGUMENTS.some((name) => uses.has(name));

/** The statement that throws, with what `uses` has of the error's fields. `text`: of a template. */
function throws(text: string, uses: Uses): string {
  const fields = ERROR_ARGUMENTS.filter((name) => uses.has(name));
  const message = uses.has('code')
    ? `\`${text}\${code ? \` (\${code})\` : ''}\``
    : text.includes('$')
      ? `\`${text}\``
      : `'${text}'`;
  return fields.length > 0
    ? `throw Object.assign(new Error(${message}), { ${fields.join(', ')} });`
    : `throw new Error(${message});`;
}

/** `text`: an expression of Python. */
function raises(text: string, uses: Uses): string {
  if (!hasOwnError(uses)) return `raise ValueError(${text})`;
  const fields = [
    ...(uses.has('code') ? ['code=code'] : []),
    ...(uses.has('retryAfterMs') ? ['retry_after_ms=retryAfterMs'] : []),
  ];
  return `raise ToolError(${[text, ...fields].join(', ')})`;
}

/** What the code writers need of a kind; how it passes its time they know from its entry in the catalogue. */
interface KindCode {
  /** What its code says of it. */
  readonly about: string;
  /** The arguments that its body reads, in their order. */
  readonly reads: readonly string[];
  /** Those among them that stand there even where no call has them. */
  readonly always: readonly string[];
  /** Its body reads the attempt's number. */
  readonly attempt?: true;
  /** What follows its time. `attempt`: the expression of the attempt's number. `uses`: the arguments that some call has. */
  readonly typescript: (attempt: string, uses: Uses) => readonly string[];
  readonly python: (uses: Uses) => readonly string[];
}

export const KIND_CODE: Readonly<Record<ToolKind, KindCode>> = {
  fast: {
    about: 'Answers fast.',
    reads: ['query', 'ms', 'spread'],
    always: ['query'],
    typescript: () => ['return `Fast result for: ${query}`;'],
    python: () => ['return f"Fast result for: {query}"'],
  },
  slow: {
    about: 'Takes its time, and fails when the query says so.',
    reads: ['query', 'ms', 'spread'],
    always: ['query'],
    typescript: () => [
      "if (query.includes('fail')) throw new Error('Simulated failure');",
      'return `Slow result for: ${query}`;',
    ],
    python: () => [
      'if "fail" in query:',
      '    raise ValueError("Simulated failure")',
      'return f"Slow result for: {query}"',
    ],
  },
  failing: {
    about: 'Fails each time.',
    reads: ['ms', 'spread', ...ERROR_ARGUMENTS],
    always: [],
    typescript: (_, uses) => [throws('Simulated failure', uses)],
    python: (uses) => [raises('"Simulated failure"', uses)],
  },
  flaky: {
    about: 'Fails at first, and then succeeds.',
    reads: ['query', 'ms', 'spread', 'failures', ...ERROR_ARGUMENTS],
    // Without its default a flaky tool would not be flaky.
    always: ['query', 'failures'],
    attempt: true,
    typescript: (attempt, uses) => [
      `if (${attempt} <= failures) ${throws(`Simulated failure on attempt \${${attempt}}`, uses)}`,
      'return `Flaky result for: ${query}`;',
    ],
    python: (uses) => [
      'if attempt <= failures:',
      `    ${raises('f"Simulated failure on attempt {attempt}"', uses)}`,
      'return f"Flaky result for: {query}"',
    ],
  },
  hanging: { about: 'Never answers.', reads: ['deaf'], always: [], typescript: () => [], python: () => [] },
  blocking: {
    about: 'Calculates, and holds the thread meanwhile.',
    reads: ['query', 'ms', 'spread'],
    always: ['query'],
    typescript: () => ['return `Blocking result for: ${query}`;'],
    python: () => ['return f"Blocking result for: {query}"'],
  },
};
