/** The most calls that a plan may have, at every door: what one lets in, all others can write and read again. */
export const MOST_CALLS = 20_000;

/** What whoever runs a plan can honour, within what the engine takes. */
export interface Bounds {
  readonly calls: number;
  /** The shortest time, in ms. */
  readonly leastDelayMs: number;
  /** Of what is counted: a limit, a batch, the starts in a window. */
  readonly count: number;
  /** Of one call. */
  readonly attempts: number;
  /** Of all calls together: each has some events, and all of them are kept. */
  readonly attemptsOfAll: number;
  readonly factor: number;
  /** How far from 0 a priority may be, and how long an expected time. */
  readonly rank: number;
  /** Where it is there, a number beyond the bounds is no error: it is brought to the nearest within them, and said. */
  readonly moved?: (path: string, from: number, to: number) => void;
}

const ANY = Number.POSITIVE_INFINITY;

/** The engine's own. */
export const UNBOUNDED: Bounds = {
  calls: ANY,
  leastDelayMs: 0,
  count: ANY,
  attempts: ANY,
  attemptsOfAll: ANY,
  factor: ANY,
  rank: ANY,
};

/** The page's: it predicts a plan while it is typed, keeps its whole log, and draws it. */
export const BOUNDS: Bounds = {
  calls: MOST_CALLS,
  // A time of 10^-300 ms is none beside any other: a window of that length never passes.
  leastDelayMs: 0.001,
  count: 1_000_000,
  // A flaky call fails at most 100 times.
  attempts: 200,
  attemptsOfAll: 200_000,
  factor: 1000,
  rank: 1_000_000_000,
};

/** Of each of so many calls: all of them together have a bound, too. */
export function mostAttempts(calls: number, { attempts, attemptsOfAll }: Bounds): number {
  return Math.min(attempts, Math.max(1, Math.floor(attemptsOfAll / Math.max(1, calls))));
}
