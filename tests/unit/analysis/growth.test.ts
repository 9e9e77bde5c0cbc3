import { describe, expect, test } from 'vitest';
import { pathColumns } from '../../../src/analysis/criticalPath/pathColumns.ts';
import { candidateInput } from '../../../src/analysis/findings/candidate.ts';
import { concurrencyCandidates } from '../../../src/analysis/findings/concurrencyCandidates.ts';
import { failureCandidates } from '../../../src/analysis/findings/failureCandidates.ts';
import { eventText } from '../../../src/analysis/log/eventText.ts';
import { tableText } from '../../../src/analysis/log/tableText.ts';
import { lostKeys, stillRunning } from '../../../src/analysis/metrics/abandonedWork.ts';
import { concurrencyOf } from '../../../src/analysis/metrics/concurrency.ts';
import { metricsOf } from '../../../src/analysis/metrics/metrics.ts';
import { proofOf } from '../../../src/analysis/metrics/proof.ts';
import { isSourceEvent } from '../../../src/analysis/metrics/sourceEvents.ts';
import { costOf } from '../../../src/analysis/metrics/timeBreakdown.ts';
import { barsOf, pointsOf } from '../../../src/analysis/timeline/bars.ts';
import { barrierAt } from '../../../src/analysis/timeline/batchBarriers.ts';
import { idleRanges } from '../../../src/analysis/timeline/compressedAxis.ts';
import { rangeStatsOf } from '../../../src/analysis/timeline/rangeStats.ts';
import { Replay } from '../../../src/analysis/timeline/replay.ts';
import { visibleMarks } from '../../../src/analysis/timeline/visibleMarks.ts';
import { verdict } from '../../../src/analysis/verdict/verdict.ts';
import { virtualClock } from '../../../src/engine/clocks/virtualClock.ts';
import { createController } from '../../../src/engine/controller.ts';
import { execute } from '../../../src/engine/execute.ts';
import { predict } from '../../../src/engine/predict.ts';
import { foldAll, type RunState } from '../../../src/run/fold.ts';
import { policyOf } from '../../../src/run/policy.ts';
import { poolsOf } from '../../../src/run/toolSettings.ts';
import type { Plan, Run } from '../../../src/run/types.ts';
import { equipped } from '../../../src/tools/equipped.ts';
import { simulatedTools } from '../../../src/tools/simulated.ts';
import * as edits from '../../../src/tools/whatIf.ts';
import { planOf, times } from '../support/plans.ts';
import { readsOf } from '../support/reads.ts';
import { TOOLS } from '../support/tools.ts';

/** Large enough that what is looked at once does not count, and small enough for what is quadratic. */
const FEW = 60;
const MANY = 10 * FEW;

const again = (attempts: number) => ({ retry: { attempts, baseMs: 1, factor: 1, maxMs: 1, jitter: 0 } });
const pooled = (n: number): Plan => ({
  calls: Array.from({ length: n }, (_, i) => ({
    id: `c${i}`,
    name: i % 2 ? 'fast_tool' : 'slow_tool',
    args: { query: '', ms: 1 + (i % 5) },
  })),
  ...{ tools: { fast_tool: { limit: 2 } } },
  policy: { limit: 4 },
});

/** A run of so many, of each kind that is many in a way of its own. */
const RUNS: Record<string, (n: number) => Promise<Run>> = {
  'calls at once': (n) => predicted(planOf(...times(n, 'spread 100'))),
  'calls one by one': (n) => predicted(planOf(...times(n, 'spread 10'), { limit: 1 })),
  'calls of no length': (n) => predicted(planOf('ok 100', ...times(n, 'ok 0'), { limit: 1 })),
  'attempts of one call': (n) => predicted(planOf('fail 1', again(n))),
  'attempts that outlive their timeouts': (n) => predicted(planOf('ok 500', { timeoutMs: 5, ...again(n) })),
  'batches of one': (n) => predicted(planOf(...times(n, 'ok 1'), { batchSize: 1 })),
  'calls that wait for their tool': (n) => predicted(pooled(n)),
  'calls that wait for the rate': (n) => predicted(planOf(...times(n, 'ok 3'), { rate: { starts: 2, perMs: 10 } })),
  'calls that a timeout cuts off': (n) => predicted(planOf(...times(n, 'ok 9'), { timeoutMs: 5, ...again(2) })),
  'calls lost to a failure': (n) => predicted(planOf(...times(n, 'ok 9'), 'fail 5', { onError: 'fail-fast' })),
  'pauses and other limits': steered,
};

