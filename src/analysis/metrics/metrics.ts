import type { AttemptState, CallState } from '../../run/callState.ts';
import type { RunState } from '../../run/fold.ts';
import { policyOf } from '../../run/policy.ts';
import type { Ms, OutcomeKind, Plan, Policy } from '../../run/types.ts';
import { isResolved, perSecond, ratio } from '../format/ratio.ts';
import { type Concurrency, type ConcurrencyStep, concurrencyOf } from './concurrency.ts';
import { quantile } from './distribution.ts';
import { outcomeCounts } from './outcomes.ts';
import { overlapWith } from './overlap.ts';
import { ownDuration, totalOf } from './proof.ts';
import { ROUNDING, type SourceEvents, timeBreakdownOfPlan, WAIT_CAUSES, type WaitCause } from './sourceEvents.ts';
import type { TimeBreakdown } from './timeBreakdown.ts';

export type MetricName =
  | 'peak'
  | 'parallelism'
  | 'utilisation'
  | 'throughput'
  | 'overhead'
  | 'work'
  | 'busy'
  | 'duration.count'
  | 'duration.p50'
  | 'duration.p95'
  | 'duration.max'
  | 'wait.p50'
  | 'wait.p95'
  | 'wait.max'
  | 'wait.total'
  | 'outcome'
  | 'retries'
  | 'retryTime'
  | 'backoff';

/** One number. `report/metricDefinitions.ts` has the meaning and the unit of each name. */
export interface Metric {
  name: MetricName;
  /** The tool, wait cause or outcome that the number is restricted to. */
  of?: string;
  /** `undefined` = not known, Infinity = no end. */
  value: number | undefined;
  /** The log events from which the number is computed. */
  sourceEvents: SourceEvents;
}

export interface Metrics {
  /** The metrics cover 0 to `end`: the makespan, the requested moment, or when nothing more happens in a stalled run. */
  end: Ms;
  /** The run had not settled at `end`. */
  open: boolean;
  /** As in the proof: Infinity for no end, `undefined` while the run is open. */
  total: Ms | undefined;
  calls: number;
  settled: number;
  measures: Metric[];
  /**
   * Like `Concurrency.steps`, limited to about 2 * `COLUMNS` steps: levels shorter than `resolutionMs` appear as their
   * highest one.
   */
  concurrency: ConcurrencyStep[];
  resolutionMs: Ms;
  /** The limit from each moment on; the first entry is at 0. */
  limits: { at: Ms; limit: number | null }[];
  /** Calls settled in equal intervals from 0 to `end`. */
  settledIn: number[];
}

export interface MetricsInput {
  /** The state at the requested moment. */
  state: RunState;
  plan: Plan;
  /** The requested moment of a run that had not settled by then; by default the time of its last event. */
  now?: Ms | undefined;
  /** From the proof of a settled run. */
  overhead?: Ms | undefined;
}

const COLUMNS = 600;
const STRETCHES = 40;

/** Computes all numbers of the Metrics tab. O(n log n) because of the sorted quantiles. */
export function metricsOf({ state, plan, now, overhead }: MetricsInput): Metrics {
  const policy = policyOf(plan);
  const profile = concurrencyOf(state, now);
  const { end } = profile;
  const open = state.makespan === undefined;
  const calls = Array.from(state.calls).filter((call) => call !== undefined);
  const then = open ? { ...state, at: end } : state;
  const spent = calls.map(timeBreakdownOfPlan(then, plan));
  const limits = [{ at: 0, limit: policy.limit }, ...state.limits];
  return {
    end,
    open,
    total: totalOf(state),
    calls: state.calls.length,
    settled: state.settled,
    measures: [
      ...summary(state, policy, profile, limits, open ? undefined : overhead),
      ...durations(calls, state.stalled),
      ...waits(calls, spent),
      ...outcomes(calls),
      ...retries(calls, spent, end),
    ],
    concurrency: thinned(profile, COLUMNS),
    resolutionMs: end / COLUMNS,
    limits,
    settledIn: settledIn(calls, end),
  };
}

const ATTEMPTS: SourceEvents = { types: ['started', 'attemptEnded'] };

