import type { CallState } from '../../run/callState.ts';
import type { RunState } from '../../run/fold.ts';
import { wasSteered } from '../../run/interventions.ts';
import type { Ms, Policy } from '../../run/types.ts';
import { ratio } from '../format/ratio.ts';
import { endedEarly, wasStopped } from './earlyEnd.ts';
import { type Bound, boundOf, type Pools } from './makespanBound.ts';
import { lostBetween, resultsOf } from './outcomes.ts';

/**
 * The numbers of the proof, computed from a run. `undefined` = not known (yet), Infinity = no end: a call that never
 * ends makes the sum, the slowest call and the total infinite.
 */
export interface Proof {
  /** Number of calls in the plan. */
  calls: number;
  /** Whether the run has settled; until then only `calls`, `oneByOne` and `predicted` are known. */
  settled: boolean;
  /** Stop, or killing the Worker, ended calls early: durations are partial and nothing is compared. */
  cutShort: boolean;
  /** The user paused the run, changed its limit or cancelled a call; nothing is compared. */
  steered: boolean;
  /**
   * The results beside those of one by one: only with the same ones are the times compared, for skipping work saves no
   * time. `fewer`: at least one call has lost its result, or a failure or the deadline has ended the run early. `undefined`
   * while that is unknown, and for runs that are compared with nothing.
   */
  results: 'same' | 'fewer' | 'more' | undefined;
  /** Whether some call never ends. */
  noEnd: boolean;
  /** Calls that never started, without rejected ones; in a stalled run those that wait for a call that never ends. */
  unstarted: number;
  /** Sum of the own durations. */
  sum: Ms | undefined;
  /** Sum of the attempts, without backoff. */
  work: Ms | undefined;
  slowest: Slowest | undefined;
  /** Makespan: from the run's start until its last call settles. */
  total: Ms | undefined;
  /** The predicted total of this plan. */
  predicted: Ms | undefined;
  /** The total of the same plan at limit 1: the one baseline of `speedUp` and `saved`. */
  oneByOne: Ms | undefined;
  /** Whether `oneByOne` was measured; otherwise it is predicted. */
  oneByOneMeasured: boolean;
  /** oneByOne / total; only with the same results, and if both are above the clock's resolution. */
  speedUp: number | undefined;
  /** Measured total - predicted total. */
  overhead: Ms | undefined;
  /** No schedule under this limit and rate is shorter: max(slowest, work / limit, rate bound). */
  lowerBound: Ms | undefined;
  /** The bound that has the maximum. */
  bound: Bound | undefined;
  /** oneByOne - total; only with the same results, and not if it is negligible. */
  saved: Ms | undefined;
  /** What the axis covers besides the bars, while the prediction is hidden. */
  axisMs?: Ms;
  /** The segments of the Sum bar: calls with a duration in call order, calls without end last. */
  segments: Segment[];
}

export interface Slowest {
  /** The first call in call order within 1 % of the longest. */
  key: number;
  id: string;
  /** The longest own duration. */
  duration: Ms;
  /** Ids of the others within 1 %, in call order. */
  equal: string[];
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
  /** The predicted total of the same plan and policy, Infinity for no end. Omitted if `state` is the prediction. */
  predictedMs?: Ms | undefined;
  /** The run of the same plan at limit 1. Ignored if `state` is itself a run one by one. */
  oneByOne?: Baseline | undefined;
  /** Concurrency limits of single tools. */
  pools?: Pools | undefined;
  /** What ended the run early, if anything. A stop is also visible in the log. */
  end?: 'stopped' | 'killed' | undefined;
}

/** A run that others of the same calls are compared with. */
export interface Baseline {
  /** Infinity for no end. */
  total: Ms;
  measured: boolean;
  /** From `resultsOf`. */
  results: string;
}

/** A settled run as a baseline; `undefined` until it has settled. */
export function baselineOf(state: RunState, measured = false): Baseline | undefined {
  const total = totalOf(state);
  return total === undefined ? undefined : { total, measured, results: resultsOfState(state) };
}

const resultsOfState = ({ calls }: RunState) => resultsOf(calls.map(({ outcome }) => outcome));

