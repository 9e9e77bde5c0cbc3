import { describe, expect, it } from 'vitest';
import { concurrencyOf } from '../../../src/analysis/metrics/concurrency.ts';
import { proofOf } from '../../../src/analysis/metrics/proof.ts';
import { costOf } from '../../../src/analysis/metrics/timeBreakdown.ts';
import { predict } from '../../../src/engine/predict.ts';
import { PRESET_MENU, type Preset, presetOf } from '../../../src/lessons/allPresets.ts';
import { GROUPS } from '../../../src/lessons/presetRegistry.ts';
import { checkPlan } from '../../../src/run/check/checkPlan.ts';
import { checkSettings } from '../../../src/run/check/checkSettings.ts';
import { foldAll } from '../../../src/run/fold.ts';
import { policyOf } from '../../../src/run/policy.ts';
import { poolsOf } from '../../../src/run/toolSettings.ts';
import type { Policy } from '../../../src/run/types.ts';
import { equipped } from '../../../src/tools/equipped.ts';
import { simulatedTools } from '../../../src/tools/simulated.ts';

const names = PRESET_MENU.map(({ name }) => name);
const WAIT_MS = 4000;
/** Predicting 10,000 calls takes seconds on a busy machine. */
const PATIENT = { timeout: 60_000 };

function known(name: string): Preset {
  const preset = presetOf(name);
  if (!preset) throw new Error(`no preset ${name}`);
  return preset;
}

const asItIs = new Map<string, ReturnType<typeof predictedUnder>>();

/** The predicted run, under the preset's own policy but for what is changed. */
function predicted(name: string, change?: Partial<Policy>): ReturnType<typeof predictedUnder> {
  if (change) return predictedUnder(name, change);
  const known = asItIs.get(name) ?? predictedUnder(name, {});
  asItIs.set(name, known);
  return known;
}

async function predictedUnder(name: string, change: Partial<Policy>) {
  const { plan } = known(name);
  const policy = policyOf({ ...plan, policy: { ...plan.policy, ...change } });
  const pools = poolsOf(plan);
  const run = await predict({ ...plan, policy }, { tools: equipped(simulatedTools, plan) });
  const state = foldAll(run.events);
  const { peak } = concurrencyOf(state);
  const proof = proofOf({ state, policy, pools });
  const call = (id: string) => {
    const found = state.calls.find((one) => one.id === id);
    if (!found?.outcome) throw new Error(`${id} has not settled`);
    return { ...found.outcome, attempts: found.attempts };
  };
  const kinds = (kind: string) => run.outcomes.filter((one) => one.kind === kind).map(({ id }) => id);
  return { run, state, policy, pools, proof, peak, call, kinds, total: run.makespan };
}

describe.each(names)('%s', PATIENT, (name) => {
  it('is a valid plan, of calls that their tools accept, made the same each time', async () => {
    const { plan } = known(name);
    expect(() => checkPlan(plan)).not.toThrow();
    expect(() => checkSettings(plan)).not.toThrow();
    expect(presetOf(name)?.plan).toBe(plan);
    expect(new Set(plan.calls.map(({ id }) => id)).size).toBe(plan.calls.length);
    const { run } = await predicted(name);
    expect(run.outcomes.filter(({ kind }) => kind === 'rejected' || kind === 'cancelled')).toEqual([]);
  });

  it('ends, and soon', async () => {
    const { run, total } = await predicted(name);
    expect(run.stalled ?? false).toBe(false);
    expect(total).toBeGreaterThan(0);
    expect(total).toBeLessThanOrEqual(WAIT_MS);
  });

  it('has words: one line for the menu, a story of two sentences that fits the card', () => {
    const { title, about, story, group } = known(name);
    expect(GROUPS).toContain(group);
    expect(name).toMatch(/^[a-z0-9-]+$/);
    for (const text of [title, about]) expect(text.length).toBeLessThanOrEqual(64);
    expect(story.length).toBeLessThanOrEqual(125);
    expect(story.match(/[.?](?= |$)/g)).toHaveLength(2);
  });
});

