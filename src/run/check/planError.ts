import { revealed } from '../text/foreignText.ts';

/**
 * A plan that cannot be run: where the fault is, what was expected, and what was found. Thrown before any call has
 * started.
 */
export class PlanError extends Error {
  override readonly name = 'PlanError';
  /** Path in the plan, e.g. `policy.limit` or `calls[2].timeoutMs`. */
  readonly path: string;
  /** What was expected there, as text. */
  readonly expected: string;
  /** What was found there, as text of at most 61 characters before escaping. */
  readonly got: string;

  /** @param problem what is wrong, in place of what was expected and found */
  constructor(path: string, expected: string, value: unknown, problem?: string) {
    const got = show(value);
    super(revealed(`${path}: ${problem ?? `expected ${expected}, got ${got}`}`));
    this.path = path;
    this.expected = expected;
    this.got = got;
  }
}

const SHOWN = 60;

/** Any value as short text. Never throws. */
export function show(value: unknown): string {
  let text: string;
  if (typeof value === 'string') text = JSON.stringify(value.slice(0, SHOWN + 1));
  else if (typeof value === 'bigint') text = `${value}n`;
  else if (typeof value === 'function') text = 'a function';
  else if (typeof value === 'object' && value !== null) {
    try {
      text = JSON.stringify(value) ?? 'an object';
    } catch {
      text = 'an object';
    }
  } else text = String(value);
  return revealed(text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);
}
