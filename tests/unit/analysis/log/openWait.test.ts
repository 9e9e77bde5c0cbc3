import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { waitText } from '../../../../src/analysis/log/callDetails.ts';
import { openWait } from '../../../../src/analysis/log/openWait.ts';
import { timeBreakdownOfPlan } from '../../../../src/analysis/metrics/sourceEvents.ts';
import { predict } from '../../../../src/engine/predict.ts';
import { fold, foldAll, newRunState } from '../../../../src/run/fold.ts';
import type { Plan, Run, RunEvent } from '../../../../src/run/types.ts';
import { ALL, plans } from '../../support/arbitraries.ts';
import { planOf } from '../../support/plans.ts';
import { property } from '../../support/property.ts';
import { TOOLS } from '../../support/tools.ts';

/** What each call waits for at a moment of a run. */
function waitsAt({ events }: Pick<Run, 'events'>, plan: Plan, now: number): (string | undefined)[] {
  const state = foldAll(events.filter(({ at }) => at <= now));
  return plan.calls.map((_, key) => {
    const call = state.calls[key];
    const wait = call && openWait(call, state, plan, now);
    return wait && waitText(wait);
  });
}

const RETRY = { attempts: 3, baseMs: 50, factor: 1, maxMs: 50, jitter: 0 };

async function told(plan: Plan, now: number) {
  return waitsAt(await predict(plan, { tools: TOOLS }), plan, now);
}

describe('what a call waits for', () => {
  it('a slot', async () => {
    expect(await told(planOf('ok 100', 'ok 40', { limit: 1 }), 50)).toEqual([
      undefined,
      'for a free slot, since 0.000 s',
    ]);
  });

  it('its batch', async () => {
    expect(await told(planOf('ok 100', 'ok 40', { batchSize: 1 }), 50)).toEqual([
      undefined,
      'for its batch, since 0.000 s',
    ]);
  });

  it('the rate', async () => {
    expect(await told(planOf('ok 100', 'ok 40', { rate: { starts: 1, perMs: 200 } }), 50)).toEqual([
      undefined,
      'for the rate, since 0.000 s',
    ]);
  });

  it('the end of a backoff, and then the rate', async () => {
    const plan = planOf('flaky 20 failures=1', { retry: RETRY, rate: { starts: 1, perMs: 200 } });
    expect(await told(plan, 30)).toEqual(['backs off until 0.070 s']);
    expect(await told(plan, 100)).toEqual(['for the rate, since 0.070 s']);
    expect(await told(plan, 210)).toEqual([undefined]);
  });

  it('a tool that takes one call at a time', async () => {
    const plan = { ...planOf('ok 100', 'ok 40', 'fail 100'), tools: { ok: { limit: 1 } } };
    const tools = { ...TOOLS, ok: { ...TOOLS.ok, limit: 1 } };
    expect(waitsAt(await predict(plan, { tools }), plan, 50)).toEqual([
      undefined,
      'for its tool to take it, since 0.000 s',
      undefined,
    ]);
  });

  it('the end of a pause', () => {
    const plan = planOf('ok', 'ok', { limit: 1 });
    const events = [
      { type: 'runStarted', calls: 2, at: 0 },
      { type: 'queued', key: 0, id: 'a', name: 'ok', at: 0 },
      { type: 'queued', key: 1, id: 'b', name: 'ok', at: 0 },
      { type: 'ready', key: 0, at: 0 },
      { type: 'ready', key: 1, at: 0 },
      { type: 'started', key: 0, attempt: 1, at: 0 },
      { type: 'paused', at: 30 },
    ].map((event, seq) => ({ seq, ...event }) as RunEvent);
    expect(waitsAt({ events }, plan, 20)).toEqual([undefined, 'for a free slot, since 0.000 s']);
    expect(waitsAt({ events }, plan, 40)).toEqual([undefined, 'while paused, since 0.030 s']);
  });
});

/** The log tells a run's slot from a tool's place only at the start. */
const READY = ['slot', 'pool', 'other', 'rate'];

property(
  'the time up to the next event of a call that waits is counted as a wait for that cause',
  plans({ kinds: ALL, most: 5 }).chain((plan) => fc.tuple(fc.constant(plan), fc.nat())),
  async ([plan, cut]) => {
    const { events } = await predict(plan, { tools: TOOLS });
    const state = newRunState();
    const now = events[cut % events.length]?.at ?? 0;
    for (const event of events) if (event.at <= now) fold(state, event);
    const waits = state.calls.map((call) => call && openWait(call, state, plan));
    const whole = foldAll(events);
    const spent = timeBreakdownOfPlan(whole, plan);
    waits.forEach((wait, key) => {
      const own = events.filter((event) => 'key' in event && event.key === key);
      const next = own.find(({ seq }) => seq > state.seq);
      const call = whole.calls[key];
      if (!wait || !next || !call || next.at - state.at < 1e-6) return;
      const parts = spent(call);
      const causes = READY.includes(wait.cause) ? READY : [wait.cause];
      expect(causes.reduce((sum, cause) => sum + parts[cause as 'slot'], 0)).toBeGreaterThan(0);
      expect(wait.since).toBeLessThanOrEqual(state.at);
    });
  },
  { runs: 200 },
);
