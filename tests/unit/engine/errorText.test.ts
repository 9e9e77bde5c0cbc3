import fc from 'fast-check';
import { expect, test } from 'vitest';
import { errorText } from '../../../src/engine/errorText.ts';
import { property } from '../support/property.ts';

const circle: { self?: unknown } = {};
circle.self = circle;

const hostile = new Proxy(
  {},
  {
    get() {
      throw new Error('hands off');
    },
  },
);

class Teapot extends Error {
  override name = 'Teapot';
}

test.each([
  ['an Error', new Error('boom'), 'Error', 'boom'],
  ['one of a class', new Teapot('short and stout'), 'Teapot', 'short and stout'],
  ['one without a message', new TypeError(), 'TypeError', 'TypeError'],
  [
    'one without a message, of a class without a name',
    new (class OutOfPaper extends Error {})(),
    'OutOfPaper',
    'OutOfPaper',
  ],
  [
    'one whose name cannot be read',
    Object.defineProperty(new Error('busy'), 'name', { get: () => expect.fail('hands off') }),
    'Error',
    'busy',
  ],
  ['one whose name was emptied', Object.assign(new Error('boom'), { name: '' }), 'Error', 'boom'],
  ['one whose message is no text', Object.assign(new Error(), { message: 7 }), 'Error', '{"message":7} was thrown'],
  ['what only looks like one', { name: 'HTTPError', message: '503' }, 'HTTPError', '503'],
  ['a DOMException', new DOMException('stop', 'AbortError'), 'AbortError', 'stop'],
  ['a text', 'no luck', 'Error', 'no luck'],
  ['an empty text', '', 'Error', '"" was thrown'],
  ['null', null, 'Error', 'null was thrown'],
  ['undefined', undefined, 'Error', 'undefined was thrown'],
  ['a number', 404, 'Error', '404 was thrown'],
  ['a bigint', 10n, 'Error', '10n was thrown'],
  ['a symbol', Symbol('odd'), 'Error', 'Symbol(odd) was thrown'],
  ['a function', () => {}, 'Error', 'a function was thrown'],
  ['a list', [1, 2], 'Error', '[1,2] was thrown'],
  ['a circle', circle, 'Error', 'an object was thrown'],
  ['an object without a prototype', Object.create(null), 'Error', '{} was thrown'],
  ['a hostile object', hostile, 'Error', 'something unreadable was thrown'],
  ['a long one', { text: 'x'.repeat(500) }, 'Error', `{"text":"${'x'.repeat(51)}… was thrown`],
])('%s', (_, thrown, name, message) => {
  expect(errorText(thrown)).toEqual({ name, message });
});

property('never throws, always two texts', fc.anything({ withBigInt: true, withNullPrototype: true }), (thrown) => {
  expect(errorText(thrown)).toMatchObject({ name: expect.any(String), message: expect.any(String) });
});

const reset = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
const RESET = { name: 'Error', message: 'socket hang up', code: 'ECONNRESET' };

test.each<[string, unknown, object]>([
  ['its code', reset, RESET],
  ['the error behind it', new Error('no page', { cause: reset }), { name: 'Error', message: 'no page', cause: RESET }],
  [
    'a text behind it',
    new Error('a', { cause: 'b' }),
    { name: 'Error', message: 'a', cause: { name: 'Error', message: 'b' } },
  ],
  [
    'the errors that it joins, those that are none left out',
    new AggregateError([reset, 7, 'b'], 'both'),
    { name: 'AggregateError', message: 'both', errors: [RESET, { name: 'Error', message: 'b' }] },
  ],
])('an error comes with %s', (_, thrown, text) => {
  expect(errorText(thrown)).toEqual(text);
});

test.each<[string, object, number]>([
  ['its status', { status: 404 }, 404],
  ['its statusCode', { statusCode: 503 }, 503],
  ['a code that is a status', { code: 429 }, 429],
  ['the status of its response', { response: { status: 500 } }, 500],
  ['the statusCode of its response', { response: { statusCode: 599 } }, 599],
  [
    'the first of several',
    { status: 100, statusCode: 200, code: 300, response: { status: 400, statusCode: 500 } },
    100,
  ],
  ['the next of one that is none', { status: 'late', statusCode: 600, code: 99, response: { status: 400 } }, 400],
])('an error comes with %s', (_, fields, status) => {
  expect(errorText(Object.assign(new Error('a'), fields))).toEqual({ name: 'Error', message: 'a', status });
});

test.each<[string, object]>([
  ['a status that is a text', { status: '404' }],
  ['a status that is a fraction', { status: 404.5 }],
  ['a status that is out of range', { status: 99, statusCode: 600 }],
  ['a response that is none', { response: null }],
  ['a response that cannot be read', { response: hostile }],
  ['a code that is no text', { code: 20 }],
  ['an empty code', { code: '' }],
  ['a cause that says nothing', { cause: { status: 404 } }],
  ['no errors', { errors: [] }],
  ['errors that are no list', { errors: 'two' }],
])('%s is left out', (_, fields) => {
  expect(errorText(Object.assign(new Error('a'), fields))).toEqual({ name: 'Error', message: 'a' });
});

test('a field that cannot be read leaves the others', () => {
  const thrown = Object.defineProperties(new Error('a', { cause: hostile }), {
    code: {
      get() {
        throw new Error('hands off');
      },
    },
    status: {
      get() {
        throw new Error('hands off');
      },
    },
    errors: { value: new Proxy([], { get: () => expect.fail('hands off') }) },
  });
  expect(errorText(thrown)).toEqual({ name: 'Error', message: 'a' });
});

test('a circle of causes and a wide tree of errors end', () => {
  const circle = new Error('round');
  circle.cause = circle;
  const round = (levels: number): object =>
    levels === 0 ? { name: 'Error', message: 'round' } : { name: 'Error', message: 'round', cause: round(levels - 1) };
  expect(errorText(circle)).toEqual(round(4));
  const many = new AggregateError(Array.from({ length: 100 }, (_, i) => `error ${i}`));
  expect(errorText(many).errors).toHaveLength(5);
});

test('an object that is no error keeps its code and status: retry.on reads them', () => {
  expect(errorText({ status: 503, code: 'E_BUSY' })).toEqual({
    name: 'Error',
    message: '{"status":503,"code":"E_BUSY"} was thrown',
    status: 503,
    code: 'E_BUSY',
  });
});
