import { type Attempts, attemptAt, attemptsOf, attemptsWith, withAttempts } from './attempts.ts';
import type { AttemptState, CallState, Phase } from './callState.ts';
import type { Disturbance, Ms, Outcome, RunEvent, Settlement } from './types.ts';

/** A batch that has opened. */
export interface Batch {
  /** Number of the batch, from 1. */
  readonly batch: number;
  readonly openedAt: Ms;
  readonly keys: readonly number[];
}

/** The state of a run. `fold` changes it in place, but replaces `calls[k]`, which can be compared by identity. */
export interface RunState {
  phase: 'new' | 'running' | 'settled';
  /** `seq` and time of the last folded event; -1 and 0 before the first. */
  seq: number;
  at: Ms;
  /** By the calls' keys; a hole before the call's `queued` event. */
  calls: CallState[];
  /** Number of calls with a running attempt. */
  running: number;
  /** Number of calls that have settled. */
  settled: number;
  paused: boolean;
  batches: Batch[];
  warnings: string[];
  /** Changes of the limit during the run, in time order. */
  limits: { at: Ms; limit: number | null }[];
  /** In time order. `to` of the last is `undefined` while the run is paused, and if it settled while paused. */
  pauses: { from: Ms; to: Ms | undefined }[];
  /** The reported disturbances, as ranges of the run's time. */
  disturbances: { cause: Disturbance; from: Ms; to: Ms }[];
  /** Total lateness of timers in ms: the cost of disturbances. A hidden tab alone costs nothing. */
  disturbedMs: Ms;
  /** In ms; `undefined` until the run has settled. */
  makespan: Ms | undefined;
  stalled: boolean;
}

/** Above any real run, and low enough that a damaged file cannot allocate all memory. */
const MAX_CALLS = 10_000_000;

/** Maximum number of partial results whose times are kept for an attempt: each event copies them, and more are not distinguishable in a bar. */
const MOST_PARTIALS = 200;

/** The state before the first event. */
export function newRunState(): RunState {
  return {
    phase: 'new',
    seq: -1,
    at: 0,
    calls: [],
    running: 0,
    settled: 0,
    paused: false,
    batches: [],
    warnings: [],
    limits: [],
    pauses: [],
    disturbances: [],
    disturbedMs: 0,
    makespan: undefined,
    stalled: false,
  };
}

/** An event that is not valid after the events before it: the log is damaged, or its writer is faulty. */
export class IllegalEvent extends Error {
  override readonly name = 'IllegalEvent';
  readonly event: RunEvent;
  constructor(event: RunEvent, why: string) {
    super(`event ${event.seq} (${event.type}${'key' in event ? ` of call ${event.key}` : ''}): ${why}`);
    this.event = event;
  }
}

/** The state after `events`. Throws IllegalEvent for the first event that is not valid. */
export function foldAll(events: Iterable<RunEvent>): RunState {
  const state = newRunState();
  for (const event of events) fold(state, event);
  return state;
}

/** Applies one event to `state`, in constant time. For an event that is not valid, throws IllegalEvent and leaves `state` unchanged. */
export function fold(state: RunState, event: RunEvent): void {
  if (event.seq !== state.seq + 1) throw new IllegalEvent(event, `expected event ${state.seq + 1}`);
  if (!(event.at >= state.at)) throw new IllegalEvent(event, `time runs backwards, from ${state.at} to ${event.at}`);
  apply(state, event);
  state.seq = event.seq;
  state.at = event.at;
}

