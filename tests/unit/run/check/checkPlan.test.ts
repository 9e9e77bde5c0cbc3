import { describe, expect, test } from 'vitest';
import { checkPlan } from '../../../../src/run/check/checkPlan.ts';
import { MAX_DELAY_MS } from '../../../../src/run/check/checkPolicy.ts';
import { PlanError } from '../../../../src/run/check/planError.ts';
import { DEFAULT_POLICY, policyOf } from '../../../../src/run/policy.ts';
import { plans } from '../../support/arbitraries.ts';
import { property } from '../../support/property.ts';

const call = { id: 'a', name: 'ok', args: {} };
const A_DELAY = `milliseconds above 0 and at most ${MAX_DELAY_MS}`;
const ERRORS = '"any", "transient", or a list of statuses, codes and names such as ["429", "ECONNRESET"]';
const A_FALLBACK = '{ value } or { tool, args? }';

/** What is wrong, and the error's path, expected and got. */
const WRONG: [plan: unknown, path: string, expected: string, got: string][] = [
  [undefined, 'plan', 'a plan: { calls, policy?, seed? }', 'undefined'],
  [null, 'plan', 'a plan: { calls, policy?, seed? }', 'null'],
  [[call], 'plan', 'a plan: { calls, policy?, seed? }', '[{"id":"a","name":"ok","args":{}}]'],
  [{}, 'calls', 'a list of calls', 'undefined'],
  [{ calls: { 0: call } }, 'calls', 'a list of calls', '{"0":{"id":"a","name":"ok","args":{}}}'],
  [{ calls: [call], seed: 0.5 }, 'seed', 'a whole number', '0.5'],
  [{ calls: [call], seed: 2 ** 53 }, 'seed', 'a whole number', '9007199254740992'],
  [{ calls: [call], seed: '1' }, 'seed', 'a whole number', '"1"'],
  [{ calls: [call], seed: null }, 'seed', 'a whole number', 'null'],
  [{ calls: [call], policy: null }, 'policy', 'an object with policy settings', 'null'],
  [{ calls: [call], policy: 'fast' }, 'policy', 'an object with policy settings', '"fast"'],

  ...ofCalls(),
  ...ofPolicy(),
];

function ofCalls(): typeof WRONG {
  const wrong = (fields: object, path: string, expected: string, got: string): (typeof WRONG)[0] => [
    { calls: [call, { ...call, ...fields }] },
    `calls[1].${path}`,
    expected,
    got,
  ];
  const NAME = "the tool's name, a text";
  const ARGS = "an object with the tool's arguments";
  return [
    [{ calls: [call, 'b'] }, 'calls[1]', 'a call: { id, name, args }', '"b"'],
    // biome-ignore lint/suspicious/noSparseArray: a hole is the point.
    [{ calls: [, call] }, 'calls[0]', 'a call: { id, name, args }', 'undefined'],
    wrong({ id: 7 }, 'id', 'a text', '7'),
    wrong({ id: null }, 'id', 'a text', 'null'),
    wrong({ name: undefined }, 'name', NAME, 'undefined'),
    wrong({ name: Symbol('s') }, 'name', NAME, 'Symbol(s)'),
    wrong({ args: undefined }, 'args', ARGS, 'undefined'),
    wrong({ args: ['x'] }, 'args', ARGS, '["x"]'),
    wrong({ args: () => {} }, 'args', ARGS, 'a function'),
    wrong({ priority: Number.NaN }, 'priority', 'a number', 'NaN'),
    wrong({ expectedMs: -1 }, 'expectedMs', 'a number from 0', '-1'),
    wrong({ expectedMs: Number.POSITIVE_INFINITY }, 'expectedMs', 'a number from 0', 'Infinity'),
    wrong({ timeoutMs: 10n }, 'timeoutMs', A_DELAY, '10n'),
    wrong({ timeoutMs: null }, 'timeoutMs', A_DELAY, 'null'),
    ...badDelays((timeoutMs, got) => wrong({ timeoutMs }, 'timeoutMs', A_DELAY, got)),
    wrong({ fallback: 'none' }, 'fallback', A_FALLBACK, '"none"'),
    wrong({ fallback: {} }, 'fallback', A_FALLBACK, '{}'),
    wrong({ fallback: { tool: 7 } }, 'fallback', A_FALLBACK, '{"tool":7}'),
  ];
}

