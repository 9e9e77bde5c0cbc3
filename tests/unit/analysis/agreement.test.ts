import { expect } from 'vitest';
import { criticalPath } from '../../../src/analysis/criticalPath/criticalPath.ts';
import { pathColumns } from '../../../src/analysis/criticalPath/pathColumns.ts';
import { causeFigure } from '../../../src/analysis/criticalPath/pathSummary.ts';
import { durationFigure, resultText } from '../../../src/analysis/log/callTable.ts';
import { eventText } from '../../../src/analysis/log/eventText.ts';
import { lostKeys, stillRunning } from '../../../src/analysis/metrics/abandonedWork.ts';
import { comparedTotals } from '../../../src/analysis/metrics/comparedTotals.ts';
import { advance, concurrencyOf, newShape } from '../../../src/analysis/metrics/concurrency.ts';
import { metricsOf } from '../../../src/analysis/metrics/metrics.ts';
import { lostBetween, resultsOf } from '../../../src/analysis/metrics/outcomes.ts';
import { baselineOf, proofOf, totalOf } from '../../../src/analysis/metrics/proof.ts';
import { lostText, peakText } from '../../../src/analysis/timeline/timelineLabels.ts';
import { predictedText } from '../../../src/analysis/timeline/totalLabels.ts';
import { question } from '../../../src/analysis/verdict/question.ts';
import { verdictModule } from '../../../src/analysis/verdict/verdict.lazy.ts';
import { predict } from '../../../src/engine/predict.ts';
import { foldAll, outcomesOf } from '../../../src/run/fold.ts';
import { policyOf } from '../../../src/run/policy.ts';
import type { Plan } from '../../../src/run/types.ts';
import { runFactsOf } from '../../../src/store/lessons/lessonFacts.ts';
import { Agreement, OUTCOMES } from '../support/agreement.ts';
import { plans } from '../support/arbitraries.ts';
import { property } from '../support/property.ts';
import { TOOLS } from '../support/tools.ts';

const predicted = async (plan: Plan) => await predict(plan, { tools: TOOLS });

