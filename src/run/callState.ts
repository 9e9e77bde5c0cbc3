import type { AttemptResult, ErrorText, Ms, Outcome, RetryRefusal } from './types.ts';

/**
 * `queued`: waits for its batch, the rate window or a resume. `ready`: waits for a slot. `running`: an attempt runs.
 * `ended`: the attempt has ended, and the next step follows in the same tick. `backoff`: waits for the next attempt.
 * `settled`: has its outcome.
 */
export type Phase = 'queued' | 'ready' | 'running' | 'ended' | 'backoff' | 'settled';

export interface AttemptState {
  /** Number of the attempt, from 1. */
  readonly attempt: number;
  /** When the call was admitted; from here to `startedAt` it waited for a slot. */
  readonly readyAt: Ms;
  readonly startedAt: Ms;
  /** For how long, before `startedAt`, it waited only for a pool that other runs share. */
  readonly poolMs?: Ms;
  readonly endedAt?: Ms;
  readonly result?: AttemptResult;
  readonly error?: ErrorText;
  /** Its timeout, where that cut it off. */
  readonly timeoutMs?: Ms;
  readonly backoffMs?: Ms;
  /** Why it was the last although the policy has more attempts. */
  readonly notRetried?: RetryRefusal;
  /** When the abandoned attempt ended. */
  readonly lateAt?: Ms;
  /** Number of partial results. */
  readonly partials?: number;
  /** Times of the partial results, ascending; thinned to every 2nd, 4th, 8th and so on above 200. */
  readonly partialsAt?: readonly Ms[];
}

/** The state of one call. Each event of the call replaces the object, so the same object means the same state. */
export interface CallState {
  /** Index of the call in the plan, from 0. */
  readonly key: number;
  readonly id: string;
  readonly name: string;
  readonly batch?: number;
  readonly phase: Phase;
  readonly queuedAt: Ms;
  /** When the call was admitted for an attempt that has not started; that of a started attempt is in `attempts`. */
  readonly readyAt?: Ms;
  readonly attempts: readonly AttemptState[];
  readonly outcome?: Outcome;
}
