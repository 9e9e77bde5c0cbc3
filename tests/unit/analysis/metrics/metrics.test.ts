import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RESOLVED_MS } from '../../../../src/analysis/format/ratio.ts';
import { type Metric, type MetricName, type Metrics, metricsOf } from '../../../../src/analysis/metrics/metrics.ts';
import { isSourceEvent } from '../../../../src/analysis/metrics/sourceEvents.ts';
import { METRIC_DEFINITIONS, metricValueText } from '../../../../src/analysis/report/metricDefinitions.ts';
import type { RunController } from '../../../../src/engine/controller.ts';
import { predict } from '../../../../src/engine/predict.ts';
import { foldAll } from '../../../../src/run/fold.ts';
import { policyOf } from '../../../../src/run/policy.ts';
import type { Ms, Plan, Policy, RunEvent } from '../../../../src/run/types.ts';
import { acts, LIVELY, moments, perform, plans, toolsWith } from '../../support/arbitraries.ts';
import { drive } from '../../support/drive.ts';
import { planOf, times } from '../../support/plans.ts';
import { property } from '../../support/property.ts';
import { TOOLS as tools } from '../../support/tools.ts';
import { drawRun } from '../drawRun.ts';

const one = ({ measures }: Metrics, name: MetricName, of?: string) =>
  measures.find((measure) => measure.name === name && measure.of === of)?.value;
const under = (settings: Partial<Policy> = {}): Plan => ({ calls: [], policy: settings });

describe('the metrics of a run', () => {
  const state = drawRun(`
    fast_1  |#|             succeeded
    slow_1  |##########|    succeeded
    slow_2  |.#####~~#####| failed
    nope_1  ||              rejected
  `);
  const metrics = metricsOf({ state, plan: under({ limit: 2 }), overhead: 10 });

  it('are what one reads from its picture', () => {
    expect(metrics).toMatchObject({ end: 1300, open: false, calls: 4, settled: 4 });
    expect(one(metrics, 'peak')).toBe(2);
    expect(one(metrics, 'work')).toBe(2100);
    expect(one(metrics, 'busy')).toBe(1300);
    expect(one(metrics, 'parallelism')).toBeCloseTo(2100 / 1300, 9);
    expect(one(metrics, 'utilisation')).toBeCloseTo(2100 / 2600, 9);
    expect(one(metrics, 'throughput')).toBeCloseTo(4 / 1.3, 9);
    expect(one(metrics, 'overhead')).toBe(10);
    expect(one(metrics, 'duration.count', 'slow_tool')).toBe(2);
    expect(one(metrics, 'duration.p50', 'slow_tool')).toBe(1000);
    expect(one(metrics, 'duration.p95', 'slow_tool')).toBe(1200);
    expect(one(metrics, 'duration.max', 'fast_tool')).toBe(100);
    expect(one(metrics, 'duration.count', 'nope_tool')).toBeUndefined();
    expect(one(metrics, 'wait.max')).toBe(100);
    expect(one(metrics, 'wait.p50')).toBe(0);
    expect(one(metrics, 'wait.total', 'slot')).toBe(100);
    expect(one(metrics, 'outcome', 'succeeded')).toBe(2);
    expect(one(metrics, 'outcome', 'skipped')).toBeUndefined();
    expect(one(metrics, 'retries')).toBe(1);
    expect(one(metrics, 'retryTime')).toBe(500);
    expect(one(metrics, 'backoff')).toBe(200);
  });

  it('say nothing where nothing is known: no limit, no call, no end yet', () => {
    const free = metricsOf({ state, plan: under() });
    expect(one(free, 'utilisation')).toBeUndefined();
    expect(one(free, 'overhead')).toBeUndefined();
    const none = metricsOf({ state: drawRun(''), plan: under({ limit: 3 }) });
    expect(none.measures.filter(({ value }) => value !== undefined && value !== 0)).toEqual([]);
    expect(none.measures.map((one) => metricValueText(one))).not.toContain('NaN');
  });

  it('have a label, a unit and one sentence each', () => {
    for (const { label, definition } of Object.values(METRIC_DEFINITIONS)) {
      expect(label).not.toBe('');
      expect(definition).toMatch(/^[A-Z].+\.$/);
    }
  });

  it('count the slot of abandoned work that holds it, and give up what never ends', async () => {
    const plan = planOf('ok 100 timeoutMs=40', 'ok 50', { limit: 1, slotOnTimeout: 'hold' });
    const run = await predict(plan, { tools });
    const held = metricsOf({ state: foldAll(run.events), plan });
    expect(one(held, 'utilisation')).toBeCloseTo(1, 9);
    expect(one(held, 'work')).toBe(90);
    const endless = metricsOf({
      state: foldAll((await predict(planOf('hang', 'ok 10'), { tools })).events),
      plan: under(),
    });
    expect(one(endless, 'duration.max', 'hang')).toBe(Number.POSITIVE_INFINITY);
    expect(metricValueText(endless.measures.find(({ of }) => of === 'hang') as Metric)).toBe('1');
  });

  it('tell waiting for a tool from waiting for a slot', async () => {
    const plan = { ...planOf('ok 100', 'ok 100', 'fail 40'), tools: { ok: { limit: 1 } } };
    const run = await predict(plan, { tools: toolsWith({ ok: { limit: 1 } }) });
    const state = foldAll(run.events);
    expect(one(metricsOf({ state, plan }), 'wait.total', 'pool')).toBe(100);
    expect(one(metricsOf({ state, plan }), 'wait.total', 'slot')).toBeUndefined();
  });

  it('keep the peak and the ground of a long profile, in few steps', async () => {
    const plan = planOf(...times(3000, 'ok 7'), { limit: 3, rate: { starts: 5, perMs: 20 } });
    const { events } = await predict(plan, { tools });
    const { concurrency, measures } = metricsOf({ state: foldAll(events), plan });
    expect(concurrency.length).toBeLessThanOrEqual(1201);
    expect(Math.max(...concurrency.map(({ running }) => running))).toBe(
      measures.find(({ name }) => name === 'peak')?.value,
    );
    concurrency.forEach(({ at }, i) => {
      expect(at).toBeGreaterThan(concurrency[i - 1]?.at ?? -1);
    });
  });
});

