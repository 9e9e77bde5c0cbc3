import { describe, expect, test } from 'vitest';
import { execute } from '../../../src/engine/execute.ts';
import { predict } from '../../../src/engine/predict.ts';
import type { Run } from '../../../src/run/types.ts';
import { story } from '../support/drawing.ts';
import { expectLawful, expectWithinLimit } from '../support/laws.ts';
import { planOf } from '../support/plans.ts';
import { TOOLS } from '../support/tools.ts';

/** Without the times: moments of a prediction that are 20 ms or more apart come in that order in life too. */
const order = (run: Run) => story(run).map((line) => line.slice(line.indexOf(' ') + 1));

describe.each([
  ['all at once', planOf('ok 70', 'ok 20', 'fail 45')],
  ['one by one', planOf('ok 20', 'fail 20', 'ok 0', { limit: 1 })],
  ['at most 2', planOf('ok 200', 'ok 30', 'ok 30', 'fail 60', { limit: 2 })],
  ['batches of 2', planOf('ok 20', 'ok 60', 'picky', 'ok 40', 'nobody', 'ok 20', { batchSize: 2 })],
  ['partial results', planOf('talks 25', 'ok 40')],
  ['a blocking call', planOf('block 30', 'ok 25', 'sync', { limit: 2 })],
])('the same plan on both clocks: %s', (_, plan) => {
  test('the same events in the same order, no moment early', async () => {
    const [predicted, measured] = [await predict(plan, { tools: TOOLS }), await execute(plan, { tools: TOOLS })];
    expect(order(measured)).toEqual(order(predicted));
    expectLawful(measured, plan);
    expectWithinLimit(measured.events, plan.policy?.limit ?? null);
    measured.events.forEach(({ at }, i) => {
      expect(at).toBeGreaterThanOrEqual(predicted.events[i]?.at ?? 0);
    });
    const told = ({ outcomes }: Run) => outcomes.map(({ kind, value, error }) => ({ kind, value, error }));
    expect(told(measured)).toEqual(told(predicted));
  });
});