function apply(state: RunState, event: RunEvent): void {
  if (event.type === 'runStarted') {
    need(state.phase === 'new', event, 'the run has already started');
    need(Number.isSafeInteger(event.calls) && event.calls >= 0, event, 'the number of calls is not a whole number');
    need(event.calls <= MAX_CALLS, event, `more than ${MAX_CALLS} calls`);
    state.calls = new Array(event.calls);
    state.phase = 'running';
    return;
  }
  need(state.phase !== 'new', event, 'the run has not started');
  const over = state.phase === 'settled';
  need(!over || event.type === 'late' || event.type === 'warning', event, 'the run has settled');

  switch (event.type) {
    case 'queued': {
      const isPlace = Number.isInteger(event.key) && event.key >= 0 && event.key < state.calls.length;
      need(isPlace && !state.calls[event.key], event, 'no open place for this call');
      const { key, id, name, batch, at } = event;
      state.calls[key] = { key, id, name, phase: 'queued', queuedAt: at, attempts: [], ...(batch && { batch }) };
      return;
    }
    case 'ready': {
      const call = callOf(state, event);
      need(
        call.phase === 'queued' || call.phase === 'backoff' || call.phase === 'ended',
        event,
        `the call is ${call.phase}`,
      );
      state.calls[event.key] = callWith(call, { phase: 'ready', attempts: attemptsOf(call), readyAt: event.at });
      return;
    }
    case 'started': {
      const call = callOf(state, event);
      need(call.phase === 'ready', event, `the call is ${call.phase}`);
      const attempts = attemptsOf(call);
      const next = attempts.count + 1;
      need(event.attempt === next, event, `attempt ${next} is next`);
      const { poolMs } = event;
      const start = { attempt: next, readyAt: call.readyAt ?? event.at, startedAt: event.at };
      const attempt = poolMs === undefined ? start : { ...start, poolMs };
      state.calls[event.key] = callWith(call, { phase: 'running', attempts: attemptsWith(attempts, attempt) });
      state.running++;
      return;
    }
    case 'partial': {
      const { call, attempts, open } = running(state, event);
      const partials = (open.partials ?? 0) + 1;
      const partialsAt = momentsWith(open.partialsAt, partials, event.at);
      state.calls[event.key] = withAttempt(call, attempts, { ...open, partials, partialsAt });
      return;
    }
    case 'attemptEnded': {
      const { call, attempts, open } = running(state, event);
      const { result, error, timeoutMs, backoffMs, notRetried, at } = event;
      const { attempt, readyAt, startedAt, poolMs, partials, partialsAt } = open;
      const ended = {
        attempt,
        readyAt,
        startedAt,
        ...(poolMs !== undefined && { poolMs }),
        endedAt: at,
        result,
        ...(error && { error }),
        ...(timeoutMs !== undefined && { timeoutMs }),
        ...(backoffMs !== undefined && { backoffMs }),
        ...(notRetried && { notRetried }),
        ...(partials !== undefined && { partials }),
        ...(partialsAt && { partialsAt }),
      };
      const phase = backoffMs === undefined ? 'ended' : 'backoff';
      state.calls[event.key] = callWith(call, { phase, attempts: attemptsWith(attempts, ended) });
      state.running--;
      return;
    }
    case 'settled': {
      const call = callOf(state, event);
      need(call.phase !== 'settled', event, 'the call has already settled');
      need(call.phase !== 'running', event, 'its attempt has not ended');
      const { key, at } = event;
      const { id, name, queuedAt } = call;
      const attempts = attemptsOf(call);
      const first = attemptAt(attempts, 1);
      const outcome: Outcome = {
        key,
        id,
        name,
        ...settlementOf(event),
        attempts: attempts.count,
        queuedAt,
        ...(first && { startedAt: first.startedAt }),
        settledAt: at,
      };
      const { readyAt } = call;
      state.calls[key] = callWith(call, { phase: 'settled', attempts, readyAt, outcome });
      state.settled++;
      return;
    }
    case 'late': {
      const call = callOf(state, event);
      const attempts = attemptsOf(call);
      const attempt = attemptAt(attempts, event.attempt);
      need(attempt?.endedAt !== undefined, event, 'that attempt has not ended');
      need(attempt.result === 'timedOut' || attempt.result === 'cancelled', event, 'that attempt was not abandoned');
      need(attempt.lateAt === undefined, event, 'that attempt has already ended late');
      state.calls[event.key] = withAttempt(call, attempts, { ...attempt, lateAt: event.at });
      return;
    }
    case 'batchOpened': {
      // A batch whose calls were all cancelled before it opened is skipped.
      const next = (state.batches.at(-1)?.batch ?? 0) + 1;
      need(Number.isInteger(event.batch) && event.batch >= next, event, `batch ${next} or a later one is next`);
      state.batches.push({ batch: event.batch, openedAt: event.at, keys: event.keys });
      return;
    }
    case 'limitChanged':
      state.limits.push({ at: event.at, limit: event.limit });
      return;
    case 'paused':
    case 'resumed':
      need(state.paused === (event.type === 'resumed'), event, `the run is ${state.paused ? 'paused' : 'not paused'}`);
      state.paused = event.type === 'paused';
      if (state.paused) state.pauses.push({ from: event.at, to: undefined });
      else state.pauses[state.pauses.length - 1] = { from: state.pauses.at(-1)?.from ?? event.at, to: event.at };
      return;
    case 'warning':
      state.warnings.push(event.message);
      return;
    case 'disturbed':
      state.disturbances.push({ cause: event.cause, from: Math.max(0, event.at - event.durationMs), to: event.at });
      if (event.cause === 'late-timer') state.disturbedMs += event.durationMs;
      return;
    case 'runSettled':
      need(state.settled === state.calls.length, event, `${state.calls.length - state.settled} calls have not settled`);
      state.phase = 'settled';
      state.makespan = event.makespan;
      state.stalled = event.stalled ?? false;
      return;
    default:
      throw new IllegalEvent(event, `unknown type "${(event as RunEvent).type}"`);
  }
}

