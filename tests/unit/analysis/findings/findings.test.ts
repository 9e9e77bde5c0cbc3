import { describe, expect, it, test } from 'vitest';
import { applyChange, type FindingChange } from '../../../../src/analysis/findings/candidate.ts';
import { type Findings, findingsOf } from '../../../../src/analysis/findings/findings.ts';
import { proposedTimeout, roundUp } from '../../../../src/analysis/findings/proposedTimeout.ts';
import { plainText } from '../../../../src/analysis/format/richText.ts';
import { promiseResult, promiseSentence, savesText } from '../../../../src/analysis/verdict/findingText.ts';
import { predict as engine } from '../../../../src/engine/predict.ts';
import { presetOf } from '../../../../src/lessons/allPresets.ts';
import { foldAll } from '../../../../src/run/fold.ts';
import { type EquippedPlan, toolsOf } from '../../../../src/run/toolSettings.ts';
import type { Plan, Policy, Run, ToolCall } from '../../../../src/run/types.ts';
import { equipped } from '../../../../src/tools/equipped.ts';
import { withExpected } from '../../../../src/tools/expected.ts';
import { longestOf } from '../../../../src/tools/kinds.ts';
import { simulatedTools as tools } from '../../../../src/tools/simulated.ts';
import * as edits from '../../../../src/tools/whatIf.ts';
import { property } from '../../support/property.ts';
import { anyPlan, blocking, failing, fast, flaky, hanging, slow } from '../runs.ts';

const predict = (plan: Plan): Promise<Run> => engine(withExpected(plan), { tools: equipped(tools, plan) });

async function look(plan: EquippedPlan): Promise<Findings & { predicted: number }> {
  let predicted = 0;
  const found = await findingsOf(plan, await predict(plan), edits, (other) => {
    predicted++;
    return predict(other);
  });
  return { ...found, predicted };
}

/** `Raise the limit from 2 to 3: 0.40 s less`, line by line; then what would not help. */
async function told(calls: ToolCall[], policy: Partial<Policy> = {}): Promise<string[]> {
  return lines(await look({ calls, policy }));
}

function lines({ findings, futile }: Findings): string[] {
  return [...findings.map((one) => `${one.action}: ${savesText(one)}`), ...futile.map((text) => `- ${text}`)];
}

const preset = async (name: string) => lines(await look(presetOf(name)?.plan as Plan));
const of = (...ms: number[]) => ms.map((length, i) => slow(`c${i + 1}`, length));

