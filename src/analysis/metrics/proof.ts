import type { CallState } from '../../run/callState.ts';
import type { RunState } from '../../run/fold.ts';
import { wasSteered } from '../../run/interventions.ts';
import type { Ms, Policy } from '../../run/types.ts';
import { ratio } from '../format/ratio.ts';
import { endedEarly, wasStopped } from './earlyEnd.ts';
import { type Bound, boundOf, type Pools } from './makespanBound.ts';

/**
 * The numbers of the proof, recomputed from a run. In all of them `undefined` = not known (yet) and
 * Infinity = no end: a call that never ends by itself has no length, so neither have the sum, the slowest
 * and the total.
 */
export interface Proof {
  /** Calls in the plan. */
  calls: number;
  /** The run has settled; until then only `calls`, `oneByOne` and `predicted` are known. */
  settled: boolean;
  /** Stop, or a kill, took calls away before their own end: lengths are partial and nothing is compared. */
  cutShort: boolean;
  /** Somebody paused it, changed its limit or cancelled a call: the numbers are its own, and nothing is compared. */
  steered: boolean;
  /** A failure or the deadline took calls away before their end: what was won by that is not compared. */
  gaveUp: boolean;
  /** Some call never ends by itself. */
  noEnd: boolean;
  /** Calls that were never started, rejected ones aside: in a stalled run those behind what never ends. */
  unstarted: number;
  /** Own durations laid end to end. */
  sum: Ms | undefined;
  /** Attempts only. */
  work: Ms | undefined;
  slowest: Slowest | undefined;
  /** Makespan: the run's start to the settling of its last call. */
  total: Ms | undefined;
  /** The total that was predicted for this plan. */
  predicted: Ms | undefined;
  /** The total of the same plan at limit 1. */
  oneByOne: Ms | undefined;
  /** One by one / total; of runs that brought all results alone, and where the clock resolves both. */
  speedUp: number | undefined;
  /** Measured total - predicted total. */
  overhead: Ms | undefined;
  /** No schedule under this limit and rate is shorter: max(slowest, work / limit, what the rate allows). */
  lowerBound: Ms | undefined;
  /** Which of them it is. */
  bound: Bound | undefined;
  saved: Saved | undefined;
  /** The bar of the sum: calls that took time, in call order, those without end last. */
  segments: Segment[];
}

export interface Slowest {
  /** The first listed of those within 1 % of the longest. */
  key: number;
  id: string;
  /** The longest own duration. */
  duration: Ms;
  /** Ids of the others within 1 %, in call order. */
  equal: string[];
}

/**
 * The dimension line: from the end of the Total bar to `end`. When sum and one by one agree within 2 % (the
 * page's measure for "the same") it ends at the sum's bar. Else at one by one: the space up to the sum would
 * then be a wrong number, since sums also hold time that one by one would not take (a blocking call stretches
 * the others' own durations; a backoff gives its slot to another call).
 */
export interface Saved {
  ms: Ms;
  end: Ms;
  to: 'sum' | 'one by one';
}

export interface Segment {
  key: number;
  id: string;
  start: Ms;
  duration: Ms;
}

export interface ProofInput {
  state: RunState;
  policy: Policy;
  /** The predicted total of the same plan and policy, Infinity for no end. Leave out when `state` is the prediction. */
  predictedMs?: Ms | undefined;
  /** The total at limit 1, predicted or measured. Not used when `state` is itself a run at limit 1. */
  oneByOneMs?: Ms | undefined;
  /** The tools' own limits. */
  pools?: Pools | undefined;
  /** What ended the run, when it was not its last call. The log tells a stop, too. */
  end?: 'stopped' | 'killed' | undefined;
}

export function proofOf({ state, policy, predictedMs, oneByOneMs, pools, end }: ProofInput): Proof {
  const calls = state.calls.length;
  const proof: Proof = {
    calls,
    settled: state.phase === 'settled',
    cutShort: false,
    steered: false,
    gaveUp: false,
    noEnd: false,
    unstarted: 0,
    sum: undefined,
    work: undefined,
    slowest: undefined,
    total: undefined,
    predicted: predictedMs,
    oneByOne: oneByOneMs,
    speedUp: undefined,
    overhead: undefined,
    lowerBound: undefined,
    bound: undefined,
    saved: undefined,
    segments: [],
  };
  if (!proof.settled) return proof;

  const owns = state.calls.map((call) => ownDuration(call, state.stalled));
  const ran = state.calls.filter((call) => call.attempts.length > 0);
  const works = ran.map((call) => workOf(call, state.stalled));
  proof.cutShort = end !== undefined || wasStopped(state, policy);
  proof.steered = wasSteered(state);
  // The first success is all that was asked for; the others' results are not missed.
  proof.gaveUp = !proof.cutShort && ['failure', 'deadline'].includes(endedEarly(state, policy)?.by ?? '');
  proof.unstarted = owns.filter((own) => own === undefined).length;
  proof.sum = total(owns.map((own) => own ?? 0));
  proof.work = total(works);
  proof.slowest = slowestOf(state, owns);
  proof.total = totalOf(state);
  proof.noEnd = proof.total === Number.POSITIVE_INFINITY;
  // Under a limit that changed there is no one bound.
  if (state.limits.length === 0) {
    const slowest = proof.slowest?.duration ?? 0;
    proof.bound = boundOf({ ran, slowest, work: proof.work, total: proof.total ?? 0, policy, pools });
    proof.lowerBound = proof.bound.ms;
  }
  proof.segments = segmentsOf(state, owns);
  const comparable = !proof.cutShort && !proof.steered;
  if (policy.limit === 1 && comparable) proof.oneByOne = proof.total;
  if (comparable) compare(proof);
  return proof;
}

