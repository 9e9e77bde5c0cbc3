import { describe, expect, test } from 'vitest';
import { execute, PlanError as LibraryError, predict, checkPlan as publicCheck } from '../../../../src/index.ts';
import { checkPlanStrictly } from '../../../../src/run/check/checkPlanStrictly.ts';
import { withKnownSettings } from '../../../../src/run/check/knownSettings.ts';
import { PlanError } from '../../../../src/run/check/planError.ts';
import { DEFAULT_POLICY } from '../../../../src/run/policy.ts';
import type { Plan } from '../../../../src/run/types.ts';
import { plans } from '../../support/arbitraries.ts';
import { property } from '../../support/property.ts';
import { TOOLS } from '../../support/tools.ts';

const withPolicy = (policy: object): Plan => ({ calls: [{ id: 'a', name: 'ok', args: {} }], policy: policy as never });

function refusal(policy: object): PlanError {
  try {
    checkPlanStrictly(withPolicy(policy));
  } catch (thrown) {
    if (thrown instanceof PlanError) return thrown;
  }
  throw new Error('it is let in');
}

const ALL = 'limit, batchSize, order, onError, timeoutMs, deadlineMs, slotOnTimeout, recovery, retry, rate';

describe('an unknown policy setting', () => {
  test.each([
    [{ timeoutMS: 5 }, 'policy.timeoutMS', 'timeoutMs'],
    [{ timeout: 5 }, 'policy.timeout', 'timeoutMs'],
    [{ TIMEOUTMS: 5 }, 'policy.TIMEOUTMS', 'timeoutMs'],
    [{ deadline: 5 }, 'policy.deadline', 'deadlineMs'],
    [{ retries: 3 }, 'policy.retries', 'retry'],
    [{ batch_size: 3 }, 'policy.batch_size', 'batchSize'],
    [{ limits: 3 }, 'policy.limits', 'limit'],
    [{ onErrors: 'collect' }, 'policy.onErrors', 'onError'],
    // Of several that are equally like it, the one beside it.
    [{ retry: { attempt: 3 } }, 'policy.retry.attempt', 'attempts'],
    [{ retry: { base: 3 } }, 'policy.retry.base', 'baseMs'],
    [{ retry: { attempts: 3, jiter: 1 } }, 'policy.retry.jiter', 'jitter'],
    [{ rate: { starts: 1, perMs: 10, per: 5 } }, 'policy.rate.per', 'perMs'],
    // Of another place.
    [{ attempts: 3 }, 'policy.attempts', 'policy.retry.attempts'],
    [{ perMs: 3 }, 'policy.perMs', 'policy.rate.perMs'],
    [{ retry: { timeoutMs: 5 } }, 'policy.retry.timeoutMs', 'policy.timeoutMs'],
    [{ rate: { starts: 1, perMs: 10, limit: 5 } }, 'policy.rate.limit', 'policy.limit'],
  ])('%j is refused with the nearest one', (policy, path, near) => {
    const message = `${path}: unknown; did you mean ${near}?`;
    expect(refusal(policy)).toMatchObject({ name: 'PlanError', path, expected: near, message });
  });

  test.each([
    [{ concurrency: 4 }, 'policy.concurrency', ALL],
    [{ x: undefined }, 'policy.x', ALL],
    [{ 'timeout of a call, in ms': 4 }, 'policy["timeout of a call, in ms"]', ALL],
    [{ retry: { until: 4 } }, 'policy.retry.until', 'attempts, baseMs, factor, maxMs, jitter, on'],
    [{ rate: { starts: 1, perMs: 10, burst: 5 } }, 'policy.rate.burst', 'starts, perMs'],
    [JSON.parse('{"__proto__":1}'), 'policy.__proto__', ALL],
    [{ constructor: 1 }, 'policy.constructor', ALL],
  ])('%j, which is like none, is refused with those that there are', (policy, path, known) => {
    expect(refusal(policy)).toMatchObject({ path, message: `${path}: unknown; known are ${known}` });
  });

  test('is short in its message, however long it is', () => {
    expect(refusal({ ['x'.repeat(1e6)]: 1 }).message.length).toBeLessThan(300);
  });

  test('comes after what is wrong with a known one', () => {
    expect(refusal({ timeoutMS: 5, limit: 0 }).path).toBe('policy.limit');
  });

  test('is refused by execute, predict and checkPlan of the library', async () => {
    const plan = withPolicy({ timeoutMS: 5 });
    const words = 'policy.timeoutMS: unknown; did you mean timeoutMs?';
    await expect(execute(plan, { tools: TOOLS })).rejects.toThrow(words);
    await expect(predict(plan, { tools: TOOLS })).rejects.toThrow(LibraryError);
    expect(() => publicCheck(plan)).toThrow(words);
  });
});

property('all plans that the engine takes are let in', plans(), (plan) => checkPlanStrictly(plan));

describe('a saved plan without its unknown settings', () => {
  test('is the same plan when it has none', () => {
    for (const plan of [withPolicy(DEFAULT_POLICY), withPolicy({ rate: null, retry: { attempts: 2 } }), { calls: [] }])
      expect(withKnownSettings(plan)).toBe(plan);
  });

  test('has all the others, in groups, too', () => {
    const policy = { limit: 2, warmUpMs: 7, retry: { attempts: 2, until: 9 }, rate: { starts: 1, perMs: 5, burst: 2 } };
    const plan = { ...withPolicy(policy), seed: 3 };
    expect(withKnownSettings(plan)).toEqual({
      ...plan,
      policy: { limit: 2, retry: { attempts: 2 }, rate: { starts: 1, perMs: 5 } },
    });
    expect(plan.policy).toBe(policy);
    checkPlanStrictly(withKnownSettings(plan));
  });
});