/** Everything again from the events alone, stretch by stretch between all moments at which anything happened. */
function slowly(events: readonly RunEvent[], { limit, rate, slotOnTimeout }: Policy, now: Ms) {
  const settledRun = events.find((event) => event.type === 'runSettled');
  const end = settledRun?.type === 'runSettled' ? settledRun.makespan : now;
  const keys = events.flatMap((event) => (event.type === 'queued' ? [event.key] : []));
  const backoffEnds = events.flatMap((e) => (e.type === 'attemptEnded' ? [e.at + (e.backoffMs ?? 0)] : []));
  const moments = [...new Set([0, end, ...events.map(({ at }) => at), ...backoffEnds])]
    .filter((at) => at <= end)
    .sort((a, b) => a - b);
  const everLimited = limit !== null || events.some((e) => e.type === 'limitChanged' && e.limit !== null);

  const until = (at: Ms) => events.filter((event) => event.at <= at);
  const sums = { work: 0, busy: 0, held: 0, offered: 0, retryTime: 0, backoff: 0 };
  const waits = new Map<string, number>();
  const byCall = new Map<number, { own: number; wait: number }>(keys.map((key) => [key, { own: 0, wait: 0 }]));
  let peak = 0;
  moments.forEach((from, i) => {
    const to = moments[i + 1] ?? end;
    const past = until(from);
    const paused = past.findLast((e) => e.type === 'paused' || e.type === 'resumed')?.type === 'paused';
    const changed = past.findLast((e) => e.type === 'limitChanged');
    const limitHere = changed?.type === 'limitChanged' ? changed.limit : limit;
    let running = 0;
    let holding = 0;
    for (const key of keys) {
      const own = past.filter((event) => 'key' in event && event.key === key && event.type !== 'partial');
      const call = byCall.get(key) as { own: number; wait: number };
      const status = own.findLast((e) => e.type !== 'late' && e.type !== 'warning');
      const abandoned = own.some(
        (e) =>
          e.type === 'attemptEnded' &&
          slotOnTimeout === 'hold' &&
          (e.result === 'timedOut' || e.result === 'cancelled') &&
          !own.some((late) => late.type === 'late' && late.attempt === e.attempt) &&
          runsOn(events, e),
      );
      if (status?.type === 'started') {
        running++;
        call.own += to - from;
        if (status.attempt > 1) sums.retryTime += to - from;
      }
      if (status?.type === 'started' || abandoned) holding++;
      if (!status || status.type === 'settled' || status.type === 'started') continue;
      if (status.type === 'attemptEnded' && status.backoffMs !== undefined && from < status.at + status.backoffMs) {
        call.own += to - from;
        sums.backoff += to - from;
        continue;
      }
      const queued = own.find((e) => e.type === 'queued');
      const opened =
        queued?.type !== 'queued' ||
        queued.batch === undefined ||
        past.some((e) => e.type === 'batchOpened' && e.batch === queued.batch);
      const held = rate ? 'rate' : 'other';
      const cause = !opened ? 'barrier' : paused ? 'pause' : status.type === 'ready' && everLimited ? 'slot' : held;
      call.wait += to - from;
      waits.set(cause, (waits.get(cause) ?? 0) + to - from);
    }
    peak = Math.max(peak, to > from || from === end ? running : 0);
    sums.work += running * (to - from);
    if (running > 0) sums.busy += to - from;
    if (limitHere === null) return;
    sums.held += holding * (to - from);
    sums.offered += limitHere * (to - from);
  });
  const ends = events.filter((e) => e.type === 'settled');
  return { end, sums, waits, byCall, peak, ends };
}

