import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requestText, valueText } from '../../../../src/analysis/format/valueText.ts';

const circle: Record<string, unknown> = { name: 'loop' };
circle.self = circle;
const twice = { n: 1 };

describe('a value as text', () => {
  it.each<[unknown, string]>([
    ['Error: not one', 'Error: not one'],
    ['two\nlines', 'two lines'],
    ['', ''],
    [undefined, ''],
    [null, 'null'],
    [10n, '10'],
    [Number.NaN, 'NaN'],
    [-0, '0'],
    [true, 'true'],
    [Symbol('s'), 'Symbol(s)'],
    [{ a: [1, 'b', null], c: { d: undefined } }, '{"a":[1,"b",null],"c":{"d":undefined}}'],
    [[], '[]'],
    [circle, '{"name":"loop","self":[circular]}'],
    [[twice, twice], '[{"n":1},{"n":1}]'],
    [new Error('no'), 'Error: no'],
    [new Date(0), '1970-01-01T00:00:00.000Z'],
    [new Date(Number.NaN), 'no date'],
    [new Map([['k', 1n]]), 'Map {"k":1}'],
    [new Set([1, 'b']), 'Set {1,"b"}'],
    [new Uint8Array([1, 2]), '[1,2]'],
    [/x/g, '/x/g'],
    [function named() {}, 'function named'],
  ])('%o reads %s', (value, text) => expect(valueText(value)).toBe(text));

  it('is cut at 200, also when it has megabytes', () => {
    expect(valueText('x'.repeat(5_000_000))).toBe(`${'x'.repeat(199)}…`);
    expect(valueText({ a: 'x'.repeat(5_000_000) })).toHaveLength(200);
    expect(valueText(Array.from({ length: 1_000_000 }, (_, i) => i))).toHaveLength(200);
    expect(valueText(new Set(Array.from({ length: 1_000_000 }, (_, i) => i)), 20)).toHaveLength(20);
  });

  it('survives depth and values that throw', () => {
    let deep: unknown = 'end';
    for (let i = 0; i < 100_000; i++) deep = [deep];
    expect(valueText(deep)).toBe(`${'['.repeat(199)}…`);
    const trap = {
      get bad() {
        throw new Error('no');
      },
    };
    expect(valueText(trap)).toBe('unreadable value');
    expect(valueText(new Proxy({}, { ownKeys: () => ['a', 'a'] }))).toBe('unreadable value');
  });

  it('is one line within its room for anything at all', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true }), (value) => {
        const text = valueText(value, 50);
        expect(text.length).toBeLessThanOrEqual(50);
        expect(text).not.toMatch(/[\n\r\t]/);
      }),
      { seed: 11 },
    );
  });
});

describe('what a call asks', () => {
  const behavior = { kind: 'fast' } as const;

  it.each([
    [{ name: 'slow_tool', args: { query: 'task 2', ms: 5 } }, 'slow_tool “task 2”'],
    [{ name: 'search', args: { from: 'OSL', to: 'FCO' }, behavior }, 'search {from: "OSL", to: "FCO"}'],
    [{ name: 'search', args: { query: 'x' }, behavior }, 'search {query: "x"}'],
    [{ name: 'search', args: {}, behavior }, 'search {}'],
    [{ name: 'recorded', args: { city: 'Oslo' } }, 'recorded {city: "Oslo"}'],
    [
      { name: 'get', args: { $a: [1, { b: null }], 'c-d': true, '': 0, '1': 2 }, behavior },
      'get {"1": 2, $a: [1, {b: null}], "c-d": true, "": 0}',
    ],
    [{ name: 'بحث', args: { من: 'x' }, behavior }, '\u2068بحث\u2069 \u2068{"من": "x"}\u2069'],
    [{ name: 'a\u202eb', args: { __proto__: 1 }, behavior }, 'a\\u{202e}b {}'],
    [{ name: 'a', args: JSON.parse('{"__proto__": "\\ud800"}'), behavior }, 'a {__proto__: "\\ud800"}'],
  ])('%j', (call, text) => expect(requestText(call)).toBe(text));

  it('is short, however long its arguments and their names are', () => {
    const args = { ['x'.repeat(5_000_000)]: 'y'.repeat(5_000_000) };
    expect(requestText({ name: 'get', args, behavior }).length).toBe(204);
  });
});
