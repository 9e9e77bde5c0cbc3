/**
 * A copy of a call's arguments for one attempt, so that what a tool changes in them, however deep, no other attempt and no
 * reader of the plan sees. Lists, plain objects, maps, sets and dates are copied; anything else, such as an instance of a
 * class, is passed on as it is, and so is a value that cannot be read. Throws what getters of the arguments themselves throw.
 */
export function ownArguments(args: Record<string, unknown>): Record<string, unknown> {
  const own = { ...args };
  for (const name in own) {
    const value = own[name];
    if (typeof value === 'object' && value !== null) own[name] = deepCopy(value);
  }
  return own;
}

export function deepCopy<T>(value: T): T {
  try {
    return copied(value, new Map()) as T;
  } catch {
    return value;
  }
}

/** @param made the copies so far: a circle is copied as a circle */
function copied(value: unknown, made: Map<object, object>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const known = made.get(value);
  if (known) return known;
  function keep<C extends object>(copy: C): C {
    made.set(value as object, copy);
    return copy;
  }
  if (Array.isArray(value)) {
    const list: unknown[] = keep([]);
    for (const item of value) list.push(copied(item, made));
    return list;
  }
  if (isPlain(value)) {
    const copy: Record<string, unknown> = keep({ ...value });
    for (const name in copy) copy[name] = copied(copy[name], made);
    return copy;
  }
  if (value instanceof Map) {
    const map = keep(new Map<unknown, unknown>());
    for (const [key, item] of value) map.set(copied(key, made), copied(item, made));
    return map;
  }
  if (value instanceof Set) {
    const set = keep(new Set<unknown>());
    for (const item of value) set.add(copied(item, made));
    return set;
  }
  return Object.prototype.toString.call(value) === '[object Date]' ? keep(structuredClone(value)) : value;
}

/** Also of another realm, and without a prototype. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