/** The tool had not ended with its attempt: it has ended late, or runs to this day. */
function runsOn(events: readonly RunEvent[], e: Extract<RunEvent, { type: 'attemptEnded' }>): boolean {
  if (events.some((late) => late.type === 'late' && late.key === e.key && late.attempt === e.attempt)) return true;
  if (e.error?.message.startsWith('timed out after')) return true;
  const last = !events.some((next) => next.type === 'started' && next.key === e.key && next.attempt > e.attempt);
  const settled = events.find((s) => s.type === 'settled' && s.key === e.key);
  return last && settled?.type === 'settled' && settled.abandoned === true;
}

/** The value that at least the share `p` of all are not above, by trying each. */
function nearestRank(values: readonly number[], p: number): number | undefined {
  const fits = values.filter((value) => values.filter((other) => other <= value).length >= p * values.length - 1e-9);
  return fits.length === 0 ? undefined : Math.min(...fits);
}

function expectSame(metrics: Metrics, events: readonly RunEvent[], plan: Plan, now: Ms, stalled: boolean): void {
  const whole = policyOf(plan);
  const slow = slowly(events, whole, now);
  const near = (name: MetricName, value: number | undefined, of?: string) => {
    const got = one(metrics, name, of);
    if (value === undefined || !Number.isFinite(value)) expect([name, got]).toEqual([name, value]);
    else expect(got, `${name} ${of ?? ''}`).toBeCloseTo(value, 6);
  };
  expect(metrics.end).toBeCloseTo(slow.end, 9);
  const anyAttempt = events.some((e) => e.type === 'started');
  near('peak', Math.max(slow.peak, anyAttempt ? 1 : 0));
  near('work', slow.sums.work);
  near('busy', slow.sums.busy);
  near('parallelism', slow.sums.busy >= RESOLVED_MS ? slow.sums.work / slow.sums.busy : undefined);
  near(
    'utilisation',
    slow.sums.offered > 0 && anyAttempt && slow.end >= RESOLVED_MS ? slow.sums.held / slow.sums.offered : undefined,
  );
  near('throughput', slow.end >= RESOLVED_MS ? slow.ends.length / (slow.end / 1000) : undefined);
  near('retryTime', slow.sums.retryTime);
  near('backoff', slow.sums.backoff);
  near('retries', events.filter((e) => e.type === 'started' && e.attempt > 1).length);
  for (const cause of ['barrier', 'rate', 'slot', 'pool', 'pause', 'other'])
    expect(one(metrics, 'wait.total', cause) ?? 0).toBeCloseTo(slow.waits.get(cause) ?? 0, 5);
  const rejected = new Set(slow.ends.flatMap((e) => (e.type === 'settled' && e.kind === 'rejected' ? [e.key] : [])));
  const waited = [...slow.byCall].flatMap(([key, { wait }]) => (rejected.has(key) ? [] : [round(wait)]));
  near('wait.p50', nearestRank(waited, 0.5));
  near('wait.p95', nearestRank(waited, 0.95));
  near('wait.max', nearestRank(waited, 1));
  for (const kind of ['succeeded', 'failed', 'timedOut', 'cancelled', 'skipped', 'rejected'])
    expect(one(metrics, 'outcome', kind) ?? 0).toBe(
      slow.ends.filter((e) => e.type === 'settled' && e.kind === kind).length,
    );
  if (!stalled)
    for (const tool of new Set(plan.calls.map(({ name }) => name))) {
      const ran = slow.ends.flatMap((e) =>
        e.type === 'settled' &&
        plan.calls[e.key]?.name === tool &&
        events.some((s) => s.type === 'started' && s.key === e.key)
          ? [round(slow.byCall.get(e.key)?.own ?? -1)]
          : [],
      );
      near('duration.count', ran.length || undefined, tool);
      near('duration.p50', nearestRank(ran, 0.5), tool);
      near('duration.p95', nearestRank(ran, 0.95), tool);
      near('duration.max', nearestRank(ran, 1), tool);
    }
  expect(metrics.settledIn.reduce((a, b) => a + b, 0)).toBe(slow.ends.length);
}