/** Case 21: timeouts of 0, negative, NaN or past the timer's range. */
function badDelays<T>(wrong: (delay: number, got: string) => T): T[] {
  return [0, -1, Number.NaN, Number.POSITIVE_INFINITY, MAX_DELAY_MS + 1].map((delay) => wrong(delay, String(delay)));
}

function badErrors(): [on: unknown, got: string][] {
  return [
    [null, 'null'],
    ['all', '"all"'],
    [429, '429'],
    [[], '[]'],
    [[429], '[429]'],
    [['429', ' '], '["429"," "]'],
    [['429', 'transient'], '["429","transient"]'],
    [['any'], '["any"]'],
    // biome-ignore lint/suspicious/noSparseArray: a hole is the point.
    [['429', , 'EPIPE'], '["429",null,"EPIPE"]'],
    [{ 0: '429', length: 1 }, '{"0":"429","length":1}'],
  ];
}

function ofPolicy(): typeof WRONG {
  const wrong = (policy: object, path: string, expected: string, got: string): (typeof WRONG)[0] => [
    { calls: [call], policy },
    `policy.${path}`,
    expected,
    got,
  ];
  const LIMIT = 'a whole number from 1, or null for all at once';
  /** Larger than the plan, and no batch is ever full. */
  const SIZE = 'a whole number from 1 to 1, or null for no batches';
  const retry = (fields: object, path: string, expected: string, got: string) =>
    wrong({ retry: fields }, `retry.${path}`, expected, got);
  return [
    ...[0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY].map((limit) =>
      wrong({ limit }, 'limit', LIMIT, String(limit)),
    ),
    wrong({ limit: '2' }, 'limit', LIMIT, '"2"'),
    wrong({ batchSize: 0 }, 'batchSize', SIZE, '0'),
    wrong({ batchSize: 0.5 }, 'batchSize', SIZE, '0.5'),
    wrong({ batchSize: 2 }, 'batchSize', SIZE, '2'),
    wrong({ batchSize: '1' }, 'batchSize', SIZE, '"1"'),
    wrong({ order: 'random' }, 'order', 'one of "listed", "priority", "longest-first", "shortest-first"', '"random"'),
    wrong({ order: null }, 'order', 'one of "listed", "priority", "longest-first", "shortest-first"', 'null'),
    wrong({ onError: 1 }, 'onError', 'one of "collect", "fail-fast", "fail-fast-cancel", "first-success"', '1'),
    wrong({ slotOnTimeout: '' }, 'slotOnTimeout', 'one of "release", "hold"', '""'),
    wrong({ recovery: true }, 'recovery', 'one of "none", "fallback"', 'true'),
    ...badDelays((timeoutMs, got) => wrong({ timeoutMs }, 'timeoutMs', A_DELAY, got)),
    ...badDelays((deadlineMs, got) => wrong({ deadlineMs }, 'deadlineMs', A_DELAY, got)),
    wrong({ retry: null }, 'retry', '{ attempts, baseMs, factor, maxMs, jitter, on }', 'null'),
    retry({ attempts: 0 }, 'attempts', 'a whole number from 1', '0'),
    retry({ baseMs: -1 }, 'baseMs', `a number from 0 to ${MAX_DELAY_MS}`, '-1'),
    retry({ factor: 0.9 }, 'factor', 'a number from 1', '0.9'),
    retry({ maxMs: MAX_DELAY_MS + 1 }, 'maxMs', `a number from 0 to ${MAX_DELAY_MS}`, String(MAX_DELAY_MS + 1)),
    retry({ jitter: 1.1 }, 'jitter', 'a number from 0 to 1', '1.1'),
    retry({ jitter: -0.1 }, 'jitter', 'a number from 0 to 1', '-0.1'),
    retry({ attempts: 1.5 }, 'attempts', 'a whole number from 1', '1.5'),
    retry({ baseMs: MAX_DELAY_MS + 1 }, 'baseMs', `a number from 0 to ${MAX_DELAY_MS}`, String(MAX_DELAY_MS + 1)),
    retry({ maxMs: -1 }, 'maxMs', `a number from 0 to ${MAX_DELAY_MS}`, '-1'),
    retry({ factor: Number.POSITIVE_INFINITY }, 'factor', 'a number from 1', 'Infinity'),
    ...badErrors().map(([on, got]) => retry({ on }, 'on', ERRORS, got)),
    wrong({ rate: 5 }, 'rate', '{ starts, perMs } or null', '5'),
    wrong({ rate: { starts: 0, perMs: 10 } }, 'rate.starts', 'a whole number from 1', '0'),
    wrong({ rate: { starts: 1.5, perMs: 10 } }, 'rate.starts', 'a whole number from 1', '1.5'),
    ...badDelays((perMs, got) => wrong({ rate: { starts: 1, perMs } }, 'rate.perMs', A_DELAY, got)),
  ];
}