function summary(
  state: RunState,
  policy: Policy,
  { steps, peak, timeAt, attempts, end }: Concurrency,
  limits: Metrics['limits'],
  overhead: Ms | undefined,
): Metric[] {
  const work = timeAt.reduce((sum, ms, level) => sum + level * ms, 0);
  const busy = timeAt.reduce((sum, ms, level) => (level > 0 ? sum + ms : sum), 0);
  const at = steps.find(({ running }) => running === peak)?.at;
  // Attempts of length 0 are in no step; then any start is a source.
  const atPeak: SourceEvents =
    at === undefined || peak === 0 ? { types: ['started'] } : { types: ['started'], runningAt: at };
  return [
    { name: 'peak', value: peak, sourceEvents: atPeak },
    { name: 'parallelism', value: ratio(work, busy), sourceEvents: ATTEMPTS },
    {
      name: 'utilisation',
      value: attempts > 0 && isResolved(end) ? utilisation(state, policy, limits, end) : undefined,
      sourceEvents: { types: ['started', 'attemptEnded', 'late', 'limitChanged'] },
    },
    {
      name: 'throughput',
      value: perSecond(state.settled, end),
      sourceEvents: { types: ['settled'] },
    },
    {
      name: 'overhead',
      value: overhead,
      sourceEvents: { types: ['runStarted', 'runSettled'] },
    },
    { name: 'work', value: work, sourceEvents: ATTEMPTS },
    { name: 'busy', value: busy, sourceEvents: ATTEMPTS },
  ];
}

/**
 * Slot time used / slot time available, over the intervals in which the run had a limit; `undefined` if it never had
 * one. Above 1 if the limit was lowered below the number of running calls. Limits of tools are not included.
 */
function utilisation(state: RunState, policy: Policy, limits: Metrics['limits'], end: Ms): number | undefined {
  const stretches = limits.flatMap(({ at, limit }, i) => {
    const to = Math.min(end, limits[i + 1]?.at ?? end);
    return limit !== null && to > at ? [{ from: at, to, limit }] : [];
  });
  const offered = stretches.reduce((sum, { from, to, limit }) => sum + (to - from) * limit, 0);
  if (offered <= 0) return undefined;
  const limited = overlapWith(stretches);
  let held = 0;
  for (const call of state.calls)
    for (const [from, to] of call ? heldBy(call, policy, end) : []) held += limited(from, to);
  return held / offered;
}

/**
 * The disjoint intervals in which the call held a slot, in time order. A retry uses the slot that the call's own
 * abandoned attempt still holds.
 */
function heldBy({ attempts, outcome }: CallState, { slotOnTimeout }: Policy, end: Ms): [from: Ms, to: Ms][] {
  const spans: [Ms, Ms][] = [];
  attempts.forEach((attempt, i) => {
    const { startedAt, endedAt = end } = attempt;
    const last = i === attempts.length - 1;
    const to = slotOnTimeout === 'hold' ? heldUntil(attempt, last && outcome?.abandoned === true, end) : endedAt;
    const before = spans.at(-1);
    if (before && startedAt <= before[1]) before[1] = Math.max(before[1], to);
    else spans.push([startedAt, to]);
  });
  return spans;
}

function heldUntil({ endedAt, lateAt, timeoutMs }: AttemptState, abandoned: boolean, end: Ms): Ms {
  if (endedAt === undefined) return end;
  if (lateAt !== undefined) return Math.min(lateAt, end);
  // One that its timeout cut off runs on. One that ended by itself, only too late, has no `timeoutMs`.
  return abandoned || timeoutMs !== undefined ? end : endedAt;
}

/** Own durations of the calls that were started and have settled, per tool in plan order. */
function durations(calls: readonly CallState[], stalled: boolean): Metric[] {
  const byTool = new Map<string, Sized[]>();
  calls.forEach((call) => {
    const { key, name, attempts } = call;
    const ms = ownDuration(call, stalled);
    if (attempts.length === 0 || ms === undefined) return;
    const one = { key, ms };
    const list = byTool.get(name);
    if (list) list.push(one);
    else byTool.set(name, [one]);
  });
  return [...byTool].flatMap(([tool, list]): Metric[] => [
    { name: 'duration.count', of: tool, value: list.length, sourceEvents: { types: ['settled'], tool, ran: true } },
    ...spread('duration', list, ['started', 'attemptEnded', 'settled']).map((one) => ({ ...one, of: tool })),
  ]);
}

interface Sized {
  ms: Ms;
  key: number;
}

