import { describe, expect, test } from 'vitest';
import { predict } from '../../../src/engine/predict.ts';
import { PredictionTooLarge } from '../../../src/engine/predictionBudget.ts';
import { PlanError } from '../../../src/run/check/planError.ts';
import type { Policy } from '../../../src/run/types.ts';
import { planOf, times } from '../support/plans.ts';
import { sleep, TOOLS, tool } from '../support/tools.ts';

const again = (attempts: number): { retry: Policy['retry'] } => ({
  retry: { attempts, baseMs: 0, factor: 1, maxMs: 0, jitter: 0 },
});
const polls = tool(async (_, { clock }) => {
  for (;;) await sleep(clock, 1);
});

describe('a budget', () => {
  test('of events ends a prediction whose log would be longer', async () => {
    const plan = planOf('fail 0', again(1_000_000));
    const refused = await predict(plan, { tools: TOOLS, budget: { events: 1000 } }).catch((thrown) => thrown);
    expect(refused).toBeInstanceOf(PredictionTooLarge);
    expect(refused).toMatchObject({
      name: 'PredictionTooLarge',
      unit: 'events',
      most: 1000,
      message: 'the prediction takes more than 1,000 events',
    });
  });

  test('of events is kept by a log that is just as long, and not by one event more', async () => {
    const plan = planOf(...times(10, 'ok 10'));
    const { events } = await predict(plan, { tools: TOOLS });
    const within = await predict(plan, { tools: TOOLS, budget: { events: events.length } });
    expect(within.events).toEqual(events);
    await expect(predict(plan, { tools: TOOLS, budget: { events: events.length - 1 } })).rejects.toThrow(
      PredictionTooLarge,
    );
  });

  test('of events ends many starts in one turn: what is beyond it does not start', async () => {
    let invoked = 0;
    const tools = { counts: tool(() => invoked++) };
    const plan = planOf(...times(5000, 'counts'), { limit: 1 });
    await expect(predict(plan, { tools, budget: { events: 10_500 } })).rejects.toThrow('more than 10,500 events');
    expect(invoked).toBeLessThan(500);
  });

  test('of events ends a tool that reports without an end', async () => {
    const reports = tool(async (_, { report }) => {
      for (;;) report('more');
    });
    await expect(predict(planOf('reports'), { tools: { reports }, budget: { events: 100 } })).rejects.toThrow(
      'more than 100 events',
    );
  });

  test('of moments ends a tool that polls its clock without an end', async () => {
    const refused = predict(planOf('polls', 'ok 10'), { tools: { ...TOOLS, polls }, budget: { moments: 50 } });
    await expect(refused).rejects.toMatchObject({ name: 'PredictionTooLarge', unit: 'moments', most: 50 });
  });

  test('of moments is kept by as many, and abandoned work beyond it is let go of', async () => {
    const plan = planOf('polls', { timeoutMs: 5.5 });
    const run = await predict(plan, { tools: { polls }, budget: { moments: 6 } });
    expect([run.outcomes[0]?.kind, run.outcomes[0]?.abandoned, run.makespan]).toEqual(['timedOut', true, 5.5]);
    await expect(predict(plan, { tools: { polls }, budget: { moments: 5 } })).rejects.toThrow('5 moments');
  });

  test.each([0, -1, 1.5, Number.NaN])('of %d is none', async (events) => {
    const refused = predict(planOf('ok 1'), { tools: TOOLS, budget: { events } });
    await expect(refused).rejects.toThrow(PlanError);
    await expect(refused).rejects.toMatchObject({ path: 'budget.events' });
  });
});

describe('a signal', () => {
  test('that is aborted before rejects with its reason, and calls no tool', async () => {
    let invoked = 0;
    const reason = new Error('not wanted');
    const tools = { counts: tool(() => invoked++) };
    await expect(predict(planOf('counts'), { tools, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(invoked).toBe(0);
  });

  test.each([
    ['polls its clock', planOf('polls')],
    ['is tried again without a pause', planOf('fail 0', again(1_000_000_000))],
  ])('is heard while a tool %s', async (_, plan) => {
    const stop = new AbortController();
    let turns = 0;
    const wait = () => {
      if (++turns === 20) stop.abort('overtaken');
      else setImmediate(wait);
    };
    setImmediate(wait);
    await expect(predict(plan, { tools: { ...TOOLS, polls }, signal: stop.signal })).rejects.toBe('overtaken');
  });

  test('tells the running attempts, and nothing more starts', async () => {
    const stop = new AbortController();
    let invoked = 0;
    const told: unknown[] = [];
    const waits = tool((_, { signal, clock }) => {
      invoked++;
      signal.addEventListener('abort', () => told.push(signal.reason));
      clock.after(5, () => stop.abort('enough'));
      return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    });
    const plan = planOf('waits', 'waits', 'waits', { limit: 2, ...again(3) });
    await expect(predict(plan, { tools: { waits }, signal: stop.signal })).rejects.toBe('enough');
    await new Promise((turned) => setTimeout(turned));
    expect([invoked, told]).toEqual([2, ['enough', 'enough']]);
  });

  test('is heard while abandoned work is drained', async () => {
    const stop = new AbortController();
    const plan = planOf('polls', { timeoutMs: 5 });
    setTimeout(() => stop.abort('overtaken'), 1);
    await expect(predict(plan, { tools: { polls }, signal: stop.signal })).rejects.toBe('overtaken');
  });
});
