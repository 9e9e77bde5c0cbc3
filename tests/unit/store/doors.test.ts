import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { admitPlan } from '../../../src/run/check/admitPlan.ts';
import { BOUNDS, MOST_CALLS } from '../../../src/run/check/bounds.ts';
import { PlanError } from '../../../src/run/check/planError.ts';
import type { Plan } from '../../../src/run/types.ts';
import { predictPlan } from '../../../src/runner/predict/predictPlan.ts';
import { writePlanLink } from '../../../src/store/link/planCodec.ts';
import { openPlanLink } from '../../../src/store/open/readPlanLink.ts';
import { withCall } from '../../../src/store/plan/callEdits.ts';
import { selectDocument } from '../../../src/store/plan/document.ts';
import { readPlan } from '../../../src/store/yourPlans/readPlan.ts';
import { outsidePlans } from '../support/outsidePlans.ts';
import { property } from '../support/property.ts';
import { survive } from '../support/survive.ts';
import { startStore } from './startStore.ts';

const refusalOf = (value: unknown, saved = false): string | undefined => {
  try {
    admitPlan(value, { saved });
    return undefined;
  } catch (thrown) {
    if (!(thrown instanceof PlanError)) throw thrown;
    return thrown.message;
  }
};
const admitted = (value: unknown): Plan | undefined => (refusalOf(value) === undefined ? admitPlan(value) : undefined);

describe('a plan from elsewhere', () => {
  const CALL = { id: 'a', name: 'fast_tool', args: { query: 'x' } };
  const withArgs = (args: unknown) => ({ calls: [{ ...CALL, args }] });
  const circle: Record<string, unknown> = {};
  circle.again = { circle };
  const deep = (levels: number): unknown => (levels === 0 ? 'end' : { in: deep(levels - 1) });
  const shared = (levels: number): unknown => {
    let value: unknown = 'end';
    for (let level = 0; level < levels; level++) value = [value, value];
    return value;
  };
  const sparse = [1];
  sparse[3] = 4;

  test.each<[what: string, plan: unknown, why: string]>([
    ['nothing', undefined, 'plan: expected a plan'],
    [
      'a big integer in the arguments',
      withArgs({ n: 10n }),
      'calls[0].args.n: expected a value that JSON can hold, got 10n',
    ],
    [
      'a big integer in the policy',
      { calls: [CALL], policy: { limit: 3n } },
      'policy.limit: expected a value that JSON',
    ],
    [
      'a big integer for a tool',
      { calls: [CALL], tools: { t: { limit: 1n } } },
      'tools.t.limit: expected a value that JSON',
    ],
    ['a function', withArgs({ go: () => 1 }), 'calls[0].args.go: expected a value that JSON can hold, got a function'],
    ['a symbol', withArgs({ one: Symbol('s') }), 'calls[0].args.one: expected a value that JSON can hold'],
    ['no number', withArgs({ ms: Number.NaN }), 'calls[0].args.ms: expected a value that JSON can hold, got NaN'],
    ['a circle', withArgs(circle), 'calls[0].args.again.circle: expected a value that JSON can hold, got "a circle"'],
    ['a date as arguments', withArgs(new Date(0)), 'calls[0].args: expected a plain object'],
    ['a date in the arguments', withArgs({ at: new Date(0) }), 'calls[0].args.at: expected a plain object'],
    ['a map', withArgs(new Map()), 'calls[0].args: expected a plain object'],
    ['a value of its own making', withArgs({ toJSON: () => ({}) }), 'calls[0].args.toJSON: expected a value that JSON'],
    ['a list with holes', withArgs({ list: sparse }), 'calls[0].args.list[1]: expected a value that JSON can hold'],
    [
      'a list of calls with holes',
      { calls: Object.assign([CALL], { 2: CALL }) },
      'calls[1]: expected a value that JSON',
    ],
    ['10,000 levels', withArgs({ in: deep(5000) }), 'expected at most 200 levels, got 201'],
    [
      'parts that are many times in it',
      withArgs({ in: shared(60) }),
      'plan: expected at most 20000000 characters in all',
    ],
    [
      'more text than a page holds',
      withArgs({ query: 'x'.repeat(20_000_001) }),
      'plan: expected at most 20000000 characters',
    ],
    [
      'a fallback to no value',
      { calls: [{ ...CALL, fallback: { value: undefined } }] },
      'calls[0].fallback: expected { value }',
    ],
    [
      'a fallback with odd arguments',
      { calls: [{ ...CALL, fallback: { tool: 't', args: 5 } }] },
      'calls[0].fallback.args',
    ],
    [
      'what throws when it is read',
      {
        get calls() {
          throw new Error('no');
        },
      },
      'plan: expected a value that can be read',
    ],
    ['too many calls', { calls: Array(MOST_CALLS + 1).fill(CALL) }, 'calls: expected at most 20000 calls, got 20001'],
    [
      'a million tries',
      { calls: [CALL], policy: { retry: { attempts: 1_000_000 } } },
      'policy.retry.attempts: expected a whole number from 1 to 200',
    ],
    [
      'many tries of many calls',
      { calls: Array(10_000).fill(CALL), policy: { retry: { attempts: 21 } } },
      'from 1 to 20, got 21',
    ],
    [
      'a time of nothing',
      { calls: [CALL], policy: { timeoutMs: 0 } },
      'policy.timeoutMs: expected milliseconds from 0.001',
    ],
    [
      'the shortest time',
      { calls: [CALL], policy: { rate: { starts: 1, perMs: 5e-324 } } },
      'policy.rate.perMs: expected milliseconds from 0.001',
    ],
    [
      'a huge limit',
      { calls: [CALL], policy: { limit: 2 ** 53 - 1 } },
      'policy.limit: expected a whole number from 1 to 1000000',
    ],
    [
      'a huge factor',
      { calls: [CALL], policy: { retry: { factor: 1e308 } } },
      'policy.retry.factor: expected a number from 1 to 1000',
    ],
    [
      'a huge priority',
      { calls: [{ ...CALL, priority: 1e308 }] },
      'calls[0].priority: expected a number from -1000000000 to',
    ],
  ])('with %s is refused with where and why', (_, plan, why) => expect(refusalOf(plan)).toContain(why));

  test('is a copy, in which calls have ids and keys are keys', () => {
    const given = JSON.parse(
      '{"calls":[{"name":"a","args":{"__proto__":{"x":1}}},{"id":"call_1","name":"a","args":{}},{"id":"","name":"a","args":{}}]}',
    );
    const plan = admitPlan(given);
    expect(plan).not.toBe(given);
    expect(plan.calls.map(({ id }) => id)).toEqual(['call_1_', 'call_1', 'call_3']);
    expect(Object.entries(plan.calls[0]?.args ?? {})).toEqual([['__proto__', { x: 1 }]]);
    expect(Object.getPrototypeOf(plan.calls[0]?.args)).toBe(Object.prototype);
    // As the engine names them.
    expect(given.calls[0].id).toBeUndefined();
  });

  test('may leave fields undefined, as those that are not there', () => {
    expect(admitPlan({ calls: [{ ...CALL, priority: undefined }], policy: undefined })).toStrictEqual({
      calls: [CALL],
    });
  });
});

