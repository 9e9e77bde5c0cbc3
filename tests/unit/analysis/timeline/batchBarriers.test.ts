import { describe, expect, it } from 'vitest';
import { batchOf } from '../../../../src/analysis/metrics/timeBreakdown.ts';
import { barrierText, idleSlotText } from '../../../../src/analysis/timeline/barrierText.ts';
import { barrierAt } from '../../../../src/analysis/timeline/batchBarriers.ts';
import { predict } from '../../../../src/engine/predict.ts';
import { foldAll, type RunState } from '../../../../src/run/fold.ts';
import type { Policy } from '../../../../src/run/types.ts';
import { plainPlans } from '../../support/arbitraries.ts';
import { drive } from '../../support/drive.ts';
import { planOf, times } from '../../support/plans.ts';
import { property } from '../../support/property.ts';
import { TOOLS } from '../../support/tools.ts';

async function ran(policy: Partial<Policy>, ...calls: string[]): Promise<RunState> {
  return foldAll((await predict(planOf(...calls, policy), { tools: TOOLS })).events);
}
/** The first batch has none. */
const gatesOf = (state: RunState) => state.batches.slice(1).map((_, i) => barrierAt(state, i + 1));
const told = (state: RunState) =>
  gatesOf(state).map(({ batch, openedAt, idleMs, idle }) => [batch, openedAt, idleMs, [...idle]]);

describe('the gates of a run', () => {
  it('stand where the slowest of the batch before has settled; the others have idled since their own end', async () => {
    const state = await ran({ batchSize: 2 }, 'ok 100', 'ok 1000', 'fail 300', 'ok 50', 'ok 10');
    expect(told(state)).toEqual([
      [2, 1000, 900, [[0, 100]]],
      [3, 1300, 250, [[3, 1050]]],
    ]);
    expect(gatesOf(state).map(({ first }) => first)).toEqual([2, 4]);
  });

  it.each([
    ['a call that was cancelled leaves its slot empty', null, [[2, 100, 50, [[1, 50]]]]],
    ['a call that never ran had none', 1, [[2, 100, 0, []]]],
  ])('%s', async (_, limit, expected) => {
    const batches = planOf('ok 100', 'ok 100', 'ok 100', { batchSize: 2, limit });
    const { run } = await drive(batches, { acts: [[50, (controller) => controller.cancelCall(1)]] });
    expect(told(foldAll(run.events))).toEqual(expected);
  });

  it('do not count a slot that another call of the batch took over', async () => {
    // Two slots for four calls: a gives its slot to c at 100, b to d at 400; c ends at 200 and nobody follows.
    const state = await ran({ batchSize: 4, limit: 2 }, 'ok 100', 'ok 400', 'ok 100', 'ok 300', 'ok 1');
    expect(told(state)).toEqual([[2, 500, 100, [[1, 400]]]]);
  });

  it('count nothing twice when a backoff gives its slot to another', async () => {
    const retry = { attempts: 2, baseMs: 100, factor: 1, maxMs: 100, jitter: 0 };
    const state = await ran({ batchSize: 2, limit: 1, retry }, 'flaky 50 failures=1', 'ok 80', 'ok 1');
    // a 0-50, b 50-130, a again 150-200: the one slot is empty before the retry, and that is not the barrier's doing.
    expect(told(state)).toEqual([[2, 200, 0, []]]);
  });

  it('leave to a retry the slot that it had', async () => {
    const retry = { attempts: 2, baseMs: 100, factor: 1, maxMs: 100, jitter: 0 };
    const state = await ran({ batchSize: 2, retry }, 'flaky 50 failures=1', 'ok 80', 'ok 1');
    expect(told(state)).toEqual([[2, 200, 120, [[1, 80]]]]);
  });

  it('pass by a batch of which nobody was left', async () => {
    const { run } = await drive(planOf(...times(4, 'ok 10'), { batchSize: 1 }), {
      acts: [[5, (controller) => controller.cancelCall(1)]],
    });
    const state = foldAll(run.events);
    expect(gatesOf(state).map(({ batch, openedAt }) => [batch, openedAt])).toEqual([
      [3, 10],
      [4, 20],
    ]);
    expect([1, 2, 3, 4, 5].map((number) => batchOf(state, number)?.openedAt)).toEqual([
      0,
      undefined,
      10,
      20,
      undefined,
    ]);
  });

  it('say when they opened and what that cost', async () => {
    const [gate] = gatesOf(await ran({ batchSize: 2 }, 'ok 100', 'ok 1000', 'ok 1'));
    if (!gate) throw new Error('no gate');
    expect(barrierText(gate)).toBe('batch 2 opened at 1.00 s; 0.90 s of slots idle');
    expect(barrierText({ ...gate, idleMs: 0 }, true)).toBe('batch 2 opens at 1.00 s; no slot idle');
    expect(idleSlotText(100, gate)).toBe('0.90 s idle until batch 2 opened at 1.00 s');
  });

  property(
    'are the same when asked as they open, and no slot idles longer than its batch was open',
    plainPlans(),
    async (plan) => {
      const { events } = await predict(plan, { tools: TOOLS });
      const whole = foldAll(events);
      const limit = plan.policy?.limit ?? Number.POSITIVE_INFINITY;
      whole.batches.forEach(({ openedAt }, i) => {
        if (i === 0) return;
        const opening = events.findIndex((event) => event.type === 'batchOpened' && event.batch === i + 1);
        const gate = barrierAt(whole, i);
        expect(barrierAt(foldAll(events.slice(0, opening + 1)), i)).toEqual(gate);
        const before = whole.batches[i - 1];
        const slots = Math.min(limit, before?.keys.length ?? 0);
        expect(gate.idle.size).toBeLessThanOrEqual(slots);
        expect(gate.idleMs).toBeLessThanOrEqual(slots * (openedAt - (before?.openedAt ?? 0)) + 1e-6);
      });
    },
    { runs: 300 },
  );
});
