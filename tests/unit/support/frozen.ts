import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** A text that a user may have saved, and what it must open as. See tests/frozen/README.md. */
export interface Frozen {
  readonly name: string;
  readonly text: string;
  readonly expected?: object;
}

export function frozen<T extends { readonly name: string } = Frozen>(kind: string): readonly T[] {
  return JSON.parse(readFileSync(new URL(`../../frozen/${kind}.json`, import.meta.url), 'utf8')) as T[];
}

/** Replaces values that JSON cannot represent by marker texts; fields that are undefined are omitted. */
export function plain(value: unknown): unknown {
  if (value === undefined) return '[undefined]';
  if (typeof value === 'bigint') return `[bigint ${value}]`;
  if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0)))
    return `[number ${Object.is(value, -0) ? '-0' : value}]`;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  // fromEntries defines its keys, so `__proto__` is an ordinary key.
  return Object.fromEntries(fields.map(([key, field]) => [key, plain(field)]));
}

/** Compares plans; unlike `sum` it distinguishes undefined arguments from missing ones. */
export const planSum = (plan: object) => summed(strict(plan));

/** Compares values that `plain` represents completely. */
export const sum = (value: unknown) => summed(strict(plain(value)));

/** Longer texts are compared by their hash only. */
const MOST_CHARS = 12_000;

function summed(value: unknown): unknown {
  const text = JSON.stringify(value);
  if (text.length <= MOST_CHARS) return value;
  return { chars: text.length, sha256: createHash('sha256').update(text).digest('hex') };
}

/** Like `plain`, but with undefined fields and sorted keys. */
function strict(value: unknown): unknown {
  if (Array.isArray(value)) return Array.from(value, strict);
  if (typeof value !== 'object' || value === null) return plain(value);
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(fields.map(([key, field]) => [key, strict(field)]));
}
