import { describe, expect, it } from 'vitest';
import { isOn } from '../../../../src/analysis/format/policyWords.ts';
import { DEFAULT_POLICY, policyOf } from '../../../../src/run/policy.ts';
import type { Plan, Policy, ToolCall } from '../../../../src/run/types.ts';
import { msOf } from '../../../../src/store/plan/parseInput.ts';
import { withPolicy } from '../../../../src/store/plan/policyChips.ts';
import type { PolicyFieldName } from '../../../../src/store/plan/policyFields.ts';
import { problemOf, read, remarkOn, switched, textOf, valueIn } from '../../../../src/store/plan/policyForm.ts';
import type { Setting } from '../../../../src/store/state.ts';

const call: ToolCall = { id: 'a', name: 'slow_tool', args: {} };
const planWith = (policy: Partial<Policy> = {}, own: Partial<ToolCall> = {}): Plan => ({
  calls: [{ ...call, ...own }, call],
  policy,
});
const { retry } = DEFAULT_POLICY;

const AN_ERROR = '"any", "transient", or a list of statuses, codes and names such as ["429", "ECONNRESET"]';

describe('a time', () => {
  it.each([
    ['500', 500],
    [' 500 ms ', 500],
    ['500MS', 500],
    ['0.5 s', 500],
    ['.5s', 500],
    ['1.1 s', 1100],
    ['2 sec', 2000],
    ['1 min', 60_000],
    ['1e3', 1000],
    ['-5', -5],
    ['0', 0],
    ['Infinity', Number.POSITIVE_INFINITY],
  ])('may be typed as %j', (text, ms) => {
    expect(msOf(text)).toBe(ms);
  });

  it.each(['', ' ', 's', 'ms', 'abc', '5 hours', '5 m', '0,5 s', '1 s 5', '5 s ms', ' '.repeat(1e6), '9'.repeat(50)])(
    'is no time: %j',
    (text) => {
      expect(msOf(text)).toBeUndefined();
    },
  );
});

describe('what is typed', () => {
  it.each<[PolicyFieldName, string, Partial<Policy>]>([
    ['timeoutMs', '0.5 s', { timeoutMs: 500 }],
    ['deadlineMs', '2 min', { deadlineMs: 120_000 }],
    ['attempts', '4', { retry: { ...retry, attempts: 4 } }],
    ['baseMs', '0', { retry: { ...retry, baseMs: 0 } }],
    ['factor', '1.5', { retry: { ...retry, factor: 1.5 } }],
    ['maxMs', '1 s', { retry: { ...retry, maxMs: 1000 } }],
    ['jitter', '0.25', { retry: { ...retry, jitter: 0.25 } }],
    ['on', 'transient', { retry: { ...retry, on: 'transient' } }],
    ['on', '429', { retry: { ...retry, on: ['429'] } }],
    ['on', '5xx, ECONNRESET', { retry: { ...retry, on: ['5xx', 'ECONNRESET'] } }],
    ['starts', '5', { rate: { starts: 5, perMs: 1000 } }],
    ['perMs', '200', { rate: { starts: 2, perMs: 200 } }],
    ['limit', '2', { limit: 2 }],
    ['batchSize', '2', { batchSize: 2 }],
  ])('in %s as %j is a change of the policy that the engine takes', (field, text, patch) => {
    expect(read(field, text, planWith())).toEqual({ patch });
    expect(withPolicy(planWith(), patch)).not.toEqual(planWith());
    expect(read(field, String(valueIn(field, { ...DEFAULT_POLICY, ...patch })), planWith())).toEqual({ patch });
  });

  it.each<[PolicyFieldName, string, string]>([
    ['timeoutMs', '0', 'Expected milliseconds from 0.001 to 2,147,483,647, got "0".'],
    ['timeoutMs', '', 'Expected milliseconds from 0.001 to 2,147,483,647, got nothing.'],
    ['timeoutMs', ' soon ', 'Expected milliseconds from 0.001 to 2,147,483,647, got "soon".'],
    ['timeoutMs', '1000 min 5', 'Expected milliseconds from 0.001 to 2,147,483,647, got "1000 min 5".'],
    ['deadlineMs', '-1', 'Expected milliseconds from 0.001 to 2,147,483,647, got "-1".'],
    ['deadlineMs', '40000 min', 'Expected milliseconds from 0.001 to 2,147,483,647, got "40000 min".'],
    ['attempts', '0', 'Expected a whole number from 1 to 200, got "0".'],
    ['attempts', '1.5', 'Expected a whole number from 1 to 200, got "1.5".'],
    ['attempts', '3 s', 'Expected a whole number from 1 to 200, got "3 s".'],
    ['baseMs', '-1', 'Expected a number from 0 to 2,147,483,647, got "-1".'],
    ['factor', '0.5', 'Expected a number from 1 to 1,000, got "0.5".'],
    ['jitter', '2', 'Expected a number from 0 to 1, got "2".'],
    ['on', '', `Expected ${AN_ERROR}, got nothing.`],
    ['on', 'transient, 409', `Expected ${AN_ERROR}, got "transient, 409".`],
    ['starts', '0', 'Expected a whole number from 1 to 1,000,000, got "0".'],
    ['perMs', '0 s', 'Expected milliseconds from 0.001 to 2,147,483,647, got "0 s".'],
    ['limit', '0', 'Expected a whole number from 1 to 1,000,000, got "0".'],
    ['batchSize', '3', 'Expected a whole number from 1 to 2, got "3".'],
  ])('in %s as %j is refused with what was expected', (field, text, problem) => {
    expect(read(field, text, planWith({ rate: { starts: 2, perMs: 100 } }))).toEqual({ problem });
  });

  it('in one field leaves its neighbours as they are', () => {
    const plan = planWith({ retry: { ...retry, attempts: 3, jitter: 0.5 }, rate: { starts: 7, perMs: 70 } });
    expect(read('factor', '3', plan)).toEqual({ patch: { retry: { ...retry, attempts: 3, jitter: 0.5, factor: 3 } } });
    expect(read('perMs', '90', plan)).toEqual({ patch: { rate: { starts: 7, perMs: 90 } } });
  });
});

