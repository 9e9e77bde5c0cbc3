import { describe, expect, test } from 'vitest';
import { execute } from '../../../src/engine/execute.ts';
import { predict } from '../../../src/engine/predict.ts';
import type { Plan, Retry, Run } from '../../../src/run/types.ts';
import { story } from '../support/drawing.ts';
import { expectLawful, expectWithinLimit } from '../support/laws.ts';
import { planOf } from '../support/plans.ts';
import { TOOLS } from '../support/tools.ts';

const tools = { ...TOOLS, pool: { ...TOOLS.ok, limit: 1 } };

function again(baseMs: number, factor: number): Retry {
  return { attempts: 3, baseMs, factor, maxMs: 1000, jitter: 0 };
}

/** The first call falls back to a tool, the second to a value. */
function saved(plan: Plan): Plan {
  const [first, second] = plan.calls;
  if (first) first.fallback = { tool: 'ok', args: { ms: 50 } };
  if (second) second.fallback = { value: 'instead' };
  return plan;
}

/** Without the times: moments of a prediction that are 20 ms or more apart come in that order in life too. */
const order = (run: Pick<Run, 'events'>) => story(run).map((line) => line.slice(line.indexOf(' ') + 1));

describe.each([
  ['all at once', planOf('ok 70', 'ok 20', 'fail 45')],
  ['one by one', planOf('ok 20', 'fail 20', 'ok 0', { limit: 1 })],
  ['at most 2', planOf('ok 200', 'ok 30', 'ok 30', 'fail 60', { limit: 2 })],
  ['batches of 2', planOf('ok 20', 'ok 60', 'picky', 'ok 40', 'nobody', 'ok 20', { batchSize: 2 })],
  ['partial results', planOf('talks 25', 'ok 40')],
  ['a blocking call', planOf('block 30', 'ok 25', 'sync', { limit: 2 })],
  ['timeouts, released', planOf('ok 130', 'ok 40', 'heeds 150', 'ok 20', { limit: 2, timeoutMs: 70 })],
  ['timeouts, held', planOf('ok 120', 'ok 25', 'ok 40', { limit: 1, timeoutMs: 60, slotOnTimeout: 'hold' })],
  ['retries', planOf('flaky 30 failures=2', 'ok 45', 'fail 300', { limit: 2, retry: again(40, 2) })],
  ['timeouts and retries', planOf('ok 150', 'flaky 95 failures=1', { timeoutMs: 120, retry: again(50, 1) })],
  ['fallbacks', saved(planOf('fail 30', 'hang timeoutMs=60', 'ok 60', { limit: 2, recovery: 'fallback' }))],
  ['fail-fast', planOf('ok 120', 'fail 60', 'ok 25', { limit: 2, onError: 'fail-fast' })],
  ['fail-fast-cancel', planOf('heeds 120', 'fail 60', 'ok 25', { limit: 2, onError: 'fail-fast-cancel' })],
  ['first-success', planOf('ok 120', 'ok 60', 'fail 25', { onError: 'first-success' })],
  ['a deadline', planOf('ok 40', 'ok 200', 'ok 300', 'ok 10', { limit: 2, deadlineMs: 100 })],
  ['a rate', planOf('ok 20', 'ok 45', 'ok 20', 'ok 20', { rate: { starts: 2, perMs: 80 } })],
  ['priorities', planOf('ok 30', 'ok 30 priority=1', 'ok 30 priority=2', { limit: 1, order: 'priority' })],
  ['a pool of one', planOf('pool 30', 'pool 30', 'ok 45', { limit: 3 })],
])('the same plan on both clocks: %s', (_, plan) => {
  // A machine that stalls for longer than the gaps (20 ms) changes the order in truth; it does not do so three times.
  test('the same events in the same order, no moment early', { retry: 2 }, async () => {
    const predicted = await predict(plan, { tools });
    const measured = await execute(plan, { tools });
    // `predict` waits for the last abandoned work, `execute` does not. How late the machine was is its own affair.
    const undisturbed = measured.events
      .filter(({ type }) => type !== 'disturbed')
      .map((event, seq) => ({ ...event, seq }));
    expect(order({ events: undisturbed })).toEqual(order(predicted).slice(0, undisturbed.length));
    expect(measured.events.at(-1)?.type).toBe('runSettled');
    expectLawful(measured, plan);
    expectWithinLimit(measured.events, plan.policy?.limit ?? null);
    undisturbed.forEach(({ at }, i) => {
      expect(at).toBeGreaterThanOrEqual(predicted.events[i]?.at ?? 0);
    });
    const told = ({ outcomes }: Run) => outcomes.map(({ kind, value, error }) => ({ kind, value, error }));
    expect(told(measured)).toEqual(told(predicted));
  });
});
