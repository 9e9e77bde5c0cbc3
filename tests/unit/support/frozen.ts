import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** A text that somebody may have saved, and what it opens to. See tests/frozen/README.md. */
export interface Frozen {
  readonly name: string;
  readonly text: string;
  readonly expected?: object;
}

export function frozen<T extends { readonly name: string } = Frozen>(kind: string): readonly T[] {
  return JSON.parse(readFileSync(new URL(`../../frozen/${kind}.json`, import.meta.url), 'utf8')) as T[];
}

/** What JSON has no word for becomes a marked text; fields that are undefined are left out, as those that are not there. */
export function plain(value: unknown): unknown {
  if (value === undefined) return '[undefined]';
  if (typeof value === 'bigint') return `[bigint ${value}]`;
  if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0)))
    return `[number ${Object.is(value, -0) ? '-0' : value}]`;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  // fromEntries defines its keys, so that one named `__proto__` is a key like any other.
  return Object.fromEntries(fields.map(([key, field]) => [key, plain(field)]));
}

/** A plan, with all that it says; arguments that are undefined count. */
export const planSum = (plan: object) => summed(strict(plan));

/** Anything that `plain` tells whole. */
export const sum = (value: unknown) => summed(strict(plain(value)));

/** Longer ones are known by their sum alone. */
const MOST_CHARS = 12_000;

function summed(value: unknown): unknown {
  const text = JSON.stringify(value);
  if (text.length <= MOST_CHARS) return value;
  return { chars: text.length, sha256: createHash('sha256').update(text).digest('hex') };
}

/** As `plain`, with what is undefined in its place, and keys in one order. */
function strict(value: unknown): unknown {
  if (Array.isArray(value)) return Array.from(value, strict);
  if (typeof value !== 'object' || value === null) return plain(value);
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(fields.map(([key, field]) => [key, strict(field)]));
}
