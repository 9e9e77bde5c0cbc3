/**
 * The words. Every room speaks them; this file imports nothing.
 *
 * A run is its event log. Everything else about a run (state, timeline, metrics, sentences)
 * is a pure function of (log, time).
 */

/** Milliseconds. In events and outcomes: since the run's start. Fractions are kept. */
export type Ms = number;

/** One tool invocation that is asked for. */
export interface ToolCall {
  id: string;
  /** The tool's name. */
  name: string;
  args: Record<string, unknown>;
  /** Higher goes first under order `priority`. Absent = 0. */
  priority?: number;
  /** Milliseconds per attempt; overrides the tool's and the policy's. */
  timeoutMs?: number;
  /** What longest-first and shortest-first sort by. Absent = 0. */
  expectedMs?: number;
  /** Used under recovery `fallback` after the last failed or timed-out attempt. */
  fallback?: Fallback;
}

export type Fallback = { value: unknown } | { tool: string; args?: Record<string, unknown> };

export interface Retry {
  /** Total tries, at least 1. */
  attempts: number;
  /** Backoff before the second try, in ms; later ones are `baseMs * factor^(k-1)`, at most `maxMs`. */
  baseMs: Ms;
  factor: number;
  maxMs: Ms;
  /** 0..1: the share of each delay that the seed may take away. */
  jitter: number;
}

export interface Policy {
  /** Most calls at once. 1 = one by one, null = all. */
  limit: number | null;
  /** Calls per batch; the next batch opens when the last call of this one has settled. null = no batches. */
  batchSize: number | null;
  order: 'listed' | 'priority' | 'longest-first' | 'shortest-first';
  onError: 'collect' | 'fail-fast' | 'fail-fast-cancel' | 'first-success';
  /** Per attempt, counted from its start. */
  timeoutMs: Ms | null;
  /** For the whole run, counted from its start. */
  deadlineMs: Ms | null;
  /** What an abandoned attempt does to the limit: give its slot back, or hold it until it ends. */
  slotOnTimeout: 'release' | 'hold';
  retry: Retry;
  recovery: 'none' | 'fallback';
  /** At most `starts` starts in any window of `perMs`. */
  rate: { starts: number; perMs: Ms } | null;
}

export interface Plan {
  calls: ToolCall[];
  policy?: Partial<Policy>;
  /** Seed of everything random in the run. Absent = 0. */
  seed?: number;
}

export type OutcomeKind = 'succeeded' | 'failed' | 'timedOut' | 'cancelled' | 'skipped' | 'rejected';

export interface ErrorText {
  name: string;
  message: string;
}

/** How a call ended: the part of it that `settled` carries. */
export interface Settlement {
  kind: OutcomeKind;
  value?: unknown;
  error?: ErrorText;
  /** Why it was cancelled or skipped, in words. */
  reason?: string;
  /** What a fallback saved it from, in words. */
  recovered?: string;
  /** True while the tool still runs although its call has settled. */
  abandoned?: boolean;
}

export interface Outcome extends Settlement {
  /** The call's position in the plan. */
  key: number;
  id: string;
  name: string;
  /** Attempts that were started. */
  attempts: number;
  queuedAt: Ms;
  /** Start of the first attempt. */
  startedAt?: Ms;
  settledAt: Ms;
}

/** How one attempt ended. */
export type AttemptResult = 'succeeded' | 'failed' | 'timedOut' | 'cancelled';

/**
 * What was not as it should be around a run. `late-timer`: the engine's own timers came late, by that much;
 * `hidden-tab` and `long-task`: what the page saw meanwhile, which may have cost nothing.
 */
export type Disturbance = 'late-timer' | 'hidden-tab' | 'long-task';

export type WarningCode = 'duplicate-id' | 'missing-id' | 'listener-threw' | 'timer-threw';

/** Each kind of event with its own fields; `key` is the call's position in the plan. */
export type EventBody =
  | { type: 'runStarted'; calls: number }
  | { type: 'queued'; key: number; id: string; name: string; batch?: number }
  | { type: 'ready'; key: number }
  | { type: 'started'; key: number; attempt: number }
  | {
      type: 'attemptEnded';
      key: number;
      attempt: number;
      result: AttemptResult;
      error?: ErrorText;
      /** Another attempt follows after this delay. */
      backoffMs?: Ms;
    }
  | { type: 'partial'; key: number; attempt: number; value: unknown }
  | ({ type: 'settled'; key: number } & Settlement)
  | { type: 'late'; key: number; attempt: number; result: 'succeeded' | 'failed'; error?: ErrorText }
  | { type: 'limitChanged'; limit: number | null }
  | { type: 'paused' }
  | { type: 'resumed' }
  | { type: 'batchOpened'; batch: number; keys: number[] }
  | { type: 'warning'; code: WarningCode; message: string; key?: number }
  | { type: 'disturbed'; cause: Disturbance; durationMs: Ms }
  | { type: 'runSettled'; makespan: Ms; stalled?: boolean };

/** `seq` rises by one from 0; `at` never falls. */
export type RunEvent = { seq: number; at: Ms } & EventBody;

export interface Run {
  plan: Plan;
  /** The log up to `runSettled` (`execute`) or to the end of the last abandoned work (`predict`). */
  events: RunEvent[];
  /** In call order. */
  outcomes: Outcome[];
  /** Start of the run to the settling of its last call. */
  makespan: Ms;
  /** Nothing was left that could end the open calls. */
  stalled?: boolean;
}
