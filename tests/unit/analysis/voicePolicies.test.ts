import { describe, expect, it } from 'vitest';
import { criticalPath } from '../../../src/analysis/criticalPath/criticalPath.ts';
import { plainText } from '../../../src/analysis/format/richText.ts';
import { proofOf } from '../../../src/analysis/metrics/proof.ts';
import { costOf } from '../../../src/analysis/metrics/timeBreakdown.ts';
import { question } from '../../../src/analysis/verdict/question.ts';
import { boundText, costText } from '../../../src/analysis/verdict/verdict.lazy.ts';
import { verdict } from '../../../src/analysis/verdict/verdict.ts';
import { predict } from '../../../src/engine/predict.ts';
import { foldAll } from '../../../src/run/fold.ts';
import { DEFAULT_POLICY, policyOf } from '../../../src/run/policy.ts';
import { poolsOf } from '../../../src/run/toolSettings.ts';
import type { Policy, ToolCall } from '../../../src/run/types.ts';
import { equipped } from '../../../src/tools/equipped.ts';
import { simulatedTools } from '../../../src/tools/simulated.ts';
import { LIVELY, plans } from '../support/arbitraries.ts';
import { callOf } from '../support/plans.ts';
import { property } from '../support/property.ts';
import { TOOLS } from '../support/tools.ts';
import { failing, fast, flaky, hanging, questionOn, sameAt, slow, TUTORIAL, told, unknown, verdictOn } from './runs.ts';

const SIX = [...TUTORIAL, hanging('hang_1'), fast('fast_3')];
const SLOW_SIX = ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => slow(id));
const NO_SPEED_UP = 'No speed-up is counted: skipping work isn’t saving time.';
const HANG_1 = 'hang_1 is still running in the background.';
const retry = { ...DEFAULT_POLICY.retry, attempts: 2, baseMs: 200 };

describe('the question names the policy', () => {
  it.each<[Partial<Policy>, string]>([
    [{ timeoutMs: 500 }, 'Started all at once, each cut off after 0.50 s, how long will they take?'],
    [{ deadlineMs: 2000 }, 'Started all at once, all cut off at 2.00 s, how long will they take?'],
    [
      { rate: { starts: 2, perMs: 1000 } },
      'Started all at once, at most 2 starts per second, how long will they take?',
    ],
    [
      { rate: { starts: 1, perMs: 300 } },
      'Started all at once, at most 1 start every 0.30 s, how long will they take?',
    ],
    [{ limit: 2, order: 'longest-first' }, 'At most 2 at once, longest first, how long will they take?'],
    // Where all start at once no order decides anything.
    [{ order: 'longest-first' }, 'Started all at once, how long will they take?'],
    [{ retry }, 'Started all at once, each tried up to twice, how long will they take?'],
    [{ onError: 'fail-fast' }, 'Started all at once, the first failure ending the run, how long will they take?'],
    [{ onError: 'first-success' }, 'Started all at once, the first success ending the run, how long will they take?'],
    [
      { limit: 2, order: 'priority', timeoutMs: 500, deadlineMs: 2000, recovery: 'fallback' },
      'At most 2 at once, by priority, each cut off after 0.50 s, and under 2 more settings, how long will they take?',
    ],
  ])('%j', async (policy, text) => expect(await questionOn(TUTORIAL, policy)).toContain(text));

  it('work is not what is left of it when a run is ended early one by one', async () => {
    expect(await questionOn(SIX, { deadlineMs: 500 })).toMatch(/^Six calls, 1\.80 s of work\./);
  });

  it('a run without end is offered what would end it', async () => {
    const ask = (policy: Partial<Policy>) => questionOn(SIX, policy, { canTimeout: true });
    expect(await ask({})).toMatch(/ Add a timeout\.$/);
    // Its timeout cuts hang_1 off, but its slot stays taken.
    expect(await ask({ limit: 1, timeoutMs: 500, slotOnTimeout: 'hold' })).toBe(
      'One call never starts, so the run never ends. Let a timeout release the slot, or set a deadline.',
    );
    const { state, policy } = await told([hanging('hang_1')]);
    expect(
      plainText(question(1, proofOf({ state, policy }), { policy: { ...policy, timeoutMs: 1 }, canTimeout: true })),
    ).toMatch(/Set a deadline\.$/);
  });
});

