/**
 * A tool's value as the text of a message. Texts stay as they are, nothing is "", objects are JSON. What JSON
 * cannot say is said in words: big integers as digits, a circle as "[circular]", an error as its message,
 * maps and sets as lists. Never throws.
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

/** Remembers the way down to the current value, so that a value met twice side by side is not called a circle. */
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
