import { describe, expect, test } from 'vitest';
import { createPool } from '../../../../src/engine/admission/pool.ts';
import { virtualClock } from '../../../../src/engine/clocks/virtualClock.ts';
import { execute } from '../../../../src/engine/execute.ts';
import { predict } from '../../../../src/engine/predict.ts';
import { draw } from '../../support/drawing.ts';
import { planOf, times } from '../../support/plans.ts';
import { TOOLS } from '../../support/tools.ts';

describe('a limit that runs share', () => {
  test('two runs, one slot: first come, first served, and within a run its order', async () => {
    const clock = virtualClock();
    const pool = createPool({ limit: 1 });
    const runs = [planOf('ok 10', 'ok 10'), planOf('ok 20', 'ok 10')].map((plan) =>
      execute(plan, { tools: TOOLS, clock, pool }),
    );
    const [a, b] = await clock.drive(Promise.all(runs));
    expect(draw(a as never, { per: 10 })).toEqual(['a #', 'b .#']);
    expect(draw(b as never, { per: 10 })).toEqual(['a ..##', 'b ....#']);
    expect([pool.active, pool.waiting]).toEqual([0, 0]);
  });

  test('alone, it is as the policy’s limit', async () => {
    const pool = createPool({ limit: 2 });
    const plan = planOf(...times(5, 'ok 10'));
    const run = await predict(plan, { tools: TOOLS, pool });
    expect(draw(run, { per: 10 })).toEqual(['a #', 'b #', 'c .#', 'd .#', 'e ..#']);
  });
});
