/**
 * Encodes any JavaScript value as JSON, and decodes it. Values that JSON lacks but that can be restored are marked
 * (`{"$fanout":"bigint","text":"10"}`); values that cannot be restored (functions, symbols, circular references, maps)
 * become text in brackets. Packing an unpacked value gives the same JSON again.
 */
const MARK = '$fanout';

/** Values nested deeper than this become text. */
const MAX_DEPTH = 200;

export function pack(value: unknown, depth = 0, above: ReadonlySet<object> = new Set()): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'undefined':
      return { [MARK]: 'undefined' };
    case 'bigint':
      return { [MARK]: 'bigint', text: String(value) };
    case 'number':
      if (Number.isFinite(value) && !Object.is(value, -0)) return value;
      return { [MARK]: 'number', text: Object.is(value, -0) ? '-0' : String(value) };
    case 'function':
      return '[function]';
    case 'symbol':
      return `[${String(value)}]`;
    default:
      return value === null ? null : packObject(value as object, depth, above);
  }
}

function packObject(value: object, depth: number, above: ReadonlySet<object>): unknown {
  if (above.has(value)) return '[circular]';
  if (depth >= MAX_DEPTH) return '[nested too deep]';
  const inside = new Set(above).add(value);
  const inner = (one: unknown) => pack(one, depth + 1, inside);
  try {
    if (Array.isArray(value)) return Array.from(value, inner);
    if (value instanceof Error) return { name: inner(value.name), message: inner(value.message) };
    if (value instanceof Map || value instanceof Set) return `[${value.constructor.name} of ${value.size}]`;
    if (ArrayBuffer.isView(value)) return `[${value.constructor.name} of ${value.byteLength} bytes]`;
    const { toJSON } = value as { toJSON?: unknown };
    if (typeof toJSON === 'function') return inner(toJSON.call(value, ''));
    // fromEntries defines its keys, so that one named `__proto__` is a key like any other.
    const plain = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, inner(one)]));
    return Object.hasOwn(value, MARK) ? { [MARK]: 'object', value: plain } : plain;
  } catch {
    return '[unreadable]';
  }
}

/** Decodes the result of JSON.parse. Throws RangeError for nesting far deeper than any output of `pack`. */
export function unpack(json: unknown, depth = 0): unknown {
  if (typeof json !== 'object' || json === null) return json;
  if (depth > 3 * MAX_DEPTH) throw new RangeError('nested too deep');
  if (Array.isArray(json)) return json.map((one) => unpack(one, depth + 1));
  const { text, value } = json as { text?: unknown; value?: unknown };
  switch ((json as { [MARK]?: unknown })[MARK]) {
    case 'undefined':
      return undefined;
    case 'bigint':
      return typeof text === 'string' && /^-?\d+$/.test(text) ? BigInt(text) : text;
    case 'number':
      return Number(text);
    case 'object':
      return typeof value === 'object' && value !== null ? unpackKeys(value, depth + 1) : value;
    default:
      return unpackKeys(json, depth);
  }
}

function unpackKeys(json: object, depth: number): unknown {
  return Object.fromEntries(Object.entries(json).map(([key, one]) => [key, unpack(one, depth + 1)]));
}