it('names, titles and stories are each their own; each group has some', () => {
  for (const field of ['name', 'title', 'story'] as const)
    expect(new Set(PRESET_MENU.map((one) => one[field])).size).toBe(PRESET_MENU.length);
  expect([...new Set(PRESET_MENU.map(({ group }) => group))]).toEqual([...GROUPS]);
});

describe('the stories are true', PATIENT, () => {
  it('tutorial: as long as the slowest; one fails and the others do not', async () => {
    const { total, proof, kinds } = await predicted('tutorial');
    expect(total).toBe(1000);
    expect(proof).toMatchObject({ sum: 2200, slowest: { id: 'slow_1', duration: 1000 } });
    expect(kinds('failed')).toEqual(['error_1']);
    expect(kinds('succeeded')).toHaveLength(3);
  });

  it('slow neighbour: five are done within 0.20 s, the run takes 2 s', async () => {
    const { total, run } = await predicted('slow-neighbour');
    expect(total).toBe(2000);
    expect(run.outcomes.filter(({ settledAt }) => settledAt <= 200)).toHaveLength(5);
    expect(known('slow-neighbour').plan.calls).toHaveLength(6);
  });

  it('deaf tool: the timeout ends it at 0.50 s, and its work goes on; without a timeout it never ends', async () => {
    const { total, call, kinds, state } = await predicted('deaf-tool');
    expect(total).toBe(500);
    expect(kinds('timedOut')).toEqual(['hang_1']);
    expect(call('hang_1')).toMatchObject({ abandoned: true, settledAt: 500 });
    expect(state.calls.flatMap(({ attempts }) => attempts).some(({ lateAt }) => lateAt !== undefined)).toBe(false);
    const deaf = await predicted('deaf-tool', { timeoutMs: null });
    expect(deaf.run.stalled).toBe(true);
  });

  it('thundering herd: all 24 twice in step; at most 6 never storm, at the price of time', async () => {
    const herd = await predicted('thundering-herd');
    expect(herd.total).toBe(800);
    expect(herd.peak).toBe(24);
    for (const attempt of [0, 1])
      expect(new Set(herd.state.calls.map(({ attempts }) => attempts[attempt]?.startedAt)).size).toBe(1);
    expect(herd.kinds('succeeded')).toHaveLength(24);
    const tamed = await predicted('thundering-herd', { limit: known('thundering-herd').atMost ?? null });
    expect(tamed.peak).toBe(6);
    expect(tamed.total).toBe(2400);
  });

  it('straggler: the barrier costs 0.90 s, which at most 3 does not', async () => {
    const { total, state, policy, proof } = await predicted('straggler');
    expect(total).toBe(2400);
    expect(proof.lowerBound).toBe(1500);
    expect(costOf(state, policy, proof)).toEqual([{ cause: 'barrier', ms: 900, batches: 2 }]);
    expect((await predicted('straggler', { batchSize: null, limit: 3 })).total).toBe(1500);
  });

  it('blocked loop: what was due at 0.10 and 0.20 s is heard at 0.80 s', async () => {
    const { total, call } = await predicted('blocked-loop');
    expect(total).toBe(1200);
    for (const id of ['fast_1', 'fast_2', 'block_1']) expect(call(id).settledAt).toBe(800);
    const { plan } = known('blocked-loop');
    const calls = plan.calls.filter(({ id }) => id !== 'block_1');
    const alone = await predict({ ...plan, calls }, { tools: simulatedTools });
    expect(alone.outcomes.map(({ settledAt }) => settledAt)).toEqual([100, 200, 1200]);
  });

  it('flaky network: two of three are saved, one stays lost; the longest chain is the slowest call', async () => {
    const { total, call, kinds, proof } = await predicted('flaky-network');
    expect(total).toBe(1500);
    expect(kinds('failed')).toEqual(['flaky_3']);
    expect([1, 2, 3].map((n) => call(`flaky_${n}`).attempts.length)).toEqual([2, 3, 3]);
    expect(call('flaky_2').attempts.map(({ backoffMs }) => backoffMs)).toEqual([200, 400, undefined]);
    expect(proof.slowest).toMatchObject({ id: 'flaky_2', duration: 1500 });
    const once = await predicted('flaky-network', { retry: { ...policyOf({ calls: [] }).retry, attempts: 1 } });
    expect(once.kinds('failed')).toHaveLength(3);
  });

  it('pool of connections: half the queries’ work, their lower bound; the lookups wait for nobody', async () => {
    const { total, proof, policy, pools, state } = await predicted('pool-of-connections');
    const queries = state.calls.filter(({ name }) => name === 'slow_tool');
    expect(concurrencyOf({ ...state, calls: queries }).peak).toBe(2);
    expect(queries).toHaveLength(6);
    expect(
      queries.reduce(
        (work, { outcome, attempts }) => work + (outcome?.settledAt ?? 0) - (attempts[0]?.startedAt ?? 0),
        0,
      ),
    ).toBe(3000);
    expect(total).toBe(1500);
    expect(proof.bound).toEqual({ by: 'pool', ms: 1500, limit: 2, tool: 'slow_tool' });
    const lookups = state.calls.filter(({ name }) => name === 'fast_tool');
    expect(lookups.map(({ attempts }) => attempts[0]?.startedAt)).toEqual([0, 0]);
    expect(costOf(state, policy, proof, pools)).toEqual([]);
  });

  it('priorities: the urgent go first, and the total is that of the listed order', async () => {
    const { total, call } = await predicted('priorities');
    const listed = await predicted('priorities', { order: 'listed' });
    expect(
      known('priorities')
        .plan.calls.slice(-2)
        .map(({ id }) => id),
    ).toEqual(['urgent_1', 'urgent_2']);
    for (const id of ['urgent_1', 'urgent_2']) {
      expect(call(id).settledAt).toBe(400);
      expect(listed.call(id).settledAt).toBe(1200);
    }
    expect([total, listed.total]).toEqual([1200, 1200]);
  });

  it('rate limited: two starts in each half second; the rate is the lower bound', async () => {
    const { total, state, proof } = await predicted('rate-limited');
    expect(state.calls.map(({ attempts }) => attempts[0]?.startedAt)).toEqual([0, 0, 500, 500, 1000, 1000]);
    expect([total, proof.lowerBound, proof.slowest?.duration]).toEqual([1250, 1250, 250]);
  });

  it('everything: each policy is needed by some call, and the deadline ends it', async () => {
    const { total, call, kinds, peak, policy, state } = await predicted('everything');
    expect(total).toBe(2500);
    expect(policy).toMatchObject({ limit: 3, deadlineMs: 2500, order: 'priority', recovery: 'fallback' });
    expect(peak).toBe(3);
    expect(call('slow_1')).toMatchObject({ kind: 'timedOut', settledAt: 2500 });
    expect(call('hang_2')).toMatchObject({ kind: 'timedOut', abandoned: true });
    expect(call('hang_1').recovered).toMatch(/timed out/);
    expect(call('error_1').recovered).toMatch(/failed/);
    expect(call('flaky_1').attempts).toHaveLength(2);
    expect(call('urgent_1').attempts[0]?.startedAt).toBe(0);
    expect(kinds('succeeded')).toHaveLength(4);
    // The rate holds some back that have a slot, the limit others that are let through.
    expect(state.calls.some(({ attempts }) => (attempts[0]?.readyAt ?? 0) > 0)).toBe(true);
    expect(state.calls.some(({ attempts: [first] }) => first && first.startedAt > first.readyAt)).toBe(true);
    expect((await predicted('everything', { deadlineMs: null })).total).toBeGreaterThan(2500);
    expect(new Set(known('everything').plan.calls.map(({ name }) => name)).size).toBe(5);
  });

  it.each([1000, 10_000])('stress: %i calls, and as long as the slowest', async (count) => {
    const { total, proof } = await predicted(`stress-${count}`);
    expect([proof.calls, total, proof.slowest?.duration]).toEqual([count, 1000, 1000]);
  });
});
