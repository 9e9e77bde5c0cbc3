import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { errorLabel, refusalOf, TRANSIENT } from '../../../src/run/retryRule.ts';
import type { ErrorText, RetryOn } from '../../../src/run/types.ts';
import { property } from '../support/property.ts';

/** As the docs have it: what is added to one of them is added to the other. */
const TIMEOUTS = [
  'TimeoutError',
  'ETIMEDOUT',
  'ESOCKETTIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
];
const CONNECTIONS = [
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EPIPE',
  'ENETDOWN',
  'ENETRESET',
  'ENETUNREACH',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'EAI_AGAIN',
  'UND_ERR_SOCKET',
];
const STATUSES = ['408', '425', '429', '5xx'];

const error = (more: Partial<ErrorText>): ErrorText => ({ name: 'Error', message: 'boom', ...more });
const isTried = (on: RetryOn | undefined, more: Partial<ErrorText>) => refusalOf(on, error(more)) === undefined;

describe('transient errors', () => {
  test('are those of the documented list, and no others', () => {
    expect(TRANSIENT).toEqual([...TIMEOUTS, ...CONNECTIONS, ...STATUSES]);
    const page = readFileSync('docs/retries.md', 'utf8').replace(/```[\s\S]*?```/g, '');
    const listed = [...page.matchAll(/`([^`]+)`/g)].map(([, word]) => word);
    for (const word of TRANSIENT) expect(listed).toContain(word);
  });

  test.each([...TIMEOUTS, ...CONNECTIONS])('%s, as a name or as a code', (word) => {
    expect(isTried('transient', { name: word })).toBe(true);
    expect(isTried('transient', { code: word })).toBe(true);
  });

  test.each([408, 425, 429, 500, 501, 502, 503, 504, 599])('a status of %d, also where it is the code', (status) => {
    expect(isTried('transient', { status })).toBe(true);
    expect(isTried('transient', { code: String(status) })).toBe(true);
  });

  test.each<Partial<ErrorText>>([
    {},
    { name: 'TypeError' },
    { name: 'AbortError' },
    { code: 'ENOTFOUND' },
    { code: 'econnreset' },
    { code: '5xx0' },
    { code: '5000' },
    ...[100, 204, 301, 400, 401, 403, 404, 409, 410, 422, 426, 428, 430, 499].map((status) => ({ status })),
    { code: '401' },
  ])('are not: %j', (more) => {
    expect(refusalOf('transient', error(more))).toBe('not-transient');
  });

  test('without an error there is nothing transient', () => {
    expect(refusalOf('transient', undefined)).toBe('not-transient');
  });
});

describe('an error that has a cause', () => {
  const reset = error({ code: 'ECONNRESET' });

  test('and no status is judged by it too: fetch throws a TypeError with the lost connection behind it', () => {
    expect(isTried('transient', { name: 'TypeError', cause: reset })).toBe(true);
    expect(isTried('transient', { cause: error({ code: 'E_OWN', cause: reset }) })).toBe(true);
    expect(isTried('transient', { cause: error({ status: 401 }) })).toBe(false);
  });

  test('is not when it has a status: that is the answer', () => {
    expect(isTried('transient', { status: 401, cause: reset })).toBe(false);
    expect(isTried('transient', { code: '401', cause: reset })).toBe(false);
    expect(isTried('transient', { cause: error({ status: 404, cause: reset }) })).toBe(false);
    expect(isTried('transient', { status: 503, cause: error({ status: 401 }) })).toBe(true);
  });
});

describe('a list of one’s own', () => {
  test.each<[RetryOn, Partial<ErrorText>, boolean]>([
    [['429'], { status: 429 }, true],
    [['429'], { code: '429' }, true],
    [['429'], { status: 428 }, false],
    [['4xx'], { status: 404 }, true],
    [['4xx'], { code: '404' }, true],
    [['4xx'], { status: 500 }, false],
    [['4xx'], {}, false],
    [['E_OWN'], { code: 'E_OWN', status: 401 }, true],
    [['RateLimitError'], { name: 'RateLimitError', status: 403 }, true],
    [['Error'], {}, true],
    [['EPIPE'], {}, false],
    [['ECONNRESET', 'TimeoutError'], { name: 'TimeoutError' }, true],
    [['ECONNRESET'], { name: 'TimeoutError' }, false],
  ])('%j and %j: %s', (on, more, tried) => {
    expect(refusalOf(on, error(more))).toBe(tried ? undefined : 'not-listed');
  });
});

const words = fc.constantFrom<string[]>('Error', 'TimeoutError', 'EPIPE', 'E_OWN', '401', '429', '503', '4xx', '5xx');
const anyError: fc.Arbitrary<ErrorText> = fc.letrec<{ error: ErrorText }>((tie) => ({
  error: fc
    .record(
      {
        name: words,
        message: fc.constant(''),
        code: words,
        status: fc.constantFrom(200, 401, 429, 503),
        cause: fc.option(tie('error'), { nil: undefined, depthSize: 'small' }),
      },
      { requiredKeys: ['name', 'message'] },
    )
    .map(({ cause, ...rest }): ErrorText => (cause ? { ...rest, cause } : rest)),
})).error;

property('any: everything is tried again', anyError, (thrown) => {
  expect(refusalOf('any', thrown)).toBeUndefined();
  expect(refusalOf(undefined, thrown)).toBeUndefined();
});

property(
  'a longer list refuses nothing that a shorter one tries again',
  fc.tuple(fc.array(words, { minLength: 1 }), fc.array(words), anyError),
  ([list, more, thrown]) => {
    if (refusalOf(list, thrown) === undefined) expect(refusalOf([...more, ...list], thrown)).toBeUndefined();
  },
);

property('transient is the list of that name', anyError, (thrown) => {
  expect(refusalOf('transient', thrown) === undefined).toBe(refusalOf(TRANSIENT, thrown) === undefined);
});

property(
  'an error without a cause is tried again by its own words alone',
  fc.tuple(fc.array(words, { minLength: 1 }), anyError),
  ([list, { cause: _, ...thrown }]) => {
    const { name, code = '', status = /^[1-5]\d\d$/.test(code) ? Number(code) : undefined } = thrown;
    const own = [name, code, ...(status === undefined ? [] : [String(status), `${Math.floor(status / 100)}xx`])];
    expect(refusalOf(list, thrown) === undefined).toBe(own.some((word) => list.includes(word)));
  },
);

test.each<[Partial<ErrorText>, string]>([
  [{ status: 401, code: 'ERR_BAD_REQUEST' }, '401'],
  [{ code: '401' }, '401'],
  [{ name: 'ApiError', code: 'E_OWN' }, 'E_OWN'],
  [{ name: 'ApiError' }, 'ApiError'],
  [{}, 'the error'],
])('the error %j is called %s', (more, label) => {
  expect(errorLabel(error(more))).toBe(label);
});
