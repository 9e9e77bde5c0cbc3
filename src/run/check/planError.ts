import { revealed } from '../foreignText.ts';

/**
 * A plan that cannot be run, said so that a person can mend it: where, what was expected, what stood there.
 * Thrown before anything has started.
 */
export class PlanError extends Error {
  override readonly name = 'PlanError';
  /** Where in the plan, e.g. `policy.limit` or `calls[2].timeoutMs`. */
  readonly path: string;
  /** What was expected there, in words. */
  readonly expected: string;
  /** What stood there, shortened. */
  readonly got: string;

  constructor(path: string, expected: string, value: unknown) {
    const got = show(value);
    super(revealed(`${path}: expected ${expected}, got ${got}`));
    this.path = path;
    this.expected = expected;
    this.got = got;
  }
}

const SHOWN = 60;

/** A value in a few characters; never throws, whatever the value is. */
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
