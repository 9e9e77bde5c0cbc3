import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { criticalPath } from '../../../src/analysis/criticalPath/criticalPath.ts';
import { pathSentence } from '../../../src/analysis/criticalPath/pathSummary.ts';
import { findingsOf } from '../../../src/analysis/findings/findings.ts';
import { perSecond, RESOLVED_MS, ratio } from '../../../src/analysis/format/ratio.ts';
import { plainText } from '../../../src/analysis/format/richText.ts';
import { rowName } from '../../../src/analysis/log/callTable.ts';
import { eventText } from '../../../src/analysis/log/eventText.ts';
import { tableText } from '../../../src/analysis/log/tableText.ts';
import { metricsOf } from '../../../src/analysis/metrics/metrics.ts';
import { baselineOf, type Proof, proofOf, totalOf } from '../../../src/analysis/metrics/proof.ts';
import { metricValueText } from '../../../src/analysis/report/metricDefinitions.ts';
import { ratesOf, settledText, sharesText } from '../../../src/analysis/report/metricSeries.ts';
import { slowestName, tickText } from '../../../src/analysis/timeline/timelineLabels.ts';
import { predictedText, savedText } from '../../../src/analysis/timeline/totalLabels.ts';
import { savesText } from '../../../src/analysis/verdict/findingText.ts';
import { question } from '../../../src/analysis/verdict/question.ts';
import { verdictModule } from '../../../src/analysis/verdict/verdict.lazy.ts';
import { verdict } from '../../../src/analysis/verdict/verdict.ts';
import { predict } from '../../../src/engine/predict.ts';
import { foldAll, type RunState } from '../../../src/run/fold.ts';
import { policyOf } from '../../../src/run/policy.ts';
import type { Ms, Plan, Policy } from '../../../src/run/types.ts';
import { fillTemplate, runFactsOf } from '../../../src/store/lessons/lessonFacts.ts';
import { simulatedTools as tools } from '../../../src/tools/simulated.ts';
import { faster, longest, offThread } from '../../../src/tools/whatIf.ts';
import { property } from '../support/property.ts';
import { blocks, fast, verdictOn } from './runs.ts';

describe('a ratio is claimed', () => {
  it('of lengths that the clock resolves, and of no others', () => {
    expect(ratio(2200, 1000)).toBe(2.2);
    expect(ratio(RESOLVED_MS, RESOLVED_MS)).toBe(1);
    for (const ms of [0, 1e-3, 9.99, Number.POSITIVE_INFINITY, Number.NaN, -20, undefined])
      expect([ratio(1000, ms), ratio(ms, 1000)]).toEqual([undefined, undefined]);
    expect(ratio(1e308, 10)).toBe(1e307);
    expect([perSecond(4, 1000), perSecond(0, 1000), perSecond(4, 0), perSecond(4, 1)]).toEqual([
      4,
      0,
      undefined,
      undefined,
    ]);
  });

  it.each([0, 1e-3, 1, 3])('not of two calls of %d ms', async (ms) => {
    const [sentence] = await verdictOn([fast('a', ms), fast('b', ms)]);
    expect(sentence).toMatch(/^Both took .*: as long as a alone\.$/);
  });
});

const length = fc.constantFrom(0, 0, 1e-3, 1, 5, 10, 100, 1000, 3_600_000, 8.64e7, 1e12);
const tool = fc.constantFrom('fast_tool', 'slow_tool', 'failing_tool', 'flaky_tool', 'blocking_tool', 'no_such_tool');
const call = fc.oneof(
  { weight: 9, arbitrary: fc.tuple(tool, length) },
  fc.constant(['hanging_tool', 0] as [string, Ms]),
);
const policy: fc.Arbitrary<Partial<Policy>> = fc.record(
  {
    limit: fc.constantFrom(null, null, 1, 2),
    batchSize: fc.constantFrom(null, null, 1),
    timeoutMs: fc.constantFrom(null, null, 1, 50),
    deadlineMs: fc.constantFrom(null, null, 1, 500),
    onError: fc.constantFrom('collect', 'collect', 'fail-fast', 'fail-fast-cancel', 'first-success'),
    rate: fc.constantFrom(null, null, { starts: 1, perMs: 1 }),
    retry: fc.constantFrom(
      { attempts: 1, baseMs: 0, factor: 1, maxMs: 0, jitter: 0 },
      { attempts: 3, baseMs: 0, factor: 1, maxMs: 0, jitter: 0 },
    ),
  },
  { requiredKeys: [] },
);
const somePlan: fc.Arbitrary<Plan> = fc.record({ made: fc.array(call, { maxLength: 5 }), policy }).map(
  ({ made, policy: settings }): Plan => ({
    calls: made.map(([name, ms], i) => ({ id: `call_${i + 1}`, name, args: { query: 'x', ms } })),
    policy: made.length === 0 ? { ...settings, batchSize: null } : settings,
  }),
);

