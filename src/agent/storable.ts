import { textOf } from '../run/messageText.ts';

/** Deeper values are cut: a checkpointer's JSON would overflow the stack. */
const MAX_DEPTH = 500;

/**
 * The value as a checkpointer of LangGraph can store it. Only what it cannot store is changed: big integers become digits,
 * functions and symbols their text, a circular reference "[circular]", a value whose properties throw "[unreadable value]",
 * what lies deeper than 500 levels "[too deep]". Everything else keeps its identity.
 */
export function storable(value: unknown): unknown {
  try {
    return stored(value, []);
  } catch {
    return '[unreadable value]';
  }
}

function stored(value: unknown, path: readonly object[]): unknown {
  if (typeof value === 'bigint' || typeof value === 'symbol' || typeof value === 'function') return textOf(value);
  if (typeof value !== 'object' || value === null || isStoredWhole(value)) return value;
  if (path.includes(value)) return '[circular]';
  if (path.length >= MAX_DEPTH) return '[too deep]';
  const inside = [...path, value];
  if (Array.isArray(value)) return copiedIfChanged(value, value, inside, (items) => items);
  if (value instanceof Map) return copiedIfChanged(value, [...value].flat(1), inside, (items) => new Map(pairs(items)));
  if (value instanceof Set) return copiedIfChanged(value, [...value], inside, (items) => new Set(items));
  const names = Object.keys(value);
  const items = names.map((name) => (value as Record<string, unknown>)[name]);
  // fromEntries, not assignment: a name may be "__proto__".
  return copiedIfChanged(value, items, inside, (all) => Object.fromEntries(names.map((name, i) => [name, all[i]])));
}

function copiedIfChanged(
  whole: object,
  items: readonly unknown[],
  path: readonly object[],
  copy: (items: unknown[]) => object,
): object {
  const kept = items.map((item) => stored(item, path));
  return kept.some((item, i) => !Object.is(item, items[i])) ? copy(kept) : whole;
}

const pairs = (flat: unknown[]): [unknown, unknown][] =>
  Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i], flat[2 * i + 1]]);

/** Objects that LangChain or the checkpointer writes in a form of its own. */
function isStoredWhole(value: object): boolean {
  return (
    'lc_serializable' in value ||
    value instanceof Date ||
    value instanceof RegExp ||
    value instanceof Error ||
    ArrayBuffer.isView(value)
  );
}