describe('the verdict under a policy', () => {
  it.each<[string, ToolCall[], Partial<Policy>, string[]]>([
    [
      'a timeout',
      SIX,
      { timeoutMs: 1500 },
      [
        'All six took 1.50 s: hang_1 was cut off at its 1.50 s timeout and is still running. One by one: 3.80 s. 2.5× faster.',
        'error_1 failed, hang_1 timed out; the other four succeeded.',
      ],
    ],
    [
      'a timeout that cuts several off, of which one goes on',
      SIX,
      { timeoutMs: 500 },
      [
        'All six took 0.50 s: slow_1, error_1 and hang_1 were cut off at their 0.50 s timeout. One by one: 1.80 s. 3.6× faster.',
        'slow_1, error_1 and hang_1 timed out; the other three succeeded.',
        HANG_1,
      ],
    ],
    [
      'a timeout on each attempt',
      [hanging('hang_1'), fast('fast_1')],
      { timeoutMs: 500, retry },
      [
        'Both took 1.20 s: hang_1 was cut off at its 0.50 s timeout on both attempts and is still running. One by one: 1.20 s. No faster.',
        'hang_1 timed out; the other one succeeded.',
        'The sum is 1.30 s, one by one 1.20 s: one by one, other calls run during a backoff.',
      ],
    ],
    [
      'a timeout that is not the reason',
      [hanging('hang_1'), slow('slow_1')],
      { timeoutMs: 300, limit: 1, onError: 'collect', retry: DEFAULT_POLICY.retry },
      ['One by one took 0.60 s: the sum. All at once: 0.30 s.', 'Both timed out.', HANG_1],
    ],
    [
      'a timeout, alone',
      [hanging('hang_1')],
      { timeoutMs: 500 },
      [
        'One call: nothing to run beside it. It took 0.50 s: hang_1 was cut off at its 0.50 s timeout and is still running.',
        'It timed out.',
      ],
    ],
    [
      'a deadline',
      SIX,
      { deadlineMs: 500, limit: 3 },
      [
        'The deadline ended the run at 0.50 s: 2 of 6 done, 3 cut off, 1 never started.',
        NO_SPEED_UP,
        'slow_1, error_1 and hang_1 timed out, fast_3 never started; the other two succeeded.',
        HANG_1,
        'The sum is 1.50 s, one by one 0.50 s: one by one, the run is ended at another point.',
      ],
    ],
    [
      'a deadline that nobody met',
      SIX.slice(0, 4),
      { deadlineMs: 5000 },
      [
        'All four took 1.00 s: as long as slow_1 alone. One by one: 2.20 s. 2.2× faster.',
        'error_1 failed; the other three succeeded.',
      ],
    ],
    [
      'a retry that helps',
      [fast('fast_1'), flaky('flaky_1'), flaky('flaky_2', 100)],
      { retry },
      [
        'All three took 1.00 s: as long as flaky_1 alone, which succeeded on attempt 2 of 2. One by one: 1.20 s. 1.2× faster.',
        'All three succeeded.',
        'flaky_2 succeeded on attempt 2 of 2.',
        'The sum is 1.50 s, one by one 1.20 s: one by one, other calls run during a backoff.',
      ],
    ],
    [
      'a retry that does not',
      [failing('error_1', 100), slow('slow_1', 2000)],
      { retry: { ...retry, attempts: 3 } },
      [
        'Both took 2.00 s: as long as slow_1 alone. One by one: 2.70 s. 1.4× faster.',
        'error_1 failed on all 3 attempts; the other one succeeded.',
        'The sum is 2.90 s, one by one 2.70 s: one by one, other calls run during a backoff.',
      ],
    ],
    [
      'a backoff in which nobody ran',
      [...SLOW_SIX, flaky('flaky_1')],
      { limit: 2, retry: { ...retry, baseMs: 1000 } },
      [
        'At most 2 took 4.80 s: flaky_1 backed off for 1.00 s, and nothing else was left to run. 1.6× faster than one by one.',
        'All seven succeeded.',
        'flaky_1 succeeded on attempt 2 of 2.',
      ],
    ],
    [
      'a fallback',
      [fast('fast_1'), { ...hanging('hang_1'), fallback: { value: 'instead' } }],
      { timeoutMs: 500, recovery: 'fallback' },
      [
        'Both took 0.50 s: as long as hang_1 alone. One by one: 0.60 s. 1.2× faster.',
        'Both succeeded.',
        'hang_1 recovered with its fallback: it timed out after 500 ms.',
        HANG_1,
      ],
    ],
    [
      'fail-fast',
      [...SIX, failing('error_2', 400), slow('slow_2'), fast('fast_4')],
      { onError: 'fail-fast', limit: 4 },
      [
        'Fail fast ended the run at 0.60 s when error_2 failed: 3 results were lost, 2 calls never started.',
        NO_SPEED_UP,
        'error_2 failed, slow_1, error_1 and hang_1 were cancelled, slow_2 and fast_4 never started; the other three succeeded.',
        HANG_1,
        'slow_1 and error_1 ran on, unseen, until 1.00 s.',
        'The sum is 2.40 s, one by one 2.20 s: one by one, the run is ended at another point.',
      ],
    ],
    [
      'fail-fast-cancel',
      [...TUTORIAL, hanging('hang_1'), failing('error_2', 400)],
      { onError: 'fail-fast-cancel' },
      [
        'Fail fast ended the run at 0.40 s when error_2 failed: 3 calls were cancelled.',
        NO_SPEED_UP,
        'error_2 failed, slow_1, error_1 and hang_1 were cancelled; the other two succeeded.',
        HANG_1,
        'The sum is 1.80 s, one by one 2.20 s: one by one, the run is ended at another point.',
      ],
    ],
    [
      'fail-fast where the last call failed',
      TUTORIAL,
      { onError: 'fail-fast' },
      [
        'All four took 1.00 s: as long as slow_1 alone. One by one: 2.20 s. 2.2× faster.',
        'error_1 failed; the other three succeeded.',
      ],
    ],
    [
      'fail-fast on a rejection',
      [...TUTORIAL, unknown('x')],
      { onError: 'fail-fast' },
      [
        'Fail fast ended the run at 0.00 s when x was rejected: 4 calls never started.',
        'x was rejected, fast_1 and 3 others never started.',
      ],
    ],
    [
      'fail-fast on a timeout',
      [fast('fast_1'), hanging('hang_1'), slow('slow_1')],
      { onError: 'fail-fast', timeoutMs: 500, limit: 2 },
      [
        'Fail fast ended the run at 0.50 s when hang_1 timed out: 1 result was lost.',
        NO_SPEED_UP,
        'hang_1 timed out, slow_1 was cancelled; the other one succeeded.',
        HANG_1,
        'slow_1 ran on, unseen, until 1.10 s.',
        'The sum is 1.00 s, one by one 0.60 s: one by one, the run is ended at another point.',
      ],
    ],
    [
      'first-success',
      SIX,
      { onError: 'first-success', limit: 2 },
      [
        'fast_1 won at 0.10 s: 1 other call was given up, 4 never started.',
        'slow_1 was cancelled, fast_2 and 3 others never started; the other one succeeded.',
        'slow_1 ran on, unseen, until 1.00 s.',
        'The sum is 0.20 s, one by one 0.10 s: one by one, the run is ended at another point.',
      ],
    ],
    [
      'first-success without one',
      [failing('a'), failing('b')],
      { onError: 'first-success' },
      ['Both took 1.00 s: as long as a alone. One by one: 2.00 s. 2.0× faster.', 'Both failed.'],
    ],
    [
      'a rate at its bound',
      SLOW_SIX,
      { rate: { starts: 2, perMs: 1000 } },
      [
        'All six took 3.00 s: the rate let only 2 start per second. One by one: 6.00 s. 2.0× faster.',
        'All six succeeded.',
      ],
    ],
    [
      'a rate beyond its bound',
      TUTORIAL,
      { rate: { starts: 1, perMs: 300 } },
      [
        'All four took 1.90 s: error_1 waited 0.90 s, as the rate let only 1 start every 0.30 s. One by one: 2.60 s. 1.4× faster.',
        'error_1 failed; the other three succeeded.',
        'The sum is 2.20 s, one by one 2.60 s: one by one, the calls wait for the rate too.',
      ],
    ],
    [
      'a rate that holds up even one by one',
      [fast('a'), fast('b'), fast('c')],
      { rate: { starts: 1, perMs: 800 }, limit: 1 },
      ['One by one took 1.70 s: the rate let only 1 start every 0.80 s. All at once: 1.70 s.', 'All three succeeded.'],
    ],
    [
      'a limit at its bound',
      SLOW_SIX,
      { limit: 2 },
      [
        'At most 2 took 3.00 s: its lower bound, 6.00 s of work two at a time. 2.0× faster than one by one.',
        'All six succeeded.',
      ],
    ],
    [
      'a limit above its bound',
      [...TUTORIAL, slow('slow_2'), fast('fast_3')],
      { limit: 2 },
      [
        'At most 2 took 2.00 s: 0.35 s over its lower bound, because slow_2 ran alone for the last 0.70 s. 1.7× faster than one by one.',
        'error_1 failed; the other five succeeded.',
      ],
    ],
    [
      'a limit above its bound, with more than one at the end',
      [...SLOW_SIX, slow('g'), slow('h')],
      { limit: 3 },
      [
        'At most 3 took 3.00 s: 0.33 s over its lower bound, because a slot stood empty for the last 1.00 s. 2.7× faster than one by one.',
        'All eight succeeded.',
      ],
    ],
    [
      'an order',
      [fast('a'), fast('b'), fast('c'), { ...slow('d'), expectedMs: 1000 }],
      { limit: 2, order: 'longest-first' },
      [
        'At most 2, longest first, took 1.00 s: as long as d alone. 1.3× faster than one by one.',
        'All four succeeded.',
      ],
    ],
  ])('%s', async (_, calls, policy, lines) => expect(await verdictOn(calls, policy)).toEqual(lines));

  it('partial results of what was cut off are counted', async () => {
    const plan = { calls: [callOf('talks 100', 0), callOf('ok 50', 1)], policy: { timeoutMs: 250 } };
    const state = foldAll((await predict(plan, { tools: TOOLS })).events);
    const policy = policyOf(plan);
    const { notes } = verdict(state, proofOf({ state, policy }), { policy });
    expect(notes.map(plainText).join(' ')).toMatch(/had brought 2 partial results\./);
  });
});