describe('what was saved', () => {
  const CALL = { id: 'a', name: 'failing_tool', args: { query: 'x' } };
  const wide = {
    calls: [{ ...CALL, priority: 1e308, timeoutMs: 5e-324 }],
    policy: {
      limit: 2 ** 53 - 1,
      retry: { attempts: 1_000_000, factor: 1e308 },
      rate: { starts: 9e15, perMs: 1e-300 },
    },
    tools: { failing_tool: { limit: 9e15, timeoutMs: 1e-9 } },
  };

  test('by an earlier version is brought within the bounds, and that is said once', () => {
    const { store } = startStore({
      texts: { plan: JSON.stringify({ version: 1, plan: wide, preset: '', atMost: 9e15, batchesOf: 9e15 }) },
    });
    const { plan, atMost, batchesOf } = selectDocument(store.getState());
    expect(plan).toEqual({
      calls: [{ ...CALL, priority: BOUNDS.rank, timeoutMs: 0.001 }],
      policy: {
        limit: BOUNDS.count,
        retry: { attempts: BOUNDS.attempts, factor: BOUNDS.factor },
        rate: { starts: BOUNDS.count, perMs: 0.001 },
      },
      tools: { failing_tool: { limit: BOUNDS.count, timeoutMs: 0.001 } },
    });
    expect([atMost, batchesOf]).toEqual([BOUNDS.count, BOUNDS.count]);
    expect(store.getState().notice?.text).toBe(
      'Some numbers of this plan are beyond what this page can run, so they were changed: calls[0].priority is 1000000000 instead of 1e+308, calls[0].timeoutMs is 0.001 instead of 5e-324, policy.limit is 1000000 instead of 9007199254740991, and 6 more.',
    );
    expect(admitPlan(plan)).toEqual(plan);
  });

  test('with batches larger than the plan, as an earlier version kept them, still opens', () => {
    const plan = { calls: [CALL, { ...CALL, id: 'b' }], policy: { batchSize: 7 } };
    expect(refusalOf(plan)).toContain('policy.batchSize: expected a whole number from 1 to 2');
    expect(admitPlan(plan, { saved: true }).policy).toEqual({ batchSize: 2 });
  });

  test('in a link is treated alike', () => {
    const link = writePlanLink({ plan: wide as unknown as Plan, preset: '', atMost: 3, batchesOf: 2 });
    const found = openPlanLink('text' in link ? link.text : '');
    const { store } = startStore({ found });
    expect(store.getState().notice?.text).toContain('policy.limit is 1000000');
  });

  const newer = { calls: [CALL], policy: { warmUpMs: 7, timeoutMs: 50, retry: { attempts: 2, until: 'noon' } } };

  test('with policy settings that nobody knows opens with them, and is predicted without them', async () => {
    const text = JSON.stringify({ version: 1, plan: newer, preset: '', atMost: 3, batchesOf: 2 });
    const link = writePlanLink({ plan: newer as unknown as Plan, preset: '', atMost: 3, batchesOf: 2 });
    const stores = [
      startStore({ texts: { plan: text } }),
      startStore({ found: openPlanLink('text' in link ? link.text : '') }),
    ];
    for (const { store } of stores) {
      const { plan } = selectDocument(store.getState());
      expect([plan, store.getState().notice]).toEqual([newer, undefined]);
      const { policy, outcomes } = await predictPlan(plan).then((run) => ({ ...run, policy: run.plan.policy }));
      expect(policy).toEqual({ timeoutMs: 50, retry: { attempts: 2 } });
      expect(outcomes[0]).toMatchObject({ kind: 'timedOut', attempts: 2 });
    }
    expect(admitPlan(newer)).toEqual(newer);
  });

  test('beyond what any engine runs is refused in words, and its text is there to be downloaded', () => {
    const text = JSON.stringify({ version: 1, plan: { calls: [CALL], policy: { retry: { attempts: -1 } } } });
    const { notice } = startStore({ texts: { plan: text } }).store.getState();
    expect(notice?.text).toContain('policy.retry.attempts: expected a whole number from 1 to 200, got -1');
    expect(notice?.broken).toBe(text);
  });

  property(
    'may hold values that JSON cannot, and takes every action with them',
    fc.tuple(outsidePlans, fc.oneof(fc.bigInt(), fc.constantFrom(undefined, -0, Number.NaN, Number.POSITIVE_INFINITY))),
    async ([value, odd]) => {
      if (!admitted(value)) return;
      const plan = admitPlan(
        {
          ...value,
          calls: [...value.calls, { ...CALL, args: { query: 'x', odd, list: [odd] }, fallback: { value: odd } }],
        },
        { saved: true },
      );
      expect(plan.calls.at(-1)?.args.odd).toBe(odd);
      const { store, storage } = await survive(plan);
      expect(selectDocument(store.getState()).plan).toBe(plan);
      expect(readPlan(storage.read('plan') ?? '')).not.toHaveProperty('problem');
    },
    { runs: 5 * Number(process.env.FANOUT_RUNS ?? 1) },
  );
});