const stateOf = async (plan: Plan) => foldAll((await predict(plan, { tools })).events);

/** Everything that is said of a run, before and after it. */
function sentences(state: RunState, proof: Proof, plan: Plan, of: ReturnType<typeof metricsOf>): string[] {
  const rules = policyOf(plan);
  const spoken = verdict(state, proof, { policy: rules, allAtOnceMs: proof.total, guessMs: 0, blocks });
  const facts = verdictModule.policyFacts(state, rules, proof, {});
  const names = ['speedUp', 'average', 'meanEnd', 'beyond', 'sum', 'total', 'oneByOne', 'lowerBound', 'peak', 'ends'];
  const lesson = runFactsOf(state, proof);
  const series = { shares: [1], distribution: { runs: 1 } };
  const { makespan = 0 } = state;
  return [
    ...[spoken.sentence, ...spoken.notes].map(plainText),
    plainText(question(proof.calls, proof, { policy: rules })),
    ...names.map((name) => plainText(fillTemplate(`{${name}}`, lesson) ?? [])),
    ...[
      slowestName(proof),
      plainText(predictedText(proof)),
      savedText(proof),
      facts?.boundText ?? '',
      facts?.costText ?? '',
    ],
    tickText(0, makespan),
    tickText(proof.total ?? 0, makespan),
    ...(proof.noEnd ? [] : [plainText(pathSentence(criticalPath(state, rules), state))]),
    ...of.measures.map((one) => metricValueText(one)),
    ...[0, of.end / 2, of.end].map((at) => settledText(of, at)),
    sharesText({ from: of.end, to: of.end, predicted: series, measured: undefined }, of.end),
    ...state.calls.map((one) => rowName(one, state.stalled)),
    tableText(state),
  ];
}

const IMPOSSIBLE = /infinity|nan\b|undefined|null|[-−]0(?![.\d])|[-−]0\.0+(?!\d)/i;

property(
  'no sentence and no figure is impossible, and each ratio that is claimed is finite and above 0',
  somePlan,
  async (plan) => {
    const run = await predict(plan, { tools });
    const state = foldAll(run.events);
    const one = await stateOf({ ...plan, policy: { ...plan.policy, limit: 1, batchSize: null } });
    const proof = proofOf({ state, policy: policyOf(plan), predictedMs: totalOf(state), oneByOne: baselineOf(one) });
    const metrics = metricsOf({ state, plan, overhead: proof.overhead });
    for (const text of [
      ...sentences(state, proof, plan, metrics),
      ...run.events.map((event) => eventText(event, state.calls)),
    ])
      expect(text).not.toMatch(IMPOSSIBLE);
    const ratios = metrics.measures.filter(({ name }) => name === 'parallelism').map(({ value }) => value);
    for (const claimed of [proof.speedUp, ...ratios]) {
      if (claimed === undefined) continue;
      expect(Number.isFinite(claimed) && claimed > 0, String(claimed)).toBe(true);
    }
    for (const { name, value } of metrics.measures) expect(value, name).not.toBeNaN();
    expect(ratesOf(metrics).every(Number.isFinite)).toBe(true);
    expect(proof.speedUp === undefined || (proof.total ?? 0) >= RESOLVED_MS).toBe(true);
  },
  { runs: 300 },
);

property(
  'nor is what would save time',
  somePlan,
  async (plan) => {
    const { findings, futile } = await findingsOf(
      plan,
      await predict(plan, { tools }),
      { faster, longest, offThread },
      (other) => predict(other, { tools }),
    );
    for (const finding of findings)
      expect(`${finding.action} ${finding.because} ${savesText(finding)}`).not.toMatch(IMPOSSIBLE);
    for (const text of futile) expect(text).not.toMatch(IMPOSSIBLE);
  },
  { runs: 60 },
);