export function proofOf({ state, policy, predictedMs, oneByOne, pools, end }: ProofInput): Proof {
  const calls = state.calls.length;
  const proof: Proof = {
    calls,
    settled: state.phase === 'settled',
    cutShort: false,
    steered: false,
    results: undefined,
    noEnd: false,
    unstarted: 0,
    sum: undefined,
    work: undefined,
    slowest: undefined,
    total: undefined,
    predicted: predictedMs,
    oneByOne: oneByOne?.total,
    oneByOneMeasured: oneByOne?.measured ?? false,
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
  proof.cutShort = end !== undefined || wasStopped(state);
  proof.steered = wasSteered(state);
  proof.unstarted = owns.filter((own) => own === undefined).length;
  proof.sum = total(owns.map((own) => own ?? 0));
  proof.work = total(works);
  proof.slowest = slowestOf(state, owns);
  proof.total = totalOf(state);
  proof.noEnd = proof.total === Number.POSITIVE_INFINITY;
  // A run whose limit changed has no single bound.
  if (state.limits.length === 0) {
    const slowest = proof.slowest?.duration ?? 0;
    proof.bound = boundOf({ ran, slowest, work: proof.work, total: proof.total ?? 0, policy, pools });
    proof.lowerBound = proof.bound.ms;
  }
  proof.segments = segmentsOf(state, owns);
  const comparable = !proof.cutShort && !proof.steered;
  const isOneByOne = policy.limit === 1 && policy.batchSize === null;
  if (isOneByOne && comparable) proof.oneByOne = proof.total;
  if (comparable) compare(proof, resultsBeside(state, policy, isOneByOne ? undefined : oneByOne));
  return proof;
}

/** The makespan; Infinity if some call never settles, `undefined` until the run has settled. */
export function totalOf(state: RunState): Ms | undefined {
  return state.stalled ? Number.POSITIVE_INFINITY : state.makespan;
}

/**
 * A call's attempts and backoffs, without waiting. 0 for a rejected call, Infinity for one that never ends; `undefined`
 * for an open call and for one cancelled or skipped before it started.
 */
export function ownDuration(call: CallState | undefined, stalled = false): Ms | undefined {
  if (!call?.outcome) return undefined;
  if (call.attempts.length === 0) return call.outcome.kind === 'rejected' ? 0 : undefined;
  let own = workOf(call, stalled);
  for (const { attempt, endedAt, backoffMs } of call.attempts) {
    if (endedAt === undefined || backoffMs === undefined) continue;
    // The backoff that was really spent: a cancellation cuts it short. A late wake-up after it counts as waiting.
    const until = call.attempts[attempt]?.readyAt ?? call.outcome.settledAt;
    own += Math.min(backoffMs, until - endedAt);
  }
  return own;
}

/** Attempts only. In a stalled run a call that was cancelled while running never ends. */
export function workOf(call: CallState, stalled: boolean): Ms {
  if (stalled && call.outcome?.kind === 'cancelled' && call.attempts.at(-1)?.result === 'cancelled')
    return Number.POSITIVE_INFINITY;
  let work = 0;
  for (const { startedAt, endedAt = startedAt } of call.attempts) work += endedAt - startedAt;
  return work;
}

function slowestOf({ calls }: RunState, owns: readonly (Ms | undefined)[]): Slowest | undefined {
  // A loop, because Math.max(...) with that many arguments overflows the stack.
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

/** Without a baseline only with the run itself. */
function resultsBeside(state: RunState, policy: Policy, baseline: Baseline | undefined): Proof['results'] {
  const early = endedEarly(state, policy);
  // The first success is the only result wanted, so the other calls' results are not missing.
  if (early && early.by !== 'success') return 'fewer';
  const results = resultsOfState(state);
  if (!baseline || baseline.results === results) return 'same';
  return lostBetween(baseline.results, results).length > 0 ? 'fewer' : 'more';
}

function compare(proof: Proof, results: Proof['results']): void {
  const { total = 0, oneByOne, predicted } = proof;
  if (proof.noEnd) return;
  if (predicted !== undefined && Number.isFinite(predicted)) proof.overhead = total - predicted;
  if (oneByOne === undefined || !Number.isFinite(oneByOne) || !(total > 0)) return;
  proof.results = results;
  if (results !== 'same') return;
  proof.speedUp = ratio(oneByOne, total);
  proof.saved = savedOf(oneByOne, total);
}

/** What `total` is shorter than a baseline; `undefined` if that is at most half a percent, which is noise. */
export function savedOf(baseline: Ms, total: Ms): Ms | undefined {
  return baseline - total > total * 0.005 ? baseline - total : undefined;
}

/** Whether two durations differ by at most 2 %; the page calls them the same. */
export function nearly(a: Ms, b: Ms): boolean {
  return a === b || Math.abs(a - b) <= 0.02 * Math.max(a, b);
}

function total(lengths: readonly Ms[]): Ms {
  return lengths.reduce((sum, length) => sum + length, 0);
}
