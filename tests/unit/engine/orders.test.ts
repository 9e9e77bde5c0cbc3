import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { predict } from '../../../src/engine/predict.ts';
import type { Ms, Plan, Policy } from '../../../src/run/types.ts';
import { draw, story } from '../support/drawing.ts';
import { drive } from '../support/drive.ts';
import { ofType } from '../support/laws.ts';
import { planOf } from '../support/plans.ts';
import { property } from '../support/property.ts';
import { TOOLS } from '../support/tools.ts';

/** Calls of these lengths, which are known before. */
function lengths(times: readonly Ms[], limit: number, order: Policy['order']): Plan {
  return planOf(...times.map((ms) => `ok ${ms} expectedMs=${ms}`), { limit, order });
}

const makespan = async (plan: Plan) => (await predict(plan, { tools: TOOLS })).makespan;

describe('the order in which calls start', () => {
  test('case 37: priority: higher first, listed order within; absent is 0', async () => {
    const plan = planOf('ok 10', 'ok 10 priority=2', 'ok 10 priority=-1', 'ok 10 priority=2', 'ok 10 priority=0', {
      order: 'priority',
      limit: 1,
    });
    expect(story(await predict(plan, { tools: TOOLS }), 'started')).toEqual([
      '0 started b',
      '10 started d',
      '20 started a',
      '30 started e',
      '40 started c',
    ]);
  });

  test('case 37: running is never pre-empted', async () => {
    const retry = { attempts: 2, baseMs: 5, factor: 1, maxMs: 5, jitter: 0 };
    const plan = planOf('flaky 10 failures=1 priority=9', 'ok 30', 'ok 30', { order: 'priority', limit: 1, retry });
    expect(draw(await predict(plan, { tools: TOOLS }), { per: 10 })).toEqual(['a x...#', 'b .###', 'c .....###']);
  });

  test('priority, expected lengths: not looked at under other orders', async () => {
    const plan = planOf('ok 10 expectedMs=1', 'ok 10 priority=2 expectedMs=9', { limit: 1 });
    expect(story(await predict(plan, { tools: TOOLS }), 'started')).toEqual(['0 started a', '10 started b']);
  });

  test('longest-first, shortest-first: by expectedMs, listed order within; absent is 0', async () => {
    const calls = ['ok 10', 'ok 10 expectedMs=5', 'ok 10 expectedMs=9', 'ok 10 expectedMs=5'];
    const started = async (order: Policy['order']) => {
      const { events } = await predict(planOf(...calls, { limit: 1, order }), { tools: TOOLS });
      return ofType(events, 'started').map(({ key }) => key);
    };
    expect(await started('longest-first')).toEqual([2, 1, 3, 0]);
    expect(await started('shortest-first')).toEqual([0, 1, 3, 2]);
  });

  test('batches are filled in that order', async () => {
    const plan = planOf('ok 10', 'ok 30 priority=1', 'ok 20', 'ok 10 priority=1', { order: 'priority', batchSize: 2 });
    const run = await predict(plan, { tools: TOOLS });
    expect(ofType(run.events, 'batchOpened').map(({ keys }) => keys)).toEqual([
      [1, 3],
      [0, 2],
    ]);
  });

  test('those behind a full pool are passed by, and come in order when it has room', async () => {
    const tools = { ...TOOLS, pool: { ...TOOLS.ok, limit: 1 } };
    const plan = planOf('pool 30', 'pool 10', 'pool 10 priority=1', 'ok 10', 'ok 10', { limit: 2, order: 'priority' });
    const { run } = await drive(plan, { tools });
    expect(draw(run, { per: 10 })).toEqual(['a .###', 'b ....#', 'c #', 'd #', 'e .#']);
  });
});

describe('longest-first', () => {
  test.each<[string, Ms[], number, { listed: Ms; longest: Ms }]>([
    ['{3,3,2,2,2} on 2 (optimum 6)', [3, 3, 2, 2, 2], 2, { listed: 7, longest: 7 }],
    ['{1 x 6, 3} on 3 (optimum 3)', [1, 1, 1, 1, 1, 1, 3], 3, { listed: 5, longest: 3 }],
  ])('case 38: %s', async (_, times, limit, { listed, longest }) => {
    expect(await makespan(lengths(times, limit, 'listed'))).toBe(listed);
    expect(await makespan(lengths(times, limit, 'longest-first'))).toBe(longest);
  });

  /** The best there is: every call on every slot. */
  function optimum(times: readonly Ms[], slots: number): Ms {
    const loads = new Array<Ms>(slots).fill(0);
    let best = Number.POSITIVE_INFINITY;
    const place = (i: number): void => {
      const longest = Math.max(...loads);
      if (longest >= best) return;
      const time = times[i];
      if (time === undefined) {
        best = longest;
        return;
      }
      for (let slot = 0; slot < slots; slot++) {
        const load = loads[slot] as Ms;
        // Two empty slots are the same.
        if (loads.indexOf(load) < slot) continue;
        loads[slot] = load + time;
        place(i + 1);
        loads[slot] = load;
      }
    };
    place(0);
    return best;
  }

  const jobs = fc.tuple(
    fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 8 }),
    fc.integer({ min: 1, max: 4 }),
  );

  property('case 38: never better than the optimum, never worse than 4/3 - 1/(3m) of it', jobs, async ([times, m]) => {
    const best = optimum(times, m);
    const total = await makespan(lengths(times, m, 'longest-first'));
    expect(total).toBeGreaterThanOrEqual(best);
    expect(total).toBeLessThanOrEqual((4 / 3 - 1 / (3 * m)) * best + 1e-9);
  });

  property(
    'in any order: never worse than 2 - 1/m of the optimum, nor than T1/m + (1 - 1/m) * Tinf',
    jobs,
    async ([times, m]) => {
      const best = optimum(times, m);
      const sum = times.reduce((a, b) => a + b, 0);
      for (const order of ['listed', 'shortest-first'] as const) {
        const total = await makespan(lengths(times, m, order));
        expect(total).toBeGreaterThanOrEqual(best);
        expect(total).toBeLessThanOrEqual((2 - 1 / m) * best + 1e-9);
        expect(total).toBeLessThanOrEqual(sum / m + (1 - 1 / m) * Math.max(...times) + 1e-9);
      }
    },
  );
});
