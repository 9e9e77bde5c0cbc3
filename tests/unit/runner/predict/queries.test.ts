import { describe, expect, it } from 'vitest';
import { predict } from '../../../../src/engine/predict.ts';
import type { Plan } from '../../../../src/run/types.ts';
import {
  createQueries,
  type OfLog,
  type Query,
  type QueryAnswers,
  SLICE_MS,
} from '../../../../src/runner/predict/queries.ts';
import { simulatedTools as tools } from '../../../../src/tools/simulated.ts';

const plan = (seed: number, ms = 100): Plan => ({
  calls: [
    { id: 'a', name: 'fast_tool', args: { query: '', ms, spread: 0.5 } },
    { id: 'b', name: 'failing_tool', args: { query: '', ms: 10 } },
  ],
  seed,
});
const plans = (count: number) => Array.from({ length: count }, (_, seed) => plan(seed));

/** Each prediction takes `costMs` of a clock that only predictions move; turns are given by hand. */
function start({ costMs = 10 } = {}) {
  const posted: QueryAnswers[] = [];
  const predicted: (number | undefined)[] = [];
  const turns: (() => void)[] = [];
  let now = 0;
  const hear = createQueries({
    async predict(one) {
      now += costMs;
      predicted.push(one.seed);
      return predict(one, { tools });
    },
    post: (answers) => posted.push(answers),
    turn: () => new Promise((turned) => turns.push(turned)),
    now: () => now,
  });
  /** Until the worker waits for the next turn, or has nothing left to do. */
  async function turn(): Promise<void> {
    turns.shift()?.();
    for (let i = 0; i < 50; i++) await new Promise((done) => setImmediate(done));
  }
  return { posted, predicted, hear: (ask: Query) => void hear(ask), turn, waiting: () => turns.length };
}

describe('questions to the plan Worker', () => {
  it('are answered in slices, in order, and the last one is done', async () => {
    const { posted, hear, turn } = start({ costMs: SLICE_MS / 2 });
    hear({ id: 1, topic: 'repeat', plans: plans(5) });
    for (let i = 0; i < 4; i++) await turn();
    expect(posted.map(({ answers, done }) => [answers.length, done])).toEqual([
      [2, false],
      [2, false],
      [1, true],
    ]);
    const samples = posted.flatMap(({ answers }) => answers as { seed: number; total: number }[]);
    expect(samples.map(({ seed }) => seed)).toEqual([0, 1, 2, 3, 4]);
    expect(samples[3]).toEqual({
      seed: 3,
      total: (await predict(plan(3), { tools })).makespan,
      calls: 2,
      succeeded: 1,
    });
  });

  it('give way before the first plan: nothing is predicted until it is their turn', async () => {
    const { predicted, hear, turn } = start();
    hear({ id: 1, topic: 'twin', plans: [plan(1)] });
    expect(predicted).toEqual([]);
    await turn();
    expect(predicted).toEqual([1]);
  });

  it('are dropped by a newer one of their topic, and by none of another', async () => {
    const { posted, predicted, hear, turn, waiting } = start({ costMs: SLICE_MS });
    hear({ id: 1, topic: 'repeat', plans: plans(100) });
    await turn();
    hear({ id: 2, topic: 'twin', plans: [plan(7)] });
    hear({ id: 3, topic: 'repeat', plans: [plan(50)] });
    while (waiting() > 0) await turn();
    expect(posted.filter(({ id }) => id === 1)).toHaveLength(1);
    expect(posted.filter(({ done }) => done).map(({ id }) => id)).toEqual([2, 3]);
    expect(predicted).toEqual([0, 7, 50]);
  });

  it('are stopped by one without plans, which is not answered', async () => {
    const { posted, hear, turn, waiting } = start({ costMs: SLICE_MS });
    hear({ id: 1, topic: 'repeat', plans: plans(100) });
    await turn();
    hear({ id: 2, topic: 'repeat', plans: [] });
    while (waiting() > 0) await turn();
    expect(posted).toHaveLength(1);
    expect(posted[0]).toMatchObject({ id: 1, done: false });
  });

  it('are abandoned in the middle of a prediction by a newer one of their topic', async () => {
    const posted: QueryAnswers[] = [];
    const hear = createQueries({
      predict: (one, signal) =>
        one.seed === 1
          ? new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
          : predict(one, { tools, signal }),
      post: (answers) => posted.push(answers),
      turn: async () => {},
      now: () => 0,
    });
    const all = ['twin', 'compare', 'repeat', 'lesson', 'findings', 'metrics', 'path'] as const;
    const first = all.map((topic, i) => hear({ id: i, topic, plans: [plan(1)] }));
    await new Promise((turned) => setImmediate(turned));
    await Promise.all(all.map((topic, i) => hear({ id: 10 + i, topic, plans: [plan(2)] })));
    await Promise.all(first);
    expect(posted.map(({ id }) => id).sort()).toEqual([10, 11, 12, 13, 14, 15, 16]);
    expect(posted.every(({ problem }) => problem === undefined)).toBe(true);
  });

  it('that cannot be answered say why, after what was answered', async () => {
    const { posted, hear, turn, waiting } = start();
    hear({ id: 1, topic: 'compare', plans: [plan(1), { ...plan(2), policy: { limit: 0 } }] });
    while (waiting() > 0) await turn();
    expect(posted).toHaveLength(1);
    expect(posted[0]).toMatchObject({ id: 1, done: true, answers: [{ slowest: expect.any(Number) }] });
    expect(posted[0]?.problem).toContain('limit');
  });

  it('give numbers, and whole runs', async () => {
    const { posted, hear, turn, waiting } = start();
    const fixed: Plan = { calls: plan(0).calls.map((call) => ({ ...call, args: { query: '', ms: 100 } })) };
    hear({ id: 1, topic: 'compare', plans: [{ ...fixed, policy: { limit: 1 } }] });
    hear({ id: 2, topic: 'twin', plans: [fixed] });
    while (waiting() > 0) await turn();
    expect(posted[0]?.answers).toEqual([{ total: 200, sum: 200, slowest: 100, lowerBound: 200 }]);
    expect(posted[1]?.answers).toMatchObject([{ phase: 'settled', makespan: 100, calls: [{ id: 'a' }, { id: 'b' }] }]);
  });

  it('about findings take many predictions, and any other question in between', async () => {
    const { posted, predicted, hear, turn, waiting } = start({ costMs: SLICE_MS });
    hear({ id: 1, topic: 'findings', plans: [{ ...plan(0), policy: { limit: 1 } }] });
    await turn();
    // The code that finds comes with the first question.
    while (waiting() === 0) await new Promise((done) => setTimeout(done, 5));
    const before = predicted.length;
    hear({ id: 2, topic: 'twin', plans: [plan(7)] });
    while (waiting() > 0) await turn();
    expect(posted.map(({ id }) => id)).toEqual([2, 1]);
    expect(predicted.length).toBeGreaterThan(before + 3);
    const actions = [{ action: 'Make a twice as fast (split or cache it)' }, { action: 'Raise the limit from 1 to 2' }];
    expect(posted[1]?.answers).toMatchObject([
      { findings: expect.arrayContaining(actions.map((one) => expect.objectContaining(one))) },
    ]);
  });

  it('about findings are dropped half way by a newer one', async () => {
    const { posted, predicted, hear, turn, waiting } = start({ costMs: SLICE_MS });
    hear({ id: 1, topic: 'findings', plans: [{ ...plan(0), policy: { limit: 1 } }] });
    await turn();
    while (waiting() === 0) await new Promise((done) => setTimeout(done, 5));
    hear({ id: 2, topic: 'findings', plans: [] });
    const before = predicted.length;
    while (waiting() > 0) await turn();
    expect(posted).toEqual([]);
    expect(predicted).toHaveLength(before);
  });
});

