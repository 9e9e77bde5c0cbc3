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
  ['one whose name was emptied', Object.assign(new Error('boom'), { name: '' }), 'Error', 'boom'],
  ['one whose message is no text', Object.assign(new Error(), { message: 7 }), 'Error', '{"message":7} was thrown'],
  ['what only looks like one', { name: 'HTTPError', message: '503' }, 'HTTPError', '503'],
  ['a DOMException', new DOMException('stop', 'AbortError'), 'AbortError', 'stop'],
  ['a text', 'no luck', 'Error', 'no luck'],
  ['an empty text', '', 'Error', ''],
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
  expect(errorText(thrown)).toEqual({ name: expect.any(String), message: expect.any(String) });
});
