import type { AttemptResult, ErrorText, Ms, Outcome } from './types.ts';

/**
 * `queued` until barrier, rate and pause let it through; `ready` until it has a slot; `running`;
 * `ended` between an attempt's end and what follows in the same tick; `backoff` before the next attempt.
 */
export type Phase = 'queued' | 'ready' | 'running' | 'ended' | 'backoff' | 'settled';

export interface AttemptState {
  /** From 1. */
  readonly attempt: number;
  /** Let through at; the time from here to `startedAt` was spent waiting for a slot. */
  readonly readyAt: Ms;
  readonly startedAt: Ms;
  readonly endedAt?: Ms;
  readonly result?: AttemptResult;
  readonly error?: ErrorText;
  readonly backoffMs?: Ms;
  /** When abandoned work at last ended. */
  readonly lateAt?: Ms;
  readonly partials?: number;
  /** When they came, in time order; of more than MOST_PARTIALS every 2nd, 4th, 8th and so on. */
  readonly partialsAt?: readonly Ms[];
}

/** Replaced, never changed, by each event of its call: the same object means the same state. */
export interface CallState {
  readonly key: number;
  readonly id: string;
  readonly name: string;
  readonly batch?: number;
  readonly phase: Phase;
  readonly queuedAt: Ms;
  /** Let through, for an attempt that has not started; that of one which has is in `attempts`. */
  readonly readyAt?: Ms;
  readonly attempts: readonly AttemptState[];
  readonly outcome?: Outcome;
}
