import { describe, expect, it } from 'vitest';
import { predict } from '../../../../src/engine/predict.ts';
import { PredictionTooLarge } from '../../../../src/engine/predictionBudget.ts';
import { DEFAULT_POLICY } from '../../../../src/run/policy.ts';
import type { Plan } from '../../../../src/run/types.ts';
import type { FromPlan } from '../../../../src/runner/messages.ts';
import { createPredictions } from '../../../../src/runner/predict/predictions.ts';
import { predictPlan } from '../../../../src/runner/predict/predictPlan.ts';
import { simulatedTools as tools } from '../../../../src/tools/simulated.ts';

const plan = (...ms: number[]): Plan => ({
  calls: ms.map((one, i) => ({ id: `c${i}`, name: 'fast_tool', args: { query: '', ms: one } })),
});
const others = { 'one-by-one': { ...DEFAULT_POLICY, limit: 1 }, 'all-at-once': DEFAULT_POLICY };
const turn = () => new Promise<void>((turned) => setImmediate(turned));

function start(ask: (plan: Plan, signal: AbortSignal) => ReturnType<typeof predict>) {
  const posted: FromPlan[] = [];
  const answer = createPredictions({ predict: ask, post: (message) => posted.push(message), turn });
  return { posted, answer };
}

describe('what is predicted of the plan on the page', () => {
  it('is its run, and then the totals', async () => {
    const { posted, answer } = start((one, signal) => predict(one, { tools, signal }));
    await answer({ id: 1, plan: plan(100, 50), others });
    expect(posted).toMatchObject([
      { type: 'predicted', id: 1, state: { makespan: 100, phase: 'settled' } },
      { type: 'totals', id: 1, totals: { 'one-by-one': { total: 150 } } },
    ]);
  });

  it('is abandoned wherever it is by a newer request', async () => {
    const stopped: unknown[] = [];
    const { posted, answer } = start((one, signal) => {
      if (one.calls.length > 0) return predict(one, { tools, signal });
      return new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => {
          stopped.push(one.policy?.limit ?? 'the plan itself');
          reject(signal.reason);
        }),
      );
    });
    const first = answer({ id: 1, plan: { calls: [] }, others });
    const second = answer({ id: 2, plan: plan(10), others: {} });
    await Promise.all([first, second]);
    expect(stopped).toEqual(['the plan itself']);
    expect(posted.map((message) => 'id' in message && [message.id, message.type])).toEqual([
      [2, 'predicted'],
      [2, 'totals'],
    ]);
  });

  it('is abandoned among its totals, too', async () => {
    const { posted, answer } = start((one, signal) =>
      one.policy
        ? new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
        : predict(one, { tools, signal }),
    );
    const first = answer({ id: 1, plan: plan(10), others });
    while (posted.length === 0) await turn();
    await answer({ id: 2, plan: plan(20), others: {} });
    await first;
    expect(posted.map((message) => 'id' in message && [message.id, message.type])).toEqual([
      [1, 'predicted'],
      [2, 'predicted'],
      [2, 'totals'],
    ]);
  });

  it('that is too large is refused in words, and said to be runnable', async () => {
    const { posted, answer } = start((one, signal) => predict(one, { tools, signal, budget: { events: 10 } }));
    await answer({ id: 1, plan: plan(1, 2, 3, 4), others });
    expect(posted).toEqual([
      {
        type: 'refused',
        id: 1,
        tooLarge: true,
        message:
          'Too large to predict: more than 10 events. Run still works; for a prediction, use fewer calls or attempts.',
      },
    ]);
  });

  it('that cannot be run is refused with the reason', async () => {
    const { posted, answer } = start((one, signal) => predict(one, { tools, signal }));
    await answer({ id: 1, plan: { ...plan(1), policy: { limit: 0 } }, others });
    expect(posted).toMatchObject([{ type: 'refused', tooLarge: false, message: expect.stringContaining('limit') }]);
  });

  it('leaves out a total that is too large', async () => {
    const { posted, answer } = start((one, signal) => {
      if (one.policy?.limit === 1) return Promise.reject(new PredictionTooLarge('moments', 5));
      return predict(one, { tools, signal });
    });
    await answer({ id: 1, plan: plan(1), others });
    expect(posted.at(-1)).toEqual({
      type: 'totals',
      id: 1,
      totals: { 'all-at-once': { total: 1, measured: false, results: '2' } },
    });
  });

  it('has a budget, and hears its signal within it', async () => {
    const call = { id: 'a', name: 'failing_tool', args: { query: '', ms: 0 } };
    const retry = { attempts: 1_000_000, baseMs: 0, factor: 1, maxMs: 0, jitter: 0 };
    const endless: Plan = { calls: [call], policy: { retry } };
    const stop = new AbortController();
    setTimeout(() => stop.abort('overtaken'), 5);
    await expect(predictPlan(endless, stop.signal)).rejects.toBe('overtaken');
    await expect(predictPlan(endless)).rejects.toThrow(PredictionTooLarge);
  });
});