function predicted(plan: Plan): Promise<Run> {
  return predict(plan, { tools: equipped([...simulatedTools, ...named()], plan) });
}

const named = () => Object.entries(TOOLS).map(([name, tool]) => ({ ...tool, name }));

function steered(n: number): Promise<Run> {
  const clock = virtualClock();
  const controller = createController();
  for (let i = 1; i < n; i++) {
    clock.after(4 * i, () => controller.pause());
    clock.after(4 * i + 1, () => controller.resume());
    clock.after(4 * i + 2, () => controller.setLimit(1 + (i % 3)));
  }
  return clock.drive(execute(planOf(...times(n, 'ok 3'), { limit: 2 }), { tools: TOOLS, clock, controller }));
}

type Look = (state: RunState, run: Run) => unknown;

const LOOKS: Record<string, Look> = {
  proof: (state, { plan }) => proofOf({ state, policy: policyOf(plan), pools: poolsOf(plan) }),
  cost(state, { plan }) {
    const [policy, pools] = [policyOf(plan), poolsOf(plan)];
    return costOf(state, policy, proofOf({ state, policy, pools }), pools);
  },
  metrics: (state, { plan }) => metricsOf({ state, plan }),
  'events behind a number'(state, { plan, events }) {
    for (const { sourceEvents } of metricsOf({ state, plan }).measures)
      if (sourceEvents) events.filter(isSourceEvent(sourceEvents, state, plan));
  },
  path: (state, { plan }) => pathColumns(state, plan),
  concurrency: (state) => concurrencyOf(state),
  verdict(state, { plan }) {
    const [policy, pools] = [policyOf(plan), poolsOf(plan)];
    return verdict(state, proofOf({ state, policy, pools }), { policy, pools, blocks: () => true });
  },
  log: (state, { events }) => events.map((event) => eventText(event, state.calls)),
  table: (state) => tableText(state),
  rows: (state) => Array.from(state.calls, (call) => [barsOf(call), pointsOf(call)]),
  marks: (state) => visibleMarks({ state, predicted: false, compared: false, lost: lostKeys(state, 'fail-fast') }),
  still: (state) => stillRunning(state, state.at),
  gates: (state) => Array.from({ length: state.batches.length - 1 }, (_, i) => barrierAt(state, i + 1)),
  measure: (state) => rangeStatsOf(state, { from: 0, to: state.at }),
  gaps: (state) => idleRanges(state),
  proposals(state, { plan }) {
    const facts = candidateInput(plan, state, edits);
    return [concurrencyCandidates(facts), failureCandidates(facts)];
  },
};

describe.each(Object.keys(RUNS))('ten times as many %s', (kind) => {
  test('are ten times as much to look at, and not a hundred times', async () => {
    const run = RUNS[kind] as (typeof RUNS)[string];
    const [few, many] = await Promise.all([run(FEW), run(MANY)]);
    const [fewState, manyState] = [foldAll(few.events), foldAll(many.events)];
    const grown = Object.entries(LOOKS).map(([name, look]): [string, number] => [
      name,
      readsOf(manyState, (state) => look(state, many)) /
        Math.max(
          FEW,
          readsOf(fewState, (state) => look(state, few)),
        ),
    ]);
    expect(grown.filter(([, ratio]) => ratio > 15)).toEqual([]);
  });
});

test('a replay copies some times its log, however many calls there are', async () => {
  const { events } = await predict(planOf(...times(20_000, 'unknown')), { tools: TOOLS });
  let copied = 0;
  const { slice } = Array.prototype;
  Array.prototype.slice = function (...range) {
    copied += this.length;
    return slice.apply(this, range);
  };
  const replay = new Replay(events);
  try {
    replay.upTo(events.length);
  } finally {
    Array.prototype.slice = slice;
  }
  expect(copied).toBeLessThan(15 * events.length);
  for (const count of [39_000, 20_003]) expect(replay.after(count)).toEqual(foldAll(events.slice(0, count)));
});