property(
  'under any policy its sentences end, and have no hole',
  plans({ kinds: [...LIVELY, 'hang'] }),
  async (plan) => {
    const state = foldAll((await predict(plan, { tools: TOOLS })).events);
    const policy = policyOf(plan);
    const proof = proofOf({ state, policy, oneByOne: sameAt(100, state), predictedMs: 90 });
    const { sentence, notes } = verdict(state, proof, { policy });
    for (const line of [question(plan.calls.length, proof, { policy }), sentence, ...notes].map(plainText)) {
      expect(line).toMatch(/^[A-Za-z0-9].*[.?]$/);
      expect(line).not.toMatch(/undefined|NaN|null|Infinity| {2}|\.\.|: \.|, ,/);
    }
  },
);

describe('beside the sentence', () => {
  const facts = async (...args: Parameters<typeof told>) => {
    const { state, policy } = await told(...args);
    const proof = proofOf({ state, policy });
    return [proof.bound && boundText(proof.bound), costText(costOf(state, policy, proof))];
  };
  it.each<[ToolCall[], Partial<Policy>, string, string]>([
    [TUTORIAL, {}, '1.00 s (slowest call)', ''],
    [TUTORIAL, { limit: 3 }, '1.00 s (slowest call)', '0.10 s: waiting for a slot'],
    [TUTORIAL, { batchSize: 2 }, '1.00 s (slowest call)', '1.00 s: at the barrier'],
    [TUTORIAL, { limit: 1 }, '2.20 s (work / limit)', ''],
    // The slow two first: the second of them starts at 0.30 s and not at 0.90 s.
    [TUTORIAL, { rate: { starts: 1, perMs: 300 } }, '1.30 s (rate)', '0.60 s: waiting for the rate'],
    [
      [...SLOW_SIX, flaky('flaky_1')],
      { limit: 2, retry: { ...retry, baseMs: 1000 } },
      '3.40 s (work / limit)',
      '1.40 s: 1.00 s backing off, 0.40 s waiting for a slot',
    ],
  ])('the bound and the cost, case %#', async (calls, policy, bound, cost) =>
    expect(await facts(calls, policy)).toEqual([bound, cost]),
  );
  it('the machine’s jitter is no cost', () => {
    expect(costText([{ cause: 'slot', ms: 4, key: 0, id: 'a', waitedMs: 4 }])).toBe('');
    expect(costText([{ cause: 'other', ms: 400 }])).toBe('');
  });
});