/** Everything that is shown of a measured run, its figures by name. */
async function agreementOn(plan: Plan): Promise<Agreement> {
  const policy = policyOf(plan);
  const run = await predicted(plan);
  const state = foldAll(run.events);
  const one = await predicted({ ...plan, policy: { ...plan.policy, limit: 1, batchSize: null } });
  const oneByOne = baselineOf(foldAll(one.events));
  const proof = proofOf({ state, policy, predictedMs: totalOf(state), oneByOne });
  const all = new Agreement();
  const { total, sum, speedUp, saved, overhead, noEnd } = proof;
  for (const [name, value] of Object.entries({
    Sum: sum,
    Slowest: proof.slowest?.duration,
    Total: total,
    Saved: saved,
  }))
    all.put(name, value, 'the proof');
  all.put('One by one', proof.oneByOne, 'the proof');
  all.put('Speed-up', speedUp, 'the proof');
  all.put('Overhead', overhead, 'the proof');
  all.put('Lower bound', proof.lowerBound, 'the proof');
  all.put('Calls', plan.calls.length, 'the plan');
  all.put('Still running', stillRunning(state).length || undefined, 'the strip');
  if (plan.calls.length > 0) all.text(question(plan.calls.length, proof, { policy }), 'the question');
  all.text(predictedText(proof), 'the Total row');

  const { sentence, notes } = verdictModule.verdict(state, proof, { policy, blocks: ({ name }) => name === 'block' });
  all.text(sentence, 'the sentence');
  for (const note of notes) all.text(note, 'a note');
  if (plan.calls.length > 0 && !noEnd)
    all.equal(
      'the outcomes add up',
      OUTCOMES.reduce((n, name) => n + (all.of(name) ?? 0), 0),
      plan.calls.length,
    );

  const profile = concurrencyOf(state);
  all.text(peakText(profile.peak, stillRunning(state).length), 'the strip');
  const lost = lostKeys(state, policy.onError);
  if (lost.size > 0) all.text([lostText(lost.size)], 'the finish line');
  const live = newShape();
  for (const event of run.events) advance(live, event);
  all.put('Peak', live.peak, 'the strip while it runs');

  const metrics = metricsOf({ state, plan, overhead });
  const measure = (name: string, of?: string) =>
    metrics.measures.find((one) => one.name === name && one.of === of)?.value;
  if (!noEnd) {
    all.put('Total', metrics.end, 'Metrics');
    all.put('Work', measure('work'), 'Metrics');
    all.put('Work', proof.work, 'the proof');
    for (const [kind, name] of [
      ['succeeded', 'Succeeded'],
      ['failed', 'Failed'],
      ['timedOut', 'Timed out'],
      ['cancelled', 'Cancelled'],
      ['skipped', 'Skipped'],
      ['rejected', 'Rejected'],
    ] as const)
      all.put(name, measure('outcome', kind), 'Metrics');
  }
  all.put('Peak', measure('peak'), 'Metrics');
  all.put('Overhead', measure('overhead'), 'Metrics');
  const longest = metrics.measures.filter(({ name }) => name === 'duration.max').map(({ value = 0 }) => value);
  if (proof.slowest) all.put('Slowest', Math.max(...longest), 'Metrics');

  const compared = comparedTotals(state, plan);
  all.put('Total', compared.total, 'Compare');
  all.put('Sum', compared.sum, 'Compare');
  all.put('Slowest', compared.slowest, 'Compare');
  all.put('Lower bound', compared.lowerBound, 'Compare');

  const facts = verdictModule.policyFacts(state, policy, proof, {});
  all.put('Lower bound', facts?.lowerBound, 'the facts');
  all.equal('policy costs', facts?.costs, (total ?? 0) - (proof.lowerBound ?? 0));

  const lesson = runFactsOf(state, proof);
  all.put('Total', lesson.total, 'the lesson');
  all.put('Sum', lesson.sum, 'the lesson');
  all.put('Speed-up', lesson.speedUp, 'the lesson');
  all.put('Peak', lesson.peak, 'the lesson');
  all.equal('speed-up in the lesson', lesson.speedUp, speedUp);

  const durations = state.calls.map((call, row) => durationFigure(row, call, state.stalled)?.value ?? 0);
  all.equal(
    'the durations add up to the sum',
    durations.reduce((a, b) => a + b, 0),
    sum,
  );
  all.equal(
    'the segments add up to the sum',
    proof.segments.reduce((a, { duration }) => a + duration, 0),
    sum,
  );

  if (!noEnd) {
    const { causes, sentence: why } = pathColumns(state, plan);
    if (criticalPath(state, policy).length > 0)
      all.equal(
        'the causes add up',
        causes.reduce((a, { ms }) => a + ms, 0),
        total,
      );
    all.text(causes.map(causeFigure), 'the path');
    if ((total ?? 0) > 0) all.text(why, 'the sentence of the path');
  }

  if (saved !== undefined) all.equal('saved', saved, (proof.oneByOne ?? 0) - (total ?? 0));
  if (speedUp !== undefined) all.equal('speed-up', speedUp, (proof.oneByOne ?? 0) / (total ?? 1));
  const end = run.events.findLast(({ type }) => type === 'runSettled');
  const line = end ? eventText(end, state.calls) : '';
  const [done = 0, of = done] = (/^Executed ([\d]+)(?: of (\d+))? tool/.exec(line) ?? [])
    .slice(1)
    .map(Number)
    .filter(Number.isFinite);
  const others = [...line.matchAll(/(\d+) (?:cancelled|skipped)/g)].reduce((n, [, k]) => n + Number(k), 0);
  all.equal('the log’s last line', of, plan.calls.length);
  if (!state.stalled) all.equal('the log’s last line adds up', done + others, plan.calls.length);

  // What is compared has the same results, and nothing else is.
  const mine = resultsOf(outcomesOf(state));
  if (policy.limit !== 1 || policy.batchSize !== null) {
    if ((speedUp !== undefined || saved !== undefined) && mine !== oneByOne?.results)
      all.contradictions.push(`compared: ${mine} with ${oneByOne?.results}`);
  }
  if (saved !== undefined && lostBetween(oneByOne?.results ?? '', mine).length > 0)
    all.contradictions.push('saved by losing results');
  const told = state.calls.filter((call) => resultText(call).endsWith('still running'));
  for (const call of told)
    if (!stillRunning(state).includes(call)) all.contradictions.push(`${call.id} runs in its row`);
  return all;
}

property(
  'whatever speaks of the same thing has the same value, and the sums add up',
  plans({ most: 6 }),
  async (plan) => {
    const { contradictions } = await agreementOn(plan);
    expect(contradictions).toEqual([]);
  },
  { runs: 1000 },
);