describe('what would save time', () => {
  test('the tutorial: only both slow calls together, and neither fast one', async () => {
    expect(await preset('tutorial')).toEqual([
      'Make slow_1 and error_1 twice as fast (split or cache them): 0.50 s less',
      '- Shortening any of the other 3 calls, even all of them, saves 0 ms.',
      '- Shortening slow_1 alone saves 0 ms: error_1 takes as long.',
    ]);
  });

  test('a limit: one more, and what takes all waiting away', async () => {
    const found = await told(of(400, 400, 400), { limit: 2 });
    expect(found[0]).toBe('Raise the limit from 2 to 3: 0.40 s less');
    expect(found).not.toContain('Start all at once: 0.40 s less');
    expect(await told(of(400, 400, 400, 400, 400, 400), { limit: 2 })).toEqual(
      expect.arrayContaining(['Raise the limit from 2 to 3: 0.40 s less', 'Start all at once: 0.80 s less']),
    );
  });

  test('a limit that nothing waits at', async () => {
    expect(await told([fast('a'), fast('b')], { limit: 5 })).toContain(
      '- A higher limit saves 0 ms: never more than 2 run at once.',
    );
  });

  test('a tool’s own limit: one connection more, and as many as the longest call leaves to do', async () => {
    const plan = { calls: of(400, 200, 200, 200, 200), tools: { slow_tool: { limit: 1 } } };
    const { findings } = await look(plan);
    expect(findings.slice(0, 2).map((one) => `${one.action}: ${savesText(one)}`)).toEqual([
      'Raise the limit of slow_tool from 1 to 3: 0.80 s less',
      'Raise the limit of slow_tool from 1 to 2: 0.60 s less',
    ]);
    expect(findings[0]?.keys).toEqual([1, 2, 3, 4]);
  });

  test('a tool’s own limit that another tool’s calls do not share', async () => {
    const plan = { calls: [slow('a', 400), slow('b', 400), fast('c')], tools: { fast_tool: { limit: 1 } } };
    expect(lines(await look(plan)).join()).not.toContain('limit');
  });

  test('a tool’s own timeout: longer, where the attempt is only made again', async () => {
    const retry = { attempts: 3, baseMs: 100, factor: 1, maxMs: 100, jitter: 0 };
    const plan = { calls: of(400), policy: { retry }, tools: { slow_tool: { timeoutMs: 300 } } };
    expect(lines(await look(plan))).toContain('Raise the timeout of slow_tool from 0.30 s to 0.60 s: 0.70 s less');
    expect(lines(await look({ ...plan, policy: {} })).join()).not.toContain('Raise the timeout');
  });

  test('a tool’s own timeout: shorter, where what is cut off never comes', async () => {
    const plan = { calls: [slow('a', 200), hanging('h')], tools: { hanging_tool: { timeoutMs: 900, limit: 2 } } };
    const { findings } = await look(plan);
    expect(findings[0]?.action).toBe('Lower the timeout of hanging_tool from 0.90 s to 0.22 s');
    expect(toolsOf(applyChange(plan, findings[0]?.change as FindingChange))).toEqual({
      hanging_tool: { timeoutMs: 220, limit: 2 },
    });
  });

  test('batches: the same width without a barrier', async () => {
    expect((await preset('straggler'))[0]).toBe('At most 3 at once, without batches: 0.90 s less');
  });

  // algorithms: six of 1 and one of 3 on three slots take 5 as listed and 3 longest first.
  test('the order: longest first', async () => {
    expect((await told(of(100, 100, 100, 100, 100, 100, 300), { limit: 3 }))[0]).toBe(
      'Start the longest calls first: 0.20 s less',
    );
    expect(await told(of(400, 400, 400, 400), { limit: 2 })).toContain(
      '- Starting the longest calls first saves 0 ms.',
    );
  });

  test('retries: half the backoff, no growth, jitter; and no retry only with its price', async () => {
    const found = await preset('flaky-network');
    expect(found.slice(0, 3)).toEqual([
      'Halve the backoff, from 0.20 s to 0.10 s: 0.30 s less',
      'Make flaky_2 twice as fast (split or cache it): 0.30 s less',
      'Keep every backoff at 0.20 s: 0.20 s less',
    ]);
    expect(found[3]).toMatch(/^Jitter of 50 %: 0\.\d\d s less$/);
    expect(found[4]).toBe('Do not retry: ends the run at 0.30 s, but without the results of flaky_1 and flaky_2');
  });

  test('attempts that no result had needed', async () => {
    const retry = { attempts: 4, baseMs: 100, factor: 1, maxMs: 100, jitter: 0 };
    const calls = [flaky('flaky_1', 100), failing('error_1', 300)];
    expect((await told(calls, { retry }))[0]).toBe('Try 2 times, not 4: 0.80 s less');
  });

  test('a rate', async () => {
    expect((await preset('rate-limited'))[0]).toBe('Raise the rate from 2 to 3 starts per 0.50 s: 0.50 s less');
  });

  test('a timeout that is too long, also a call’s own', async () => {
    expect(await told([fast('a', 100), hanging('h')], { timeoutMs: 2000 })).toContain(
      'Lower the timeout from 2.00 s to 0.11 s: 1.89 s less',
    );
    const own = { ...hanging('h'), timeoutMs: 2000 };
    expect(await told([fast('a', 100), own])).toContain('Lower the timeout of h from 2.00 s to 0.11 s: 1.89 s less');
  });

  test('a slot that abandoned work holds', async () => {
    const deaf = (id: string) => ({ ...slow(id, 900), timeoutMs: 100 });
    const run = await told([deaf('a'), slow('b', 300)], { limit: 1, slotOnTimeout: 'hold' });
    // The page's sleeping tools hear their signal: nothing is held, and nothing is claimed.
    expect(run).not.toContain('Give a slot back at the timeout');
  });

  test('a run without an end: a timeout with room for all that does end', async () => {
    const found = await look({ calls: [slow('a', 1000), hanging('h')] });
    expect(lines(found)).toEqual(['Set a timeout of 1.50 s: ends the run at 1.50 s']);
    expect(found.total).toBe(Number.POSITIVE_INFINITY);
    expect(plainText(promiseSentence(found.findings[0] as never))).toBe(
      'Predicted 1.50 s, not no end: press Run to prove it.',
    );
  });

  test('a run without an end: the timeout is above the slowest call that ends, started or not', async () => {
    const plan = { calls: [hanging('h'), slow('a', 3000), fast('b')], policy: { limit: 1 } };
    expect((await look(plan)).findings[0]?.action).toBe('Set a timeout of 4.50 s');
    const state = foldAll((await predict(plan)).events);
    expect(state.calls[1]?.attempts).toEqual([]);
    // The page's button proposes the same; without a prediction it knows only what the calls are to take.
    expect(proposedTimeout(state, plan, longestOf)).toBe(4500);
    expect(proposedTimeout(undefined, plan, longestOf)).toBe(4500);
    expect(proposedTimeout(undefined, { calls: [hanging('h')] }, longestOf)).toBe(1500);
    // Its time may be twice what it says.
    const varied = { ...slow('a', 3000), args: { query: 'x', ms: 3000, spread: 1 } };
    expect(proposedTimeout(undefined, { calls: [varied] }, longestOf)).toBe(9000);
  });

  property(
    'no proposed timeout cuts off a call that ends, and what loses results is not called less',
    anyPlan.map((plan) => ({ ...plan, calls: [...plan.calls, hanging('h')] })),
    async (plan) => {
      const { policy: { limit = null } = {} } = plan;
      const state = foldAll((await predict(plan)).events);
      const timeoutMs = proposedTimeout(state, plan, longestOf);
      const cut = await predict({ ...plan, policy: { ...plan.policy, timeoutMs } });
      expect(cut.outcomes.filter(({ kind }) => kind === 'timedOut').map(({ id }) => id)).toEqual(['h']);
      if (limit !== 1) return;
      for (const one of (await look(plan)).findings)
        if (one.lost.length > 0) expect(savesText(one)).toMatch(/^ends the run at .*, but without /);
    },
    { runs: 60 },
  );

  test('one straggler among many: at the price of its result, and behind what is free', async () => {
    expect(await preset('slow-neighbour')).toEqual([
      'Make slow_1 twice as fast (split or cache it): 1.00 s less',
      'Cut slow_1 off after 0.22 s: ends the run at 0.22 s, but without slow_1’s result',
      '- Shortening any of the other 5 calls, even all of them, saves 0 ms.',
    ]);
  });

  test('a failure that makes the rest worthless', async () => {
    expect(await told([failing('e', 100), slow('a', 1000), slow('b', 990), slow('c', 995), slow('d', 1000)])).toContain(
      'End the run at its first failure, and cancel the rest: ends the run at 0.10 s, but without the results of a and 3 others',
    );
  });

  test('a call that holds the thread', async () => {
    const found = await told([blocking('block_1', 800), slow('a', 600)]);
    expect(found).toContain('Take block_1 off the thread: 0.60 s less');
    expect(await preset('blocked-loop')).toContain('- Taking block_1 off the thread saves 0 ms.');
  });

  test('nothing where nothing takes time, and of no calls', async () => {
    expect(await told([])).toEqual([]);
    expect(await told([fast('a', 0)])).toEqual([]);
  });

  it('predicts few plans where there are many calls', async () => {
    const calls = Array.from({ length: 4000 }, (_, i) => slow(`c${i}`, 5 + (i % 7)));
    const plan = { calls, policy: { limit: 100, batchSize: 500, rate: { starts: 400, perMs: 3 } } };
    const run = await predict(plan);
    let predicted = 0;
    await findingsOf(plan, run, edits, async () => {
      predicted++;
      return run;
    });
    expect(predicted).toBeLessThanOrEqual(15);
  });

  property(
    'every finding saves what predicting its change says, and names every result that it gives up',
    anyPlan,
    async (plan) => {
      const { findings, total, predicted } = await look(plan);
      expect(predicted).toBeLessThanOrEqual(28);
      expect(findings.length).toBeLessThanOrEqual(5);
      const now = await predict(plan);
      for (const { change, saves, lost, total: then, keys } of findings) {
        const run = await predict(applyChange(plan, change));
        expect(now.makespan - run.makespan).toBe(saves);
        expect(run.makespan).toBe(then);
        expect(saves).toBeGreaterThan(1);
        expect(saves).toBeGreaterThan(total * 0.01);
        const gone = now.outcomes.filter(({ kind }, key) => kind === 'succeeded' && run.outcomes[key]?.kind !== kind);
        expect(lost).toEqual(gone.map(({ id }) => id));
        for (const key of keys) expect(plan.calls[key]).toBeDefined();
      }
      const price = /first failure/;
      const free = findings
        .filter(({ lost, action }) => lost.length === 0 && !price.test(action))
        .map(({ total: left }) => Math.round(left));
      expect(free).toEqual(free.toSorted((a, b) => a - b));
    },
    { runs: 200 },
  );

  property(
    'whoever gives up half way hears of it',
    anyPlan,
    async (plan) => {
      const run = await predict(plan);
      const { predicted } = await look(plan);
      const giveUp = findingsOf(plan, run, edits, () => Promise.reject(new Error('overtaken')));
      if (predicted > 0) await expect(giveUp).rejects.toThrow('overtaken');
    },
    { runs: 20 },
  );
});