/** Sums of the same stretches in another order differ by what floats leave behind; ranks must not. */
const round = (ms: Ms) => Math.round(ms * 1e6) / 1e6;

const share = fc.integer({ min: 0, max: 1000 }).map((n) => n / 1000);

describe('each number is what a slow computation says', () => {
  property(
    'of whole runs, and of a log that is cut anywhere',
    fc.tuple(plans({ most: 6 }), share),
    async ([plan, part]) => {
      const run = await predict(plan, { tools });
      const { events } = run;
      const stalled = run.stalled ?? false;
      expectSame(metricsOf({ state: foldAll(events), plan }), events, plan, 0, stalled);
      const now = run.makespan * part;
      const cut = events.filter(({ at }) => at <= now && at < run.makespan);
      if (cut.length === 0) return;
      expectSame(metricsOf({ state: foldAll(cut), plan, now }), cut, plan, now, false);
    },
    { runs: 300 },
  );

  property(
    'of runs that somebody steers',
    fc.tuple(plans({ kinds: LIVELY, most: 5 }), fc.array(fc.tuple(moments, acts), { maxLength: 4 })),
    async ([plan, steps]) => {
      let abort = () => {};
      const { heard } = await drive(plan, {
        acts: [
          ...steps.map(([at, act]) => [at, (controller: RunController) => perform(act, controller, abort)] as const),
          // Else a run that was left paused would not end.
          [300, (controller) => controller.resume()],
        ],
        onEvent(_, stop) {
          abort = stop;
        },
      });
      if (!heard.some(({ type }) => type === 'runSettled')) return;
      expectSame(metricsOf({ state: foldAll(heard), plan }), heard, plan, 0, false);
    },
    { runs: 200 },
  );

  property(
    'and the events behind a count are as many',
    plans({ most: 6 }),
    async (plan) => {
      const { events } = await predict(plan, { tools });
      const state = foldAll(events);
      const metrics = metricsOf({ state, plan });
      for (const { name, of, value, sourceEvents } of metrics.measures) {
        const found = events.filter(isSourceEvent(sourceEvents, state, plan));
        if (['outcome', 'retries', 'duration.count'].includes(name))
          expect([name, of, found.length]).toEqual([name, of, value]);
        if (name === 'throughput') expect(found).toHaveLength(metrics.settled);
        if (name === 'peak' && sourceEvents.runningAt !== undefined) expect(found).toHaveLength(value as number);
        if (name === 'backoff') expect(found.length > 0).toBe(events.some((e) => 'backoffMs' in e));
        if (name === 'wait.total') expect(found.length).toBeGreaterThan(0);
        if (sourceEvents.key !== undefined)
          expect(found.every((e) => e.type === 'batchOpened' || ('key' in e && e.key === sourceEvents.key))).toBe(true);
        expect(found.every(({ type }) => sourceEvents.types.includes(type))).toBe(true);
      }
    },
    { runs: 200 },
  );
});