describe('a draft', () => {
  const policy = policyOf(planWith({ timeoutMs: 500 }));

  it('stands in its field while the plan has the value beside which it was typed', () => {
    const drafts = { timeoutMs: { text: '-5', beside: 500 } };
    expect(textOf('timeoutMs', policy, drafts)).toBe('-5');
    expect(textOf('timeoutMs', { ...policy, timeoutMs: 700 }, drafts)).toBe('700');
    expect(textOf('timeoutMs', policy, {})).toBe('500');
    expect(textOf('timeoutMs', DEFAULT_POLICY, {})).toBe('');
  });

  it('has a problem only when it is refused', () => {
    const plan = planWith({ timeoutMs: 500 });
    expect(problemOf('timeoutMs', plan, {})).toBeUndefined();
    expect(problemOf('timeoutMs', plan, { timeoutMs: { text: '0.5 s', beside: 500 } })).toBeUndefined();
    expect(problemOf('timeoutMs', plan, { timeoutMs: { text: 'x', beside: 500 } })).toContain('got "x"');
    expect(problemOf('timeoutMs', plan, { timeoutMs: { text: 'x', beside: 400 } })).toBeUndefined();
  });
});

describe('a switch', () => {
  it.each<[Setting, Partial<Policy>]>([
    ['timeoutMs', { timeoutMs: 500 }],
    ['deadlineMs', { deadlineMs: 2000 }],
    ['retry', { retry: { attempts: 3, baseMs: 100, factor: 2, maxMs: 10_000, jitter: 0, on: 'any' } }],
    ['recovery', { recovery: 'fallback' }],
    ['rate', { rate: { starts: 2, perMs: 1000 } }],
  ])('of %s has a good value at once, and goes back to the tutorial’s', (setting, on) => {
    const plan = withPolicy(planWith(), switched(setting, true));
    expect(plan.policy).toEqual(on);
    expect(isOn(setting, policyOf(plan))).toBe(true);
    const off = withPolicy(plan, switched(setting, false));
    expect(policyOf(off)).toEqual(DEFAULT_POLICY);
    expect(isOn(setting, policyOf(off))).toBe(false);
  });
});

describe('a remark', () => {
  it.each<[Setting, Partial<Policy>, Partial<ToolCall>, string | undefined]>([
    ['timeoutMs', { timeoutMs: 500 }, {}, undefined],
    ['timeoutMs', { timeoutMs: 500, deadlineMs: 500 }, {}, 'The deadline comes'],
    ['timeoutMs', { timeoutMs: 500, deadlineMs: 501 }, {}, undefined],
    ['slotOnTimeout', {}, {}, undefined],
    ['slotOnTimeout', { slotOnTimeout: 'hold', timeoutMs: 5 }, {}, 'no limit'],
    ['slotOnTimeout', { slotOnTimeout: 'hold', limit: 1 }, {}, 'Nothing has a timeout'],
    ['slotOnTimeout', { slotOnTimeout: 'hold', limit: 1, timeoutMs: 5 }, {}, undefined],
    ['slotOnTimeout', { slotOnTimeout: 'hold', limit: 1 }, { timeoutMs: 5 }, undefined],
    ['retry', { retry: { ...retry, attempts: 2, maxMs: 99 } }, {}, 'below the first'],
    ['retry', { retry: { ...retry, attempts: 2, maxMs: 100 } }, {}, undefined],
    ['recovery', { recovery: 'fallback' }, {}, 'No call has a fallback'],
    ['recovery', { recovery: 'fallback' }, { fallback: { value: undefined } }, undefined],
    ['order', { order: 'priority', limit: 1 }, {}, 'No call has a priority'],
    ['order', { order: 'priority', limit: 1 }, { priority: 1 }, undefined],
    ['order', { order: 'longest-first', limit: 1 }, { priority: 1 }, undefined],
    ['order', { order: 'shortest-first', limit: 1 }, { expectedMs: 1 }, undefined],
    ['order', { order: 'priority' }, { priority: 1 }, 'All calls start at once'],
    ['order', { order: 'priority', rate: { starts: 1, perMs: 1 } }, { priority: 1 }, undefined],
  ])('on %s with %j and a call with %j', (setting, policy, own, said) => {
    const remark = remarkOn(setting, planWith(policy, own));
    if (said === undefined) expect(remark).toBeUndefined();
    else expect(remark).toContain(said);
  });
});
