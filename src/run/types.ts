/**
 * The types of plans and runs, which every layer uses. This file imports nothing.
 *
 * A run is its event log. Everything else about a run (state, timeline, metrics, sentences) is a pure function of
 * (log, time).
 */

/** Milliseconds. In events and outcomes: since the run's start. Fractions are kept. */
export type Ms = number;

/** A requested tool invocation. */
export interface ToolCall {
  id: string;
  /** The tool's name. */
  name: string;
  args: Record<string, unknown>;
  /** Higher starts first under order `priority`. 0 by default. */
  priority?: number;
  /** Timeout in milliseconds per attempt; above 0, at most MAX_DELAY_MS. Overrides the tool's and the policy's. */
  timeoutMs?: number;
  /** Expected duration in ms, the sort key of `longest-first` and `shortest-first`. 0 by default. */
  expectedMs?: number;
  /** Used under recovery `fallback` after the last failed or timed-out attempt. */
  fallback?: Fallback;
  /** The call is simulated: `name` and `args` are those of a tool that the page doesn't have. The engine ignores it. */
  behavior?: CallBehavior;
}

/** What a simulated tool does, as the buttons that add a call name it. */
export type ToolKind = 'fast' | 'slow' | 'failing' | 'flaky' | 'hanging' | 'blocking';

/** How a simulated call behaves, in place of its tool. */
export interface CallBehavior {
  kind: ToolKind;
  /** Duration. By default that of the kind. */
  ms?: Ms;
  /** 0..1: the duration is `ms * (1 ± spread)`, drawn from the run's seed. 0 by default. */
  spread?: number;
  /** `flaky` only: how many attempts fail before one succeeds. 1 by default. */
  failures?: number;
  /** `hanging` only: whether it ignores its signal. True by default. */
  deaf?: boolean;
  /** Its result: any JSON value. By default a text with the tool's name. */
  result?: unknown;
  /** The message of its error: a text, or any other JSON value, whose JSON is the message. */
  error?: unknown;
  /** The code of its error, such as `ECONNRESET`, or its HTTP status. None by default. */
  code?: string;
  /** The pause that its error asks for before another attempt. None by default. */
  retryAfterMs?: Ms;
}

/** A value that replaces the result, or a tool that is called once; its `args` default to the call's. */
export type Fallback = { value: unknown } | { tool: string; args?: Record<string, unknown> };

export interface Retry {
  /** Total number of attempts, at least 1. */
  attempts: number;
  /** Backoff after the first attempt, in ms; after attempt k it is `baseMs * factor^(k-1)`, at most `maxMs`. */
  baseMs: Ms;
  /** At least 1. */
  factor: number;
  maxMs: Ms;
  /** 0..1: the largest share by which a delay is randomly shortened. */
  jitter: number;
  /** Which errors are tried again. `any` by default. */
  on?: RetryOn;
}

/**
 * Which failed and timed-out attempts are tried again: all (`any`), those of the list TRANSIENT in retryRule.ts
 * (`transient`), or those of a list of HTTP statuses (`429`, or a class such as `5xx`), codes (`ECONNRESET`) and names
 * (`TimeoutError`, which is also the attempt's own timeout).
 */
export type RetryOn = 'any' | 'transient' | readonly string[];

/**
 * Why an attempt was the last although the policy has more: its error is not in the list of transient ones, or not in
 * the plan's own list, or the caller's `retryOn` declined.
 */
export type RetryRefusal = 'not-transient' | 'not-listed' | 'declined';

/** How the calls of a run are scheduled. Defaults: DEFAULT_POLICY. */
export interface Policy {
  /** Maximum number of concurrent calls: 1 = one by one, null = no limit. */
  limit: number | null;
  /** Calls per batch; the next batch opens when the last call of this one has settled. null = no batches. */
  batchSize: number | null;
  /** The order in which calls start; ties keep the listed order. */
  order: 'listed' | 'priority' | 'longest-first' | 'shortest-first';
  /**
   * `collect`: the run continues after a failure. `fail-fast`: the first call that fails, times out or is rejected ends the
   * run; `fail-fast-cancel` also aborts the signals of running tools. `first-success`: the first success ends the run.
   */
  onError: 'collect' | 'fail-fast' | 'fail-fast-cancel' | 'first-success';
  /** Timeout per attempt, in ms from its start. null = none. */
  timeoutMs: Ms | null;
  /** Deadline of the run, in ms from its start. null = none. */
  deadlineMs: Ms | null;
  /** Whether a timed-out attempt that still runs frees its slot at once, or holds it until it ends. */
  slotOnTimeout: 'release' | 'hold';
  retry: Retry;
  /** `fallback`: a call uses its fallback after its last attempt has failed or timed out. */
  recovery: 'none' | 'fallback';
  /** At most `starts` attempt starts in any window of `perMs` ms. null = no limit. */
  rate: { starts: number; perMs: Ms } | null;
}

export interface Plan {
  calls: ToolCall[];
  policy?: Partial<Policy>;
  /** Seed of all random numbers of the run. 0 by default. */
  seed?: number;
}