test('the page adds no call to a full plan, and says so', () => {
  const plan = admitPlan({
    calls: Array.from({ length: MOST_CALLS }, () => ({ name: 'fast_tool', args: { query: '' } })),
  });
  const { store, actions } = startStore({
    found: { doc: { plan, preset: '', atMost: 3, batchesOf: 2 }, title: '', view: {} },
  });
  actions.addCall('slow');
  actions.duplicateCall(0);
  expect(selectDocument(store.getState()).plan).toBe(plan);
  expect(store.getState().notice?.text).toBe('A plan has at most 20,000 calls. Remove one to add another.');
});

test('with more calls each has fewer attempts, so that the plan is let in again', () => {
  const call = { id: 'a', name: 'failing_tool', args: { query: '' } };
  const plan = admitPlan({ calls: Array(1000).fill(call), policy: { retry: { attempts: 200 } } });
  const more = withCall(plan, call);
  expect(more.policy?.retry?.attempts).toBe(199);
  expect(refusalOf(more)).toBeUndefined();
});

describe('a plan that is let in', () => {
  let letIn = 0;
  property(
    'takes every action of the page, and undo leads back to it',
    outsidePlans,
    async (value) => {
      const plan = admitted(value);
      if (!plan) return;
      letIn++;
      const { store, storage } = await survive(plan);
      expect(selectDocument(store.getState()).plan).toBe(plan);
      // What was kept of it is let in again.
      const kept = storage.read('plan');
      if (kept !== null) expect(readPlan(kept)).not.toHaveProperty('problem');
      // It is plain JSON.
      expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
      expect(admitPlan(plan)).toEqual(plan);
      expect(new Set(plan.calls.map(({ id }) => id)).has('')).toBe(false);
    },
    { runs: 16 * Number(process.env.FANOUT_RUNS ?? 1) },
  );
  test('is most of what was tried', () => expect(letIn).toBeGreaterThan(8));
});