describe('a tool’s own limit', () => {
  const POOL = { slow_tool: { limit: 2 } };
  const several = (times: number[]) => times.map((ms, i) => slow(`slow_${i + 1}`, ms));

  it.each<[string, ToolCall[], Partial<Policy>, string, string, string]>([
    [
      'that binds',
      [...several([700, 300, 400, 800, 300, 500]), fast('fast_1', 150)],
      {},
      'All seven took 1.50 s: slow_tool takes only 2 calls at once. One by one: 3.15 s. 2.1× faster.',
      '1.50 s (a tool’s limit)',
      '',
    ],
    [
      'that leaves a connection empty at the end',
      [...several([300, 300, 700]), fast('fast_1', 150)],
      {},
      'All four took 1.00 s: slow_3 waited 0.30 s for one of the two connections of slow_tool. One by one: 1.45 s. 1.5× faster.',
      '0.70 s (slowest call)',
      '0.30 s: waiting for its tool',
    ],
    [
      'beside a limit that does not',
      [...several([300, 300, 700]), fast('fast_1', 150)],
      { limit: 3 },
      'At most 3 took 1.00 s: slow_3 waited 0.30 s for one of the two connections of slow_tool. 1.5× faster than one by one.',
      '0.70 s (slowest call)',
      '0.30 s: waiting for its tool',
    ],
    [
      'beside a limit that does',
      [fast('fast_1', 300), slow('slow_1', 100), slow('slow_2', 600)],
      { limit: 1 },
      'One by one took 1.00 s: the sum. All at once: 0.60 s.',
      '1.00 s (work / limit)',
      '',
    ],
  ])('%s', async (_, calls, policy, sentence, bound, cost) => {
    const plan = { calls, policy, tools: POOL };
    const tools = equipped(simulatedTools, plan);
    const totals = async (width: Partial<Policy>) =>
      (await predict({ calls, policy: { ...policy, ...width } }, { tools })).makespan;
    const state = foldAll((await predict(plan, { tools })).events);
    const whole = policyOf(plan);
    const pools = poolsOf(plan);
    const proof = proofOf({ state, policy: whole, pools, oneByOne: sameAt(await totals({ limit: 1 }), state) });
    const context = { policy: whole, pools, allAtOnceMs: await totals({ limit: null }) };
    expect(plainText(verdict(state, proof, context).sentence)).toBe(sentence);
    expect(boundText(proof.bound as NonNullable<typeof proof.bound>)).toBe(bound);
    expect(costText(costOf(state, whole, proof, pools))).toBe(cost);
  });

  it('is in the question, and makes an order worth a word', () => {
    const ask = (policy: Partial<Policy>) =>
      plainText(question(6, undefined, { policy: policyOf({ calls: [], policy }), pools: { slow_tool: 2 } }));
    expect(ask({})).toBe('Six calls. Started all at once, at most 2 of slow_tool, how long will they take?');
    expect(ask({ order: 'longest-first' })).toMatch(/Started all at once, longest first, at most 2 of slow_tool,/);
  });

  it('the path goes through the calls of that tool alone', async () => {
    const calls = [...several([300, 300, 700]), fast('fast_1', 300)];
    const plan = { calls, tools: POOL };
    const state = foldAll((await predict(plan, { tools: equipped(simulatedTools, plan) })).events);
    const path = criticalPath(state, policyOf(plan), poolsOf(plan));
    expect(path.map(({ key, edge }) => [state.calls[key]?.name, edge])).toEqual([
      ['slow_tool', 'slot'],
      ['slow_tool', undefined],
    ]);
  });
});