export type OutcomeKind = 'succeeded' | 'failed' | 'timedOut' | 'cancelled' | 'skipped' | 'rejected';

/** An error as data: of whatever was thrown, what a log and a file can hold. Made by `errorText` of the engine. */
export interface ErrorText {
  name: string;
  message: string;
  /** The error's own `code` where that is a text, such as `ECONNRESET`. */
  code?: string;
  /** Its HTTP status, 100 to 599: `status`, `statusCode` or a numeric `code` of the error, or the status of its `response`. */
  status?: number;
  /** The error behind it. Causes deeper than a few levels are left out. */
  cause?: ErrorText;
  /** The first few errors of an AggregateError. */
  errors?: ErrorText[];
}

/**
 * What ended a call that came to no result and no error of its own:
 *
 * - `timeout`: its last attempt did not end in time. `timeoutMs` is the timeout that cut it off; absent when the attempt
 *   ended by itself, but too late.
 * - `deadline`: the run's deadline passed.
 * - `policy`: the run ended early, as `onError` demands, at the end of the call `by`.
 * - `interrupt`: its tool ended it with an Interruption, to ask a person for example; it is no failure.
 * - `user`: this call alone was cancelled, by the controller.
 * - `stop`: the whole run was stopped: its signal was aborted with null.
 * - `abort`: the whole run was aborted by its caller, whose words are in `reason`.
 * - `worker-lost`: the run's Worker was lost while the call was open; `loss` says how.
 * - `never-settles`: in a prediction, nothing was left that could end it.
 *
 * `failed` and `rejected` calls have none: their error is the cause.
 */
export type EndCause =
  | 'timeout'
  | 'deadline'
  | 'policy'
  | 'user'
  | 'stop'
  | 'abort'
  | 'worker-lost'
  | 'never-settles'
  | 'interrupt';

/**
 * How a run's Worker was lost. `not loaded`: the run was stopped before its code was there; `crashed`; `no answer`: it
 * did not react to Stop, and was terminated.
 */
export type LossReason = 'not loaded' | 'crashed' | 'no answer';

/** How a call ended, as the `settled` event carries it. */
export interface Settlement {
  kind: OutcomeKind;
  value?: unknown;
  error?: ErrorText;
  /** Why it was cancelled, skipped or cut off by the run's deadline, in words for people. The same as data: `cause`. */
  reason?: string;
  cause?: EndCause;
  /** Under cause `policy`: the key of the call whose end ended the run. */
  by?: number;
  /** Under cause `worker-lost`. */
  loss?: LossReason;
  /** Under cause `timeout`: the timeout that cut it off. */
  timeoutMs?: Ms;
  /** What a fallback saved it from, in words. */
  recovered?: string;
  /** True if the tool still ran when its call settled. */
  abandoned?: boolean;
}

export interface Outcome extends Settlement {
  /** The call's index in the plan, from 0. */
  key: number;
  id: string;
  name: string;
  /** Number of attempts that were started. */
  attempts: number;
  queuedAt: Ms;
  /** Start of the first attempt. */
  startedAt?: Ms;
  settledAt: Ms;
}

/** How one attempt ended. */
export type AttemptResult = 'succeeded' | 'failed' | 'timedOut' | 'cancelled';

/**
 * A disturbance of a run by its environment. `late-timer`: a timer of the engine fired late, by `durationMs`.
 * `hidden-tab`, `long-task`: what the page observed meanwhile, which may have cost no time.
 */
export type Disturbance = 'late-timer' | 'hidden-tab' | 'long-task';

export type WarningCode = 'duplicate-id' | 'missing-id' | 'listener-threw' | 'timer-threw' | 'retry-on';

/** The kinds of events and their fields. `key` is the call's index in the plan, from 0; `attempt` counts from 1. */
export type EventBody =
  | { type: 'runStarted'; calls: number }
  | { type: 'queued'; key: number; id: string; name: string; batch?: number }
  | { type: 'ready'; key: number }
  | {
      type: 'started';
      key: number;
      attempt: number;
      /** For how long, up to now, the call was ready and held back by a shared pool alone; absent if it was not. */
      poolMs?: Ms;
    }
  | {
      type: 'attemptEnded';
      key: number;
      attempt: number;
      result: AttemptResult;
      error?: ErrorText;
      /** The timeout of the attempt, where it cut the attempt off. */
      timeoutMs?: Ms;
      /** The delay before the next attempt, in ms; absent if there is none. */
      backoffMs?: Ms;
      /** Why there is no next attempt although the policy has more. */
      notRetried?: RetryRefusal;
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

/** An event of the log. `seq` is its index, from 0; `at` is in ms since the run's start and never decreases. */
export type RunEvent = { seq: number; at: Ms } & EventBody;

export interface Run {
  plan: Plan;
  /** The log up to `runSettled` (`execute`) or to the end of the last abandoned work (`predict`). */
  events: RunEvent[];
  /** In call order. */
  outcomes: Outcome[];
  /** Time from the run's start to the settling of its last call, in ms. */
  makespan: Ms;
  /** True if nothing was left that could settle the open calls, and they were cancelled. */
  stalled?: boolean;
}
