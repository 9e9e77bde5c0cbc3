import fc from 'fast-check';
import { expect, it } from 'vitest';
import { textOf } from '../../../src/run/messageText.ts';

const circle: Record<string, unknown> = { name: 'loop' };
circle.self = circle;
const twice = { n: 1 };
const big = 'x'.repeat(5_000_000);

it.each([
  ['undefined', undefined, ''],
  ['null', null, 'null'],
  ['a text', 'Error: as it is, ü 東京', 'Error: as it is, ü 東京'],
  ['an empty text', '', ''],
  ['a bigint', 10n, '10'],
  ['a number', 1.5, '1.5'],
  ['NaN', Number.NaN, 'NaN'],
  ['a flag', false, 'false'],
  ['an object', { a: [1, { b: null }] }, '{"a":[1,{"b":null}]}'],
  ['an array', [1, 'two'], '[1,"two"]'],
  ['a bigint inside', { n: 10n }, '{"n":"10"}'],
  ['a circle', circle, '{"name":"loop","self":"[circular]"}'],
  ['the same value twice', [twice, twice], '[{"n":1},{"n":1}]'],
  ['an error', { cause: new TypeError('no') }, '{"cause":"TypeError: no"}'],
  ['a map and a set', { m: new Map([['a', 1]]), s: new Set([2]) }, '{"m":[["a",1]],"s":[2]}'],
  ['a date', new Date(0), '"1970-01-01T00:00:00.000Z"'],
  ['a symbol', Symbol('s'), 'Symbol(s)'],
  ['5 MB', big, big],
])('%s as the text of a message', (_what, value, text) => {
  expect(textOf(value)).toBe(text);
});

it('never throws', () => {
  const hostile = [
    {
      toJSON: () => {
        throw new Error('no');
      },
    },
    new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('no');
        },
      },
    ),
    {
      get x() {
        throw new Error('no');
      },
    },
    Object.create(null),
  ];
  for (const value of hostile) expect(typeof textOf(value)).toBe('string');
  fc.assert(
    fc.property(fc.anything({ withBigInt: true, withMap: true, withSet: true, withNullPrototype: true }), (value) => {
      expect(typeof textOf(value)).toBe('string');
    }),
  );
});
