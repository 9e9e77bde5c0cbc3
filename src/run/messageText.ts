/**
 * A tool's value as the text of a message: a string unchanged, `undefined` as "", an object as JSON. Inside objects, big
 * integers become digits, a circular reference "[circular]", an error its name and message, maps and sets lists. Never
 * throws.
 */
export function textOf(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  try {
    if (typeof value !== 'object' || value === null) return String(value);
    return JSON.stringify(value, readable()) ?? '';
  } catch {
    return '[unreadable value]';
  }
}

/** A JSON replacer that tracks the ancestors of the current value, so that a repeated value is not taken for a circular one. */
function readable() {
  const path: object[] = [];
  return function replace(this: unknown, _key: string, value: unknown): unknown {
    while (path.length > 0 && path.at(-1) !== this) path.pop();
    if (typeof value === 'bigint') return String(value);
    if (typeof value !== 'object' || value === null) return value;
    if (path.includes(value)) return '[circular]';
    const shown = plain(value);
    if (typeof shown === 'object') path.push(shown);
    return shown;
  };
}

function plain(value: object): object | string {
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (value instanceof Map || value instanceof Set) return [...value];
  return value;
}
