import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advance, type Concurrency, concurrencyOf, newShape } from '../../../../src/analysis/metrics/concurrency.ts';
import { predict } from '../../../../src/engine/predict.ts';
import { foldAll, type RunState } from '../../../../src/run/fold.ts';
import { simulatedTools as tools } from '../../../../src/tools/simulated.ts';
import { drawEvents, drawRun } from '../drawRun.ts';
import { anyPlan } from '../runs.ts';

const steps = ({ steps }: Concurrency) => steps.map(({ at, running }) => [at, running]);

describe('the concurrency profile', () => {
  it('takes back-to-back attempts for one after the other', () => {
    const profile = concurrencyOf(
      drawRun(`
        a |###|        succeeded
        b |#####|      failed
        c |...##|      succeeded
        d |.....#~~##| succeeded
      `),
    );
    expect(steps(profile)).toEqual([
      [0, 2],
      [500, 1],
      [600, 0],
      [800, 1],
      [1000, 0],
    ]);
    expect(profile).toMatchObject({ peak: 2, timeAt: [200, 300, 500], attempts: 5, end: 1000 });
  });

  it('is flat for an empty run', () => {
    expect(concurrencyOf(drawRun(''))).toEqual({
      steps: [{ at: 0, running: 0 }],
      peak: 0,
      timeAt: [0],
      attempts: 0,
      end: 0,
    });
  });

  it('counts an attempt of no length, but gives it no area', () => {
    const profile = concurrencyOf(
      foldAll([
        { seq: 0, at: 0, type: 'runStarted', calls: 1 },
        { seq: 1, at: 0, type: 'queued', key: 0, id: 'a', name: 't' },
        { seq: 2, at: 0, type: 'ready', key: 0 },
        { seq: 3, at: 0, type: 'started', key: 0, attempt: 1 },
        { seq: 4, at: 0, type: 'attemptEnded', key: 0, attempt: 1, result: 'succeeded' },
        { seq: 5, at: 0, type: 'settled', key: 0, kind: 'succeeded' },
        { seq: 6, at: 0, type: 'runSettled', makespan: 0 },
      ]),
    );
    expect(profile).toMatchObject({ peak: 1, attempts: 1, timeAt: [0] });
  });

  it('runs open attempts up to now', () => {
    const events = drawEvents(`
      a |##|    succeeded
      b |#####| succeeded
    `);
    const open = foldAll(events.filter(({ at }) => at <= 200));
    const profile = concurrencyOf(open, 350);
    expect(steps(profile)).toEqual([
      [0, 2],
      [200, 1],
    ]);
    expect(profile).toMatchObject({ peak: 2, timeAt: [0, 150, 200], end: 350 });
  });
});

/** Asks every instant between two events how many attempts are open there. */
function oracle(state: RunState, now: number) {
  const end = state.makespan ?? now;
  const spans = state.calls.flatMap((call) =>
    (call?.attempts ?? []).map(({ startedAt, endedAt = Number.POSITIVE_INFINITY }) => [startedAt, endedAt] as const),
  );
  const levelAt = (t: number) => spans.filter(([from, to]) => from <= t && t < to).length;
  const times = [...new Set([0, end, ...spans.flat().filter((t) => t <= end)])].sort((a, b) => a - b);
  const timeAt: number[] = [];
  times.forEach((t, i) => {
    const level = levelAt(t);
    timeAt[level] = (timeAt[level] ?? 0) + ((times[i + 1] ?? end) - t);
  });
  return { levelAt, times, timeAt, peak: Math.max(Math.min(1, spans.length), ...times.map(levelAt)) };
}

describe('on any run, cut anywhere', () => {
  it('it is what a slow count says', async () => {
    await fc.assert(
      fc.asyncProperty(anyPlan, fc.double({ min: 0, max: 1, noNaN: true }), async (plan, share) => {
        const { events, makespan } = await predict(plan, { tools });
        const now = makespan * share;
        for (const state of [foldAll(events), foldAll(events.filter(({ at }) => at <= now && at < makespan))]) {
          const profile = concurrencyOf(state, now);
          const slow = oracle(state, now);
          expect(profile.peak).toBe(slow.peak);
          for (const [level, ms] of profile.timeAt.entries()) expect(ms).toBeCloseTo(slow.timeAt[level] ?? 0, 6);
          expect(profile.timeAt.reduce((a, b) => a + b, 0)).toBeCloseTo(profile.end, 6);
          for (const t of slow.times)
            expect(profile.steps.findLast(({ at }) => at <= t)?.running).toBe(slow.levelAt(t));
          profile.steps.forEach((step, i) => {
            const before = profile.steps[i - 1];
            if (before) expect(step.at > before.at && step.running !== before.running).toBe(true);
          });
        }
      }),
      { seed: 1968, numRuns: 150 },
    );
  });

  it('it never passes the limit, and its area is the work', async () => {
    await fc.assert(
      fc.asyncProperty(anyPlan, async (plan) => {
        const run = await predict(plan, { tools });
        const { peak, timeAt } = concurrencyOf(foldAll(run.events));
        expect(peak).toBeLessThanOrEqual(plan.policy?.limit ?? plan.calls.length);
        const area = timeAt.reduce((sum, ms, level) => sum + level * ms, 0);
        const work = run.outcomes.reduce(
          (sum, o) => sum + (o.startedAt === undefined ? 0 : o.settledAt - o.startedAt),
          0,
        );
        expect(area).toBeCloseTo(work, 6);
      }),
      { seed: 7, numRuns: 100 },
    );
  });
});

describe('the profile that grows event by event', () => {
  it('is the whole log’s profile once every event is taken, at every moment', async () => {
    await fc.assert(
      fc.asyncProperty(anyPlan, async (plan) => {
        const { events } = await predict(plan, { tools });
        const shape = newShape();
        for (const event of events) advance(shape, event);
        const whole = concurrencyOf(foldAll(events));
        const levelAt = (profile: Pick<Concurrency, 'steps'>, moment: number) =>
          profile.steps.findLast(({ at }) => at <= moment)?.running;
        for (const { at } of [...shape.steps, ...whole.steps]) {
          expect(levelAt(shape, at)).toBe(levelAt(whole, at));
          expect(levelAt(shape, at + 0.5)).toBe(levelAt(whole, at + 0.5));
        }
      }),
      { seed: 7, numRuns: 100 },
    );
  });
});
