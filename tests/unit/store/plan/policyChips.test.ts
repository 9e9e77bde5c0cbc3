import { describe, expect, it } from 'vitest';
import { POLICY_WORDS } from '../../../../src/analysis/format/policyWords.ts';
import { DEFAULT_POLICY, policyOf } from '../../../../src/run/policy.ts';
import type { Plan, Policy } from '../../../../src/run/types.ts';
import { chipsOf, without, withPolicy } from '../../../../src/store/plan/policyChips.ts';
import type { Setting } from '../../../../src/store/state.ts';

const plan: Plan = { calls: [{ id: 'a', name: 'slow_tool', args: {} }], seed: 1 };
const retry = DEFAULT_POLICY.retry;
const texts = (policy: Partial<Policy>) => chipsOf({ ...DEFAULT_POLICY, ...policy }).map(({ text }) => text);

const EVERYTHING: Policy = {
  limit: 2,
  batchSize: 1,
  order: 'longest-first',
  onError: 'fail-fast',
  timeoutMs: 500,
  deadlineMs: 2000,
  slotOnTimeout: 'hold',
  retry: { ...retry, attempts: 3 },
  recovery: 'fallback',
  rate: { starts: 2, perMs: 1000 },
};

describe('chips', () => {
  it('are none for the tutorial’s policy and for the four strategies', () => {
    expect(texts({})).toEqual([]);
    for (const width of [{ limit: 1 }, { limit: 3 }, { batchSize: 2 }]) expect(texts(width)).toEqual([]);
  });

  it('say what differs, with its value', () => {
    expect(texts(EVERYTHING)).toEqual([
      'Timeout 0.50 s',
      'Deadline 2.00 s',
      'Holds slot',
      'Fail fast',
      'Retry 3 tries',
      'Fallback on',
      'Longest first',
      'Rate 2 per 1.00 s',
      'At most 2 at once',
      'Batches of 1',
    ]);
    expect(texts({ retry: { ...retry, baseMs: 5 } })).toEqual(['Retry 1 try']);
    expect(texts({ retry: { ...retry, attempts: 3, on: 'transient' } })).toEqual(['Retry 3 tries on transient errors']);
    expect(texts({ retry: { ...retry, attempts: 2, on: ['429', '5xx'] } })).toEqual(['Retry 2 tries on 429, 5xx']);
    const long = { ...retry, attempts: 2, on: ['x'.repeat(1000)] };
    expect(texts({ retry: long })[0]?.length).toBeLessThan(50);
    expect(texts({ onError: 'fail-fast-cancel', order: 'priority' })).toEqual(['Fail fast, cancel', 'Priority first']);
    expect(texts({ onError: 'first-success', order: 'shortest-first' })).toEqual(['First success', 'Shortest first']);
  });

  it.each([
    [500, '0.50 s'],
    [503, '0.503 s'],
    [3, '3 ms'],
    [15, '0.015 s'],
    [60_000, '1 min 00 s'],
    [60_010, '1 min 00.010 s'],
  ])('never round %d ms to another time', (timeoutMs, text) => {
    expect(texts({ timeoutMs })).toEqual([`Timeout ${text}`]);
  });

  it('are gone when each is taken back, one after the other', () => {
    let policy: Policy = EVERYTHING;
    for (const setting of Object.keys(POLICY_WORDS) as Setting[]) policy = { ...policy, ...without(setting) };
    expect(policy).toEqual(DEFAULT_POLICY);
  });
});

describe('a plan with another policy', () => {
  it('shares its calls and keeps its seed', () => {
    const next = withPolicy(plan, { timeoutMs: 500 });
    expect(next).toEqual({ ...plan, policy: { timeoutMs: 500 } });
    expect(next.calls).toBe(plan.calls);
  });

  it('leaves out what is at its default, and is written like the one it came from when all is', () => {
    const next = withPolicy(withPolicy(plan, { rate: { starts: 1, perMs: 5 }, onError: 'fail-fast' }), { rate: null });
    expect(next.policy).toEqual({ onError: 'fail-fast' });
    expect(JSON.stringify(withPolicy(next, { onError: 'collect' }))).toBe(JSON.stringify(plan));
  });

  it('keeps the strategy', () => {
    const next = withPolicy({ ...plan, policy: { limit: 2, batchSize: null } }, { timeoutMs: 9 });
    expect(policyOf(next)).toEqual({ ...DEFAULT_POLICY, limit: 2, timeoutMs: 9 });
  });

  it('is the very same plan when nothing changes', () => {
    expect(withPolicy(plan, {})).toBe(plan);
    expect(withPolicy(plan, { timeoutMs: null, retry: { ...retry } })).toBe(plan);
  });
});