describe('a change', () => {
  it('leaves the plan as it was', () => {
    const plan: Plan = { calls: [fast('a'), fast('b')], policy: { limit: 2 }, seed: 3 };
    const change: FindingChange = { policy: { limit: 3 }, calls: [[1, slow('b', 5)]] };
    expect(applyChange(plan, change)).toEqual({ calls: [fast('a'), slow('b', 5)], policy: { limit: 3 }, seed: 3 });
    expect(plan).toEqual({ calls: [fast('a'), fast('b')], policy: { limit: 2 }, seed: 3 });
  });

  it('has lengths that people would choose, never too short', () => {
    expect([0.3, 7, 11, 110, 1100.0000001, 1101, 98_765].map(roundUp)).toEqual([1, 7, 11, 110, 1100, 1200, 99_000]);
  });
});

describe('the promise', () => {
  const one = { saves: 400, total: 800, lost: [] };

  it('is said before the run, with its price', () => {
    expect(plainText(promiseSentence(one))).toBe('Predicted 0.80 s, 0.40 s less: press Run to prove it.');
    expect(plainText(promiseSentence({ ...one, lost: ['slow_1'] }))).toBe(
      'Predicted 0.80 s, without slow_1’s result: press Run to prove it.',
    );
  });

  it('is held against the run', () => {
    expect(plainText(promiseResult(one, 1203, 801))).toBe('0.402 s less, promised 0.400 s. ');
    expect(plainText(promiseResult(one, 1203, 1213))).toBe('0.010 s longer, promised 0.400 s less. ');
    expect(plainText(promiseResult(one, undefined, 801))).toBe('Promised 0.800 s: it took 0.801 s. ');
    expect(plainText(promiseResult({ ...one, saves: Number.POSITIVE_INFINITY }, 900, 801))).toBe(
      'Promised 0.800 s: it took 0.801 s. ',
    );
  });
});
