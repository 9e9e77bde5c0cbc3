import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RunEvent } from '../../../../src/run/types.ts';
import type { OfLog, Topic } from '../../../../src/runner/predict/queries.ts';
import type { RunRecord } from '../../../../src/store/state.ts';
import type { StoreInternals } from '../../../../src/store/types.ts';
import { type QueryResult, queryRun } from '../../../../src/store/worker/runQueries.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

interface Asked {
  topic: Topic;
  plans: number;
  log: OfLog | undefined;
  hear: (answers: never[], done: boolean, problem?: string) => void;
}

function start() {
  const asked: Asked[] = [];
  const internals = {
    query: (topic: Topic, plans: unknown[], hear: Asked['hear'], log?: OfLog) =>
      void asked.push({ topic, plans: plans.length, log, hear }),
  } as unknown as StoreInternals;
  const heard: unknown[] = [];
  const question = (topic: 'metrics' | 'path', run: RunRecord, count = run.length) =>
    queryRun(internals, topic, run, { plan: { calls: [] }, count, now: 0 }, (one: QueryResult<typeof topic>) =>
      heard.push([topic, run.id, one]),
    );
  const sent = (runId: number) =>
    asked.flatMap(({ log }) => (log?.runId === runId ? log.events.map(({ seq }) => seq) : []));
  return { asked, heard, question, sent };
}

function runOf(id: number, length: number): RunRecord {
  const log = Array.from({ length }, (_, seq): RunEvent => ({ seq, at: seq, type: 'resumed' }));
  return { id, plan: { calls: [] }, phase: 'settled', log, length } as unknown as RunRecord;
}
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

describe('questions about a run', () => {
  it('send its log once, however many ask, and each asks when all of it is there', async () => {
    const { asked, question, sent } = start();
    const run = runOf(1, 9000);
    question('metrics', run);
    question('path', run, 8500);
    await vi.runAllTimersAsync();
    question('metrics', run, 100);
    expect(sent(1)).toEqual(upTo(9000));
    const questions = asked.filter(({ plans }) => plans > 0);
    expect(questions.map(({ topic, log }) => [topic, log?.count])).toEqual([
      ['metrics', 9000],
      ['path', 8500],
      ['metrics', 100],
    ]);
    for (const { log } of questions)
      expect((log?.from ?? 0) + (log?.events.length ?? 0)).toBeGreaterThanOrEqual(log?.count ?? 0);
  });

  it('give way to another run, and say so', async () => {
    const { asked, heard, question, sent } = start();
    question('metrics', runOf(1, 9000));
    question('path', runOf(2, 5000));
    await vi.runAllTimersAsync();
    expect(sent(2)).toEqual(upTo(5000));
    expect(asked.filter(({ plans }) => plans > 0).map(({ topic }) => topic)).toEqual(['path']);
    expect(heard).toEqual([['metrics', 1, undefined]]);
  });

  it('begin anew where the Worker has lost its place', async () => {
    const { asked, heard, question, sent } = start();
    const run = runOf(1, 3);
    question('metrics', run);
    asked[0]?.hear([], true, 'events 0 to 2 of the log are missing');
    expect(heard).toEqual([['metrics', 1, { problem: 'events 0 to 2 of the log are missing' }]]);
    question('metrics', run);
    expect(sent(1)).toEqual([...upTo(3), ...upTo(3)]);
  });

  it('can be let go half way, and what was sent is there for the next', async () => {
    const { asked, question, sent } = start();
    const run = runOf(1, 9000);
    const drop = question('path', run);
    drop();
    drop();
    await vi.runAllTimersAsync();
    expect(asked.map(({ log }) => log?.events.length)).toEqual([2000, undefined]);
    question('metrics', run);
    await vi.runAllTimersAsync();
    expect(sent(1)).toEqual(upTo(9000));
  });

  it('leave the results at home', () => {
    const { asked, question } = start();
    const run = runOf(1, 2);
    (run.log as RunEvent[])[1] = { seq: 1, at: 1, type: 'settled', key: 0, kind: 'succeeded', value: 'x'.repeat(1e5) };
    question('path', run);
    expect(JSON.stringify(asked[0]?.log).length).toBeLessThan(400);
  });
});