/** Makespan, Infinity when some call never settles, `undefined` until the run has settled. */
export function totalOf(state: RunState): Ms | undefined {
  return state.stalled ? Number.POSITIVE_INFINITY : state.makespan;
}

/**
 * Attempts and backoffs of a call, without any waiting. 0 for a rejected call, Infinity for one that never
 * ends by itself; `undefined` for one that is open, or was cancelled or skipped before it started.
 */
export function ownDuration(call: CallState | undefined, stalled = false): Ms | undefined {
  if (!call?.outcome) return undefined;
  if (call.attempts.length === 0) return call.outcome.kind === 'rejected' ? 0 : undefined;
  let own = workOf(call, stalled);
  for (const { attempt, endedAt, backoffMs } of call.attempts) {
    if (endedAt === undefined || backoffMs === undefined) continue;
    // What was really spent of it: a cancel cuts it short. A late wake-up after it is waiting.
    const until = call.attempts[attempt]?.readyAt ?? call.outcome.settledAt;
    own += Math.min(backoffMs, until - endedAt);
  }
  return own;
}

/** Attempts only. In a stalled run a call that was cancelled while it ran is one that never ends. */
export function workOf(call: CallState, stalled: boolean): Ms {
  if (stalled && call.outcome?.kind === 'cancelled' && call.attempts.at(-1)?.result === 'cancelled')
    return Number.POSITIVE_INFINITY;
  let work = 0;
  for (const { startedAt, endedAt = startedAt } of call.attempts) work += endedAt - startedAt;
  return work;
}

function slowestOf({ calls }: RunState, owns: readonly (Ms | undefined)[]): Slowest | undefined {
  // A loop and not Math.max(...): that many arguments would not fit on the stack.
  let longest = -1;
  for (const { key, attempts } of calls) if (attempts.length > 0) longest = Math.max(longest, owns[key] ?? -1);
  if (longest < 0) return undefined;
  const tied = calls.filter(({ key, attempts }) => attempts.length > 0 && (owns[key] ?? -1) >= longest * 0.99);
  const [first, ...others] = tied as [CallState, ...CallState[]];
  return { key: first.key, id: first.id, duration: longest, equal: others.map(({ id }) => id) };
}

function segmentsOf({ calls }: RunState, owns: readonly (Ms | undefined)[]): Segment[] {
  const segments: Segment[] = [];
  let start = 0;
  for (const { key, id } of calls) {
    const own = owns[key] ?? 0;
    if (!(own > 0 && Number.isFinite(own))) continue;
    segments.push({ key, id, start, duration: own });
    start += own;
  }
  for (const { key, id } of calls) {
    if (owns[key] !== Number.POSITIVE_INFINITY) continue;
    segments.push({ key, id, start, duration: Number.POSITIVE_INFINITY });
    start = Number.POSITIVE_INFINITY;
  }
  return segments;
}

function compare(proof: Proof): void {
  const { sum = 0, total = 0, oneByOne, predicted } = proof;
  if (proof.noEnd) return;
  if (predicted !== undefined && Number.isFinite(predicted)) proof.overhead = total - predicted;
  if (oneByOne === undefined || !Number.isFinite(oneByOne) || !(total > 0) || proof.gaveUp) return;
  proof.speedUp = ratio(oneByOne, total);
  const to = nearly(sum, oneByOne) ? 'sum' : 'one by one';
  const end = to === 'sum' ? sum : oneByOne;
  // Less than half a percent is the noise of the machine, nothing that was saved.
  if (end - total > total * 0.005) proof.saved = { ms: end - total, end, to };
}

/** Within 2 %: for the page these are the same length. */
export function nearly(a: Ms, b: Ms): boolean {
  return a === b || Math.abs(a - b) <= 0.02 * Math.max(a, b);
}

function total(lengths: readonly Ms[]): Ms {
  return lengths.reduce((sum, length) => sum + length, 0);
}
