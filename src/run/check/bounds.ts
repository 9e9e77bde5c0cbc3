/** Maximum number of calls of a plan, for every input and output format, so that each can read what another writes. */
export const MOST_CALLS = 20_000;

/** Longest duration that a simulated call may be given, in ms. */
export const MAX_TAKES_MS = 600_000;
/** Most failures a flaky call may be given. */
export const MAX_FAILURES = 100;
/** Longest code of a simulated error, in UTF-16 units. */
export const MAX_CODE = 60;
/** Longest name of a tool of one's own, in UTF-16 units. */
export const MAX_TOOL_NAME = 100;
/** Longest arguments, result or error of a call of such a tool, as JSON, in UTF-16 units. */
export const MAX_JSON = 6_000_000;

/** Bounds of the numbers in a plan, narrower than the engine's own. */
export interface Bounds {
  readonly calls: number;
  /** The shortest time, in ms. */
  readonly leastDelayMs: number;
  /** Maximum of a limit, a batch size, and the starts in a rate window. */
  readonly count: number;
  /** Maximum number of attempts of one call. */
  readonly attempts: number;
  /** Maximum number of attempts of all calls together: each attempt has events, which are all kept. */
  readonly attemptsOfAll: number;
  readonly factor: number;
  /** Maximum of an expected duration and of a priority's absolute value. */
  readonly rank: number;
  /** If present, a number beyond the bounds is not an error: it is clamped in place and reported here. */
  readonly onClamp?: (path: string, from: number, to: number) => void;
}

const ANY = Number.POSITIVE_INFINITY;

/** The engine's bounds. */
export const UNBOUNDED: Bounds = {
  calls: ANY,
  leastDelayMs: 0,
  count: ANY,
  attempts: ANY,
  attemptsOfAll: ANY,
  factor: ANY,
  rank: ANY,
};

/** The page's bounds: it predicts a plan while it is edited, keeps its whole log, and draws it. */
export const BOUNDS: Bounds = {
  calls: MOST_CALLS,
  // 10^-300 ms is lost when it is added to another time: a window of that length never passes.
  leastDelayMs: 0.001,
  count: 1_000_000,
  // A flaky tool fails at most 100 times.
  attempts: 200,
  attemptsOfAll: 200_000,
  factor: 1000,
  rank: 1_000_000_000,
};

/** Maximum number of attempts of each call in a plan of `calls` calls. */
export function mostAttempts(calls: number, { attempts, attemptsOfAll }: Bounds): number {
  return Math.min(attempts, Math.max(1, Math.floor(attemptsOfAll / Math.max(1, calls))));
}
