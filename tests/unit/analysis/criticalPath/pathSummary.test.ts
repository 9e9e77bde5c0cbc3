import { describe, expect, test } from 'vitest';
import { criticalPath } from '../../../../src/analysis/criticalPath/criticalPath.ts';
import { pathSentence, timeByCause } from '../../../../src/analysis/criticalPath/pathSummary.ts';
import { plainText } from '../../../../src/analysis/format/richText.ts';
import { predict } from '../../../../src/engine/predict.ts';
import { foldAll } from '../../../../src/run/fold.ts';
import { policyOf } from '../../../../src/run/policy.ts';
import type { Plan } from '../../../../src/run/types.ts';
import { plans } from '../../support/arbitraries.ts';
import { type PlanSettings, planOf, times } from '../../support/plans.ts';
import { property } from '../../support/property.ts';
import { TOOLS } from '../../support/tools.ts';

async function look(plan: Plan) {
  const state = foldAll((await predict(plan, { tools: TOOLS })).events);
  return { state, path: criticalPath(state, policyOf(plan)) };
}

async function why(...parts: (string | PlanSettings)[]): Promise<string> {
  const { state, path } = await look(planOf(...parts));
  return plainText(pathSentence(path, state));
}

const twice = { attempts: 2, baseMs: 200, factor: 1, maxMs: 200, jitter: 0 };

describe('why a run took as long as it did', () => {
  test('in the words of its stretches', async () => {
    expect(await why('ok 100', 'ok 1000')).toBe('1.00 s = b 1.00 s.');
    expect(await why('ok 1000', 'ok 200', { limit: 1 })).toBe('1.20 s = a 1.00 s + b 0.20 s.');
    expect(await why('flaky 500 failures=1', 'ok 900', { retry: twice })).toBe(
      '1.20 s = 0.50 s of a that failed + 0.20 s of backoff + a 0.50 s.',
    );
    expect(await why('ok 10', 'ok 100', { rate: { starts: 1, perMs: 1000 } })).toBe(
      '1.10 s = 1.00 s held by the rate + b 0.10 s.',
    );
    expect(await why('ok 0')).toBe('Nothing took any time.');
  });

  test('by cause, when there are too many', async () => {
    expect(await why(...times(20, 'ok 100'), { limit: 2 })).toBe(
      '1.00 s through 10 stretches: 0.90 s waiting for a free slot + 0.10 s running.',
    );
  });

  test('by cause, when each is too short to be told, and they are all there is', async () => {
    expect(await why(...times(300, 'ok 10'), { limit: 1 })).toBe(
      '3.00 s through 300 stretches: 2.99 s waiting for a free slot.',
    );
    expect(await why('ok 1000', ...times(200, 'ok 4'), { limit: 1 })).toBe(
      '1.80 s through 201 stretches: 1.80 s waiting for a free slot.',
    );
    // Little is left out here, and the long ones are told by name.
    expect(await why('ok 1000', 'ok 4', 'ok 500', { limit: 1 })).toBe('1.50 s = a 1.00 s + c 0.50 s.');
  });

  test('the work of others is waiting for what it led to', async () => {
    const { path } = await look(planOf('ok 300', 'ok 100', 'ok 200', 'ok 50', { batchSize: 2 }));
    expect(timeByCause(path)).toEqual([
      { cause: 'barrier', ms: 300 },
      { cause: 'work', ms: 200 },
    ]);
  });

  property('the causes add up to the run', plans(), async (plan) => {
    const { state, path } = await look(plan);
    const sum = timeByCause(path).reduce((all, { ms }) => all + ms, 0);
    expect(sum).toBeCloseTo(path.length > 0 ? (state.makespan ?? 0) : 0, 6);
  });
});
