import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Metrics, metricsOf } from '../../../../src/analysis/metrics/metrics.ts';
import { predict } from '../../../../src/engine/predict.ts';
import { foldAll } from '../../../../src/run/fold.ts';
import { policyOf } from '../../../../src/run/policy.ts';
import type { QueryAnswers } from '../../../../src/runner/predict/queries.ts';
import { createQueries } from '../../../../src/runner/predict/queries.ts';
import {
  followMetrics,
  selectMetrics,
  selectMetricsFile,
  showSourceEvents,
} from '../../../../src/store/inspector/metrics.ts';
import { selectDocument } from '../../../../src/store/plan/document.ts';
import { simulatedTools as tools } from '../../../../src/tools/simulated.ts';
import { answerPrediction, logOf, newest, runThrough, type Started, settled, startStore } from '../startStore.ts';

// The engine's own turns stay real.
beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

/** The page, with a `plan` Worker that answers what is asked; returned: answers until nobody asks any more. */
async function follow(started: Started) {
  const waiting: QueryAnswers[] = [];
  const desk = createQueries({
    predict: (plan) => predict(plan, { tools }),
    post: (answers) => void waiting.push(structuredClone(answers)),
    turn: async () => {},
    now: () => 0,
  });
  let heard = 0;
  const stop = followMetrics(started.store);
  return {
    stop,
    async answer(): Promise<void> {
      for (let i = 0; i < 60; i++) {
        for (; heard < started.runner.asks.length; heard++)
          await desk(structuredClone(started.runner.asks[heard] as (typeof started.runner.asks)[number]));
        for (const answers of waiting.splice(0)) started.runner.listener.answered(answers);
        await vi.advanceTimersByTimeAsync(100);
      }
    },
  };
}

const value = (metrics: Metrics | undefined, name: string, of?: string) =>
  metrics?.measures.find((one) => one.name === name && one.of === of)?.value;
const shown = ({ store }: Started) => selectMetrics(store.getState());

it('are the prediction’s before a run, and the run’s after it', async () => {
  const started = startStore();
  await answerPrediction(started);
  const { answer, stop } = await follow(started);
  await answer();
  expect(shown(started)).toMatchObject({ runId: undefined, metrics: { open: false, end: 1000, calls: 4 } });
  expect(value(shown(started)?.metrics, 'overhead')).toBeUndefined();
  await runThrough(started);
  await answer();
  expect(shown(started)).toMatchObject({ runId: newest(started).id, metrics: { settled: 4 } });
  expect(value(shown(started)?.metrics, 'overhead')).toBe(0);
  stop();
});

it('are those of the moment at the playhead, in both directions', async () => {
  const started = await settled();
  const { answer, stop } = await follow(started);
  const { log, plan } = newest(started);
  for (const at of [500, 50, 700, 100, Number.POSITIVE_INFINITY]) {
    started.actions.movePlayhead(at);
    await answer();
    const then = log.filter((event) => event.at <= at);
    const end = at === Number.POSITIVE_INFINITY;
    expect(shown(started)?.metrics).toEqual(
      metricsOf({
        state: foldAll(then),
        plan,
        now: end ? log.at(-1)?.at : at,
        overhead: 0,
      }),
    );
  }
  stop();
});

it('send a long log in pieces, each event once, and no results with it', async () => {
  const started = await settled({ hash: '#preset=stress-1000' });
  const { answer, stop } = await follow(started);
  await answer();
  started.actions.movePlayhead(200);
  await answer();
  const logs = started.runner.asks.flatMap(({ log }) => log ?? []);
  expect(logs.length).toBeGreaterThan(2);
  expect(Math.max(...logs.map(({ events }) => events.length))).toBeLessThanOrEqual(2000);
  const sent = logs.flatMap(({ events }) => events);
  expect(sent.map(({ seq }) => seq)).toEqual(newest(started).log.map(({ seq }) => seq));
  expect(sent.filter((event) => 'value' in event && event.value !== undefined)).toEqual([]);
  expect(shown(started)?.metrics).toMatchObject({ open: true, end: 200 });
  stop();
});

it('are told nothing twice when they are opened again', async () => {
  const started = await settled();
  const first = await follow(started);
  await first.answer();
  first.stop();
  const second = await follow(started);
  await second.answer();
  const sent = started.runner.asks.flatMap(({ log }) => log?.events ?? []);
  expect(sent).toHaveLength(newest(started).length);
  expect(shown(started)?.metrics?.settled).toBe(4);
  second.stop();
});

it('say why there are none', async () => {
  const started = startStore();
  await answerPrediction(started);
  const stop = followMetrics(started.store);
  const { id } = started.runner.asks.at(-1) as { id: number };
  started.runner.listener.answered({ id, answers: [], done: true, problem: 'no room' });
  expect(shown(started)).toMatchObject({ problem: 'no room', metrics: undefined });
  stop();
});

it('lead to their events, and to a file that says what each number is', async () => {
  const started = startStore();
  await answerPrediction(started);
  const { answer, stop } = await follow(started);
  await answer();
  const failed = { types: ['settled'], kind: 'failed' } as const;
  showSourceEvents(started.store, 'Failed 1', failed);
  expect(started.store.getState()).toMatchObject({ tab: 'state', logFilter: undefined });
  expect(JSON.parse(selectMetricsFile(started.store.getState()) as string)).toMatchObject({ source: 'predicted' });
  await runThrough(started);
  await answer();
  showSourceEvents(started.store, 'Failed 1', failed);
  const { length, id } = newest(started);
  expect(started.store.getState()).toMatchObject({
    tab: 'log',
    logFilter: { behind: { text: 'Failed 1', of: failed, runId: id, count: length } },
  });
  const file = JSON.parse(selectMetricsFile(started.store.getState()) as string);
  expect(file).toMatchObject({
    format: 'fanout-metrics',
    version: 1,
    source: 'measured',
    atMs: 1000,
    wholeRun: true,
    calls: 4,
    settled: 4,
    policy: policyOf(selectDocument(started.store.getState()).plan),
  });
  const peak = file.numbers.find((one: { name: string }) => one.name === 'peak');
  expect(peak).toEqual({ name: 'peak', value: 4, unit: 'attempts', definition: expect.stringMatching(/\.$/) });
  const use = file.numbers.find((one: { name: string }) => one.name === 'utilisation');
  expect(use).toMatchObject({ value: null, note: 'not known' });
  expect(file.series.settled.counts.reduce((a: number, b: number) => a + b, 0)).toBe(4);
  expect(await logOf(selectDocument(started.store.getState()).plan)).toHaveLength(length);
  stop();
});