describe('questions about a run', () => {
  async function logsOf(...totals: number[]): Promise<OfLog[]> {
    const runs = totals.map((ms) =>
      predict({ calls: [{ id: 'a', name: 'fast_tool', args: { query: '', ms } }] }, { tools }),
    );
    return (await Promise.all(runs)).map(({ events, makespan }, i) => ({
      runId: i + 1,
      from: 0,
      events,
      count: events.length,
      now: makespan,
    }));
  }
  const PLAN: Plan = { calls: [] };

  it('are answered from its log, which all of them share', async () => {
    const { posted, predicted, hear, turn, waiting } = start();
    const [log] = (await logsOf(300)) as [OfLog];
    const rest = { ...log, from: log.count, events: [] };
    hear({ id: 1, topic: 'metrics', plans: [], log: { ...log, events: log.events.slice(0, 3) } });
    hear({ id: 2, topic: 'path', plans: [PLAN], log: { ...log, from: 3, events: log.events.slice(3) } });
    hear({ id: 3, topic: 'metrics', plans: [PLAN], log: rest });
    while (posted.length < 2) await turn();
    expect(waiting()).toBe(0);
    expect(posted).toMatchObject([
      { id: 2, done: true, answers: [{ at: Float64Array.of(0, 300), key: Int32Array.of(0) }] },
      { id: 3, done: true, answers: [{ end: 300, settled: 1 }] },
    ]);
    expect(predicted).toEqual([]);
  });

  it('are about that run, also when another one’s log has come before their turn', async () => {
    const { posted, hear, turn } = start();
    const [first, second] = (await logsOf(300, 700)) as [OfLog, OfLog];
    hear({ id: 1, topic: 'path', plans: [PLAN], log: first });
    hear({ id: 2, topic: 'metrics', plans: [PLAN], log: second });
    while (posted.length < 2) await turn();
    expect(posted).toMatchObject([{ answers: [{ at: Float64Array.of(0, 300) }] }, { answers: [{ end: 700 }] }]);
  });

  it('say which events are missing', async () => {
    const { posted, hear, turn } = start();
    const [log] = (await logsOf(300)) as [OfLog];
    hear({ id: 1, topic: 'path', plans: [PLAN], log: { ...log, from: 2, events: log.events.slice(2) } });
    while (posted.length < 1) await turn();
    expect(posted[0]).toMatchObject({ answers: [], done: true, problem: 'events 0 to 1 of the log are missing' });
  });
});