describe('a plan that cannot be run', () => {
  test.each(WRONG)('%# %o: %s', (plan, path, expected, got) => {
    const message = `${path}: expected ${expected}, got ${got}`;
    expect(thrownBy(() => checkPlan(plan))).toMatchObject({ name: 'PlanError', path, expected, got, message });
  });

  function thrownBy(act: () => void): unknown {
    try {
      act();
    } catch (thrown) {
      return thrown;
    }
    return undefined;
  }

  test('what is shown of it is short, and nothing can break it', () => {
    const circle: { self?: unknown } = {};
    circle.self = circle;
    const got = (value: unknown) => new PlanError('x', 'y', value).got;
    expect(got('x'.repeat(1e6))).toHaveLength(61);
    const longest = 'x'.repeat(58);
    expect([got(longest), got(`${longest}x`)]).toEqual([`"${longest}"`, `"${longest}x…`]);
    expect(got(circle)).toBe('an object');
    expect(got({ toJSON: () => undefined })).toBe('an object');
  });
});

describe('a plan that can', () => {
  property('every plan that is made at random', plans(), (plan) => checkPlan(plan));

  test.each([
    [{ calls: [] }],
    [{ calls: [{ name: 'ok', args: {} }] }],
    [{ calls: [{ ...call, priority: -3, timeoutMs: MAX_DELAY_MS, expectedMs: 0, fallback: { value: undefined } }] }],
    [{ calls: [{ ...call, fallback: { tool: 'ok' } }], seed: -7 }],
    [{ calls: [call], policy: DEFAULT_POLICY }],
    [{ calls: [call, call], policy: { batchSize: 2 } }],
    [{ calls: [], policy: { batchSize: 5 } }],
    [{ calls: [call], policy: { retry: { on: 'transient' } } }],
    [{ calls: [call], policy: { retry: { on: ['5xx', 'ECONNRESET', 'TimeoutError'] } } }],
    [{ calls: [call], policy: { limit: undefined, rate: undefined, retry: { jitter: 1, factor: 1, baseMs: 0 } } }],
  ])('%o', (plan) => checkPlan(plan));
});

describe('the policy of a plan', () => {
  test('is the default where nothing is given; undefined is not given, null is', () => {
    expect(policyOf({ calls: [] })).toEqual(DEFAULT_POLICY);
    expect(policyOf({ calls: [], policy: { limit: undefined, order: undefined, retry: undefined } as never })).toEqual(
      DEFAULT_POLICY,
    );
    const { limit, retry } = policyOf({
      calls: [],
      policy: { limit: 2, retry: { jitter: 1, attempts: undefined, baseMs: 0 } } as never,
    });
    expect([limit, retry]).toEqual([2, { ...DEFAULT_POLICY.retry, jitter: 1, baseMs: 0 }]);
  });

  test('the defaults are the tutorial’s', () => {
    expect(DEFAULT_POLICY).toMatchObject({ limit: null, batchSize: null, onError: 'collect', timeoutMs: null });
    expect(DEFAULT_POLICY).toMatchObject({ slotOnTimeout: 'release', recovery: 'none', deadlineMs: null, rate: null });
    expect(DEFAULT_POLICY.retry).toEqual({
      attempts: 1,
      baseMs: 100,
      factor: 2,
      maxMs: 10_000,
      jitter: 0,
      on: 'any',
    });
  });
});