function settlementOf(event: Settlement): Settlement {
  const { kind, error, reason, cause, by, loss, timeoutMs, recovered, abandoned } = event;
  return {
    kind,
    ...('value' in event && { value: event.value }),
    ...(error && { error }),
    ...(reason !== undefined && { reason }),
    ...(cause && { cause }),
    ...(by !== undefined && { by }),
    ...(loss && { loss }),
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(recovered !== undefined && { recovered }),
    ...(abandoned !== undefined && { abandoned }),
  };
}

function need(ok: boolean, event: RunEvent, why: string): asserts ok {
  if (!ok) throw new IllegalEvent(event, why);
}

function callOf(state: RunState, event: RunEvent & { key: number }): CallState {
  const call = state.calls[event.key];
  if (!call) throw new IllegalEvent(event, 'the call has not been queued');
  return call;
}

function running(state: RunState, event: RunEvent & { key: number; attempt: number }) {
  const call = callOf(state, event);
  need(call.phase === 'running', event, `the call is ${call.phase}`);
  const attempts = attemptsOf(call);
  const last = attempts.count;
  need(event.attempt === last, event, `attempt ${last} is running`);
  return { call, attempts, open: attemptAt(attempts, last) as AttemptState };
}

/** The times with that of partial result number `count`, thinned to at most MOST_PARTIALS. */
function momentsWith(before: readonly Ms[] = [], count: number, at: Ms): readonly Ms[] {
  const every = 2 ** Math.max(0, Math.ceil(Math.log2(count / MOST_PARTIALS)));
  if (count % every !== 0) return before.length < MOST_PARTIALS ? before : before.filter((_, i) => i % 2 === 1);
  return [...before, at];
}

function withAttempt(call: CallState, attempts: Attempts, attempt: AttemptState): CallState {
  const { phase, readyAt, outcome } = call;
  return callWith(call, { phase, readyAt, outcome, attempts: attemptsWith(attempts, attempt) });
}

/**
 * Builds the object field by field, as the attempts and outcomes are: in V8, an object that is spread and extended, or
 * made by a rest pattern, gets a separate hidden class, and reading 10,000 of them takes several times as long.
 */
function callWith(
  { key, id, name, batch, queuedAt }: CallState,
  {
    phase,
    attempts,
    readyAt,
    outcome,
  }: {
    phase: Phase;
    attempts: Attempts;
    readyAt?: Ms | undefined;
    outcome?: Outcome | undefined;
  },
): CallState {
  const call: CallState = {
    key,
    id,
    name,
    phase,
    queuedAt,
    attempts: attempts.shift ? NONE : (attempts.root as readonly AttemptState[]),
    ...(batch && { batch }),
    ...(readyAt !== undefined && { readyAt }),
    ...(outcome && { outcome }),
  };
  return attempts.shift ? withAttempts(call, attempts) : call;
}
const NONE: readonly AttemptState[] = [];

/** The outcomes of the calls that have settled, in call order. */
export function outcomesOf(state: RunState): Outcome[] {
  const outcomes: Outcome[] = [];
  for (const call of state.calls) if (call?.outcome) outcomes.push(call.outcome);
  return outcomes;
}
