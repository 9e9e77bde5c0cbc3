/** Pseudo-random numbers from 0 to 1, the same for the same seed. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const pick = <T>(random: () => number, from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;

const PIECES = [
  '{',
  '}',
  '[',
  ']',
  '"',
  ',',
  '\\',
  '\u0000',
  '\ud800',
  '{"$fanout":"bigint","text":"1e9"}',
  '__proto__',
  '-',
];

/** The text with a part deleted, duplicated, replaced or inserted. */
export function mutatedText(text: string, random: () => number): string {
  const at = Math.floor(random() * text.length);
  const length = Math.floor(random() ** 3 * 40) + 1;
  switch (Math.floor(random() * 4)) {
    case 0:
      return text.slice(0, at) + text.slice(at + length);
    case 1:
      return text.slice(0, at + length) + text.slice(at);
    case 2:
      return text.slice(0, at) + pick(random, PIECES) + text.slice(at + 1);
    default:
      return text.slice(0, at) + pick(random, PIECES) + text.slice(at);
  }
}

const VALUES: readonly unknown[] = [
  null,
  true,
  '',
  'x',
  '__proto__',
  '\ud800',
  0,
  -1,
  0.5,
  5e-324,
  1e308,
  2 ** 53,
  [],
  {},
  [null],
  { $fanout: 'undefined' },
  { $fanout: 'bigint', text: '7' },
  { $fanout: 'bigint', text: 'x' },
  { $fanout: 'number', text: 'NaN' },
  { $fanout: 'object', value: 5 },
];

/** The value with one part replaced, deleted or duplicated. */
export function mutatedValue(value: unknown, random: () => number): unknown {
  const copy = structuredClone(value);
  const places: [holder: Record<string, unknown>, key: string][] = [];
  (function walk(one: unknown) {
    if (typeof one !== 'object' || one === null) return;
    for (const key of Object.keys(one)) {
      places.push([one as Record<string, unknown>, key]);
      walk((one as Record<string, unknown>)[key]);
    }
  })(copy);
  if (places.length === 0) return copy;
  const [holder, key] = pick(random, places);
  const [other, otherKey] = pick(random, places);
  switch (Math.floor(random() * 4)) {
    case 0:
      if (Array.isArray(holder)) holder.splice(Number(key), 1);
      else delete holder[key];
      break;
    case 1:
      holder[key] = structuredClone(other[otherKey]);
      break;
    case 2:
      holder[`${key}_`] = holder[key];
      break;
    default:
      holder[key] = pick(random, VALUES);
  }
  return copy;
}