/** p50, p95 and the maximum. Each is the value of an actual call: the first in call order with that value. */
function spread(of: 'duration' | 'wait', list: readonly Sized[], types: SourceEvents['types']): Metric[] {
  const lengths = Float64Array.from(list, ({ ms }) => ms).sort();
  const sorted = Array.from(lengths);
  return (
    [
      ['p50', 0.5],
      ['p95', 0.95],
      ['max', 1],
    ] as const
  ).map(([name, p]) => {
    const value = sorted.length > 0 ? quantile(sorted, p) : undefined;
    const key = list.find(({ ms }) => ms === value)?.key;
    return { name: `${of}.${name}` as const, value, sourceEvents: key === undefined ? { types } : { types, key } };
  });
}

/** Waiting time up to the settling or the requested moment. Rejected calls do not wait. */
function waits(calls: readonly CallState[], spent: readonly TimeBreakdown[]): Metric[] {
  const sums = new Map<WaitCause, Ms>();
  const list: Sized[] = [];
  calls.forEach(({ key, outcome }, i) => {
    if (outcome?.kind === 'rejected') return;
    let ms = 0;
    for (const cause of WAIT_CAUSES) {
      const part = (spent[i] as TimeBreakdown)[cause];
      ms += part;
      sums.set(cause, (sums.get(cause) ?? 0) + part);
    }
    list.push({ ms, key });
  });
  const causes = WAIT_CAUSES.filter((cause) => (sums.get(cause) ?? 0) > ROUNDING);
  return [
    ...spread('wait', list, ['queued', 'batchOpened', 'ready', 'started', 'settled']),
    ...causes.map((cause): Metric => {
      const types: SourceEvents['types'] = ['queued', 'batchOpened', 'ready', 'started'];
      return { name: 'wait.total', of: cause, value: sums.get(cause), sourceEvents: { types, waitedFor: cause } };
    }),
  ];
}

function outcomes(calls: readonly CallState[]): Metric[] {
  return (Object.entries(outcomeCounts(calls)) as [OutcomeKind, number][]).flatMap(([kind, value]): Metric[] =>
    value === 0 ? [] : [{ name: 'outcome', of: kind, value, sourceEvents: { types: ['settled'], kind } }],
  );
}

function retries(calls: readonly CallState[], spent: readonly TimeBreakdown[], end: Ms): Metric[] {
  let count = 0;
  let time = 0;
  for (const { attempts } of calls)
    for (let i = 1; i < attempts.length; i++) {
      const { startedAt, endedAt = end } = attempts[i] as AttemptState;
      count++;
      time += endedAt - startedAt;
    }
  const backoff = spent.reduce((sum, one) => sum + one.backoff, 0);
  return [
    { name: 'retries', value: count, sourceEvents: { types: ['started'], later: true } },
    { name: 'retryTime', value: time, sourceEvents: { types: ['started', 'attemptEnded'], later: true } },
    { name: 'backoff', value: backoff, sourceEvents: { types: ['attemptEnded'], backsOff: true } },
  ];
}

function settledIn(calls: readonly CallState[], end: Ms): number[] {
  const counts = new Array<number>(STRETCHES).fill(0);
  for (const { outcome } of calls) {
    if (!outcome || outcome.settledAt > end) continue;
    const place = end > 0 ? Math.floor((outcome.settledAt / end) * STRETCHES) : 0;
    const stretch = Math.min(STRETCHES - 1, place);
    counts[stretch] = (counts[stretch] as number) + 1;
  }
  return counts;
}

/** At most two steps per column: its highest level and its last one. */
function thinned({ steps, end }: Concurrency, columns: number): ConcurrencyStep[] {
  if (steps.length <= 2 * columns) return steps;
  const width = end / columns;
  const kept: ConcurrencyStep[] = [];
  const put = (at: Ms, running: number) => {
    if (kept.at(-1)?.running !== running) kept.push({ at, running });
  };
  let before = 0;
  for (let i = 0; i < steps.length; ) {
    const { at } = steps[i] as ConcurrencyStep;
    const until = (Math.floor(at / width) + 1) * width;
    let highest = before;
    let last = steps[i] as ConcurrencyStep;
    for (; i < steps.length && (steps[i] as ConcurrencyStep).at < until; i++) {
      last = steps[i] as ConcurrencyStep;
      highest = Math.max(highest, last.running);
    }
    if (last.at > at) put(at, highest);
    put(last.at, last.running);
    before = last.running;
  }
  return kept;
}
