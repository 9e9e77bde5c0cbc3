import type { Ms, RunEvent } from '../run/types.ts';
import type { RunController } from './controller.ts';

export type Cancel = () => void;

/**
 * Time as a value. The engine and its tools take time from here alone, so that the same code runs on the
 * real clock and, in milliseconds, on a virtual one.
 */
export interface Clock {
  /** Milliseconds since an origin of the clock's own; never falls. */
  now(): Ms;
  /** Fires once, not before `delay` has passed, never in the caller's own turn. 0 = the next macrotask, never clamped. */
  after(delay: Ms, fire: () => void): Cancel;
  /** Burns the thread for `duration`: nothing else starts, ends or fires meanwhile. */
  block(duration: Ms): void;
}

export interface VirtualClock extends Clock {
  /**
   * Steps from due moment to due moment until `work` has settled, and answers with it.
   * Rejects with Stalled when nothing is left that could settle it.
   */
  drive<T>(work: Promise<T>): Promise<T>;
}

/** May be taken apart and spread. */
export interface ToolContext {
  /** Aborted when the attempt is timed out or cancelled. The controller behind it is made when first read. */
  readonly signal: AbortSignal;
  /** What a timer that is set here throws fails the attempt. */
  readonly clock: Clock;
  /** From 1. */
  readonly attempt: number;
  /** 0 <= x < 1, from the stream of (seed, key, attempt): the same plan and seed give the same numbers. */
  random(): number;
  /** A partial result. Ignored once the attempt has ended. */
  report(partial: unknown): void;
}

export interface Complaint {
  /** Where in the arguments, e.g. `ms`. */
  path: string;
  message: string;
}

export interface Tool<Args = Record<string, unknown>> {
  name: string;
  /** May return, throw, resolve, reject or never end: each becomes an outcome. */
  invoke(args: Args, ctx: ToolContext): unknown;
  /** Before the run starts; anything but an empty list rejects the call. */
  check?(args: Record<string, unknown>): Complaint[];
  /** On a virtual clock, instead of `invoke`: for tools that do real work outside `ctx.clock`. */
  predict?(args: Args, ctx: ToolContext): unknown;
  /** Milliseconds per attempt, for every call of this tool. */
  timeoutMs?: number;
  /** Most calls of this tool at once, e.g. the size of a connection pool. */
  limit?: number;
}

// biome-ignore lint/suspicious/noExplicitAny: a tool knows its own arguments; `check` is what guards them.
export type Tools = readonly Tool<any>[] | Readonly<Record<string, Tool<any>>>;

export interface ExecuteOptions {
  tools: Tools;
  /** The real clock unless given. */
  clock?: Clock;
  /** Aborting it cancels every call that has not settled; the run settles in the same tick. */
  signal?: AbortSignal;
  /** Steers the run: cancel a call, change the limit, pause and resume. */
  controller?: RunController;
  /**
   * Called with each event, in order, also with `late` ones after the run has settled. The first time that it throws,
   * or that what it returns rejects, is one `warning` event; it is never waited for.
   */
  onEvent?: (event: RunEvent) => void;
}
