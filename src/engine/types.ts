import type { Ms, Policy, RunEvent } from '../run/types.ts';
import type { RunController } from './controller.ts';

export type Cancel = () => void;

/**
 * A source of time. The engine and its tools take time only from a Clock, so that the same code runs on the real clock
 * and on a virtual one.
 */
export interface Clock {
  /** Milliseconds since the clock's origin; never decreases. */
  now(): Ms;
  /** Calls `fire` once, after at least `delay` ms and never synchronously. 0: in the next macrotask, without clamping. Returns a function that cancels. */
  after(delay: Ms, fire: () => void): Cancel;
  /** Blocks the thread for `duration` ms: nothing else starts, ends or fires meanwhile. */
  block(duration: Ms): void;
}

export interface VirtualClock extends Clock {
  /**
   * Advances from due moment to due moment until `work` has settled, and settles as it does. Rejects with Stalled when
   * nothing is left on the clock that could settle it.
   */
  drive<T>(work: Promise<T>): Promise<T>;
}

/** What a tool gets besides its arguments. May be destructured and spread. */
export interface ToolContext {
  /** Aborted when the attempt times out or is cancelled. Its AbortController is created on first read. */
  readonly signal: AbortSignal;
  /** A timer set on it that throws fails the attempt. */
  readonly clock: Clock;
  /** The call's index in the plan, from 0: what identifies it, since two calls may have one id. */
  readonly key: number;
  /** The call's id in the run: the plan's, or the one made for a call without. */
  readonly callId: string;
  /** Number of the attempt, from 1. */
  readonly attempt: number;
  /** A random number, 0 <= x < 1, from the stream of (seed, key, attempt): the same plan and seed give the same numbers. */
  random(): number;
  /** Records a partial result, as `yield` does in a generator. Ignored after the attempt has ended. */
  report(partial: unknown): void;
}

/** One invalid argument of a call. */
export interface Complaint {
  /** Path in the arguments, e.g. `ms`; empty for the arguments as a whole. */
  path: string;
  message: string;
}

export interface Tool<Args = Record<string, unknown>> {
  name: string;
  /**
   * Runs the tool. It may return, throw, resolve, reject or never settle; each leads to an outcome. Each attempt gets a copy
   * of the arguments, however deep, and runs in the asynchronous context (AsyncLocalStorage) of the caller of `execute`.
   *
   * It may be a generator function, async or sync, or return a generator object: each yielded item is recorded as a
   * partial result, and the return value is the result. When the signal aborts (timeout, cancellation, end of the run),
   * `return()` is called, so that `finally` blocks run. Other iterables, such as a stream, are results like any value, and
   * so is a generator that a promise resolves with.
   */
  invoke(args: Args, ctx: ToolContext): unknown;
  /** Checks the arguments before the run starts. A list that is not empty rejects the call. */
  check?(args: Record<string, unknown>): Complaint[];
  /** Called in place of `invoke` by `predict`: for tools that do real work outside `ctx.clock`. */
  predict?(args: Args, ctx: ToolContext): unknown;
  /** Timeout in milliseconds per attempt, for every call of this tool; above 0, at most MAX_DELAY_MS. None by default. */
  timeoutMs?: number;
  /** Maximum number of concurrent calls of this tool in one run; a whole number from 1. None by default. For a maximum over several runs or tools: `pool`. */
  limit?: number;
  /** A pool from `createPool` that every attempt of this tool needs room in. Several tools and runs may share it. */
  pool?: Pool;
}

/** What `createPool` takes. An absent setting is null: no limit. */
export interface PoolSettings {
  /** Maximum number of concurrent calls over all runs; a whole number from 1, or null. */
  limit?: number | null;
  /** At most `starts` attempt starts, over all runs, in any window of `perMs` ms; null = no limit. */
  rate?: Policy['rate'];
}

/** A limit and a rate that several runs share; made by `createPool`. */
export interface Pool {
  /** Number of calls, over all runs, that hold a slot of the pool. */
  readonly active: number;
  /** Number of calls, over all runs, that are ready and wait for the pool. */
  readonly waiting: number;
}

/**
 * Whether a failed attempt is tried again. It is asked when the plan's policy would try again: after an attempt that was
 * not the last and whose error `retry.on` has.
 *
 * @param error what the tool threw; a TimeoutError for an attempt that timed out
 * @param attempt the number of the attempt that ended, from 1
 */
export type RetryOnFunction = (error: unknown, attempt: number) => boolean;

// biome-ignore lint/suspicious/noExplicitAny: a tool knows its own arguments; `check` is what guards them.
export type Tools = readonly Tool<any>[] | Readonly<Record<string, Tool<any>>>;

export interface ExecuteOptions {
  tools: Tools;
  /** The real clock by default. */
  clock?: Clock;
  /**
   * Aborting it cancels every call that has not settled; the run settles in the same tick. Aborted with null the outcomes'
   * cause is `stop`, and with anything else `abort`, with its message as their reason.
   */
  signal?: AbortSignal;
  /** Controls the run: cancels a call, changes the limit, pauses and resumes. */
  controller?: RunController;
  /** A pool from `createPool` that every call of the run needs room in, besides the policy's limit and rate. */
  pool?: Pool;
  /**
   * Decides in addition to `retry.on` which errors are tried again; not a part of the plan, which is data. When it throws,
   * or returns anything but true or false (a promise, too), the attempt is not retried; the first time the log gets one
   * `warning` event.
   */
  retryOn?: RetryOnFunction;
  /**
   * Called with each event, in order, including `late` events after the run has settled. The first time that it throws
   * or returns a promise that rejects, the log gets one `warning` event. A returned promise is not awaited.
   */
  onEvent?: (event: RunEvent) => void;
}
