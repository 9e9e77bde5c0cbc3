import type { RunState } from '../../run/fold.ts';
import type { Ms, RunEvent } from '../../run/types.ts';

export interface ConcurrencyStep {
  at: Ms;
  /** Attempts that run from `at` to the next step. */
  running: number;
}

export interface Concurrency {
  /** The first step is at 0; `at` increases strictly and adjacent steps differ in `running`. */
  steps: ConcurrencyStep[];
  /** Most attempts at the same time. */
  peak: number;
  /** `timeAt[k]` = ms in which exactly k attempts ran; the values add up to `end`. */
  timeAt: Ms[];
  /** Attempts started until `end`, including those of length 0. */
  attempts: number;
  /** The makespan; `now` while the run is open. */
  end: Ms;
}

/**
 * The number of running attempts over time, by a sweep over sorted starts and ends.
 *
 *   a        |=====|
 *   b           |=======|
 *   running  1  2  1    0
 *
 * Attempts are half-open intervals [start, end): at equal times ends are processed before starts, so back-to-back
 * attempts never count as two. An attempt of length 0 is counted but occupies no time; alone it makes the peak 1. Open
 * attempts last until `now`. Abandoned work is not included after its attempt has ended.
 *
 * @param now for a run that is still open; by default the time of its last event
 */
export function concurrencyOf(state: RunState, now: Ms = state.at): Concurrency {
  const end = state.makespan ?? now;
  const starts: Ms[] = [];
  const ends: Ms[] = [];
  let attempts = 0;
  for (const call of state.calls) {
    for (const { startedAt, endedAt } of call?.attempts ?? []) {
      if (startedAt > end) continue;
      attempts++;
      if (endedAt === startedAt) continue;
      starts.push(startedAt);
      if (endedAt !== undefined && endedAt <= end) ends.push(endedAt);
    }
  }
  const { steps, timeAt } = sweep(ascending(starts), ascending(ends), end);
  const peak = Math.max(timeAt.length - 1, Math.min(attempts, 1));
  return { steps, peak, timeAt, attempts, end };
}

function sweep(starts: Float64Array, ends: Float64Array, end: Ms): { steps: ConcurrencyStep[]; timeAt: Ms[] } {
  const steps: ConcurrencyStep[] = [{ at: 0, running: 0 }];
  const timeAt: Ms[] = [];
  let running = 0;
  let i = 0;
  let j = 0;
  while (i < starts.length || j < ends.length) {
    const at = Math.min(starts[i] ?? Number.POSITIVE_INFINITY, ends[j] ?? Number.POSITIVE_INFINITY);
    // All changes at one moment become one step: a level without duration is not a step.
    for (; ends[j] === at; j++) running--;
    for (; starts[i] === at; i++) running++;
    const last = steps.at(-1) as ConcurrencyStep;
    if (last.at === at) last.running = running;
    else if (last.running !== running) steps.push({ at, running });
  }
  steps.forEach(({ at, running: level }, k) => {
    const until = steps[k + 1]?.at ?? end;
    while (timeAt.length <= level) timeAt.push(0);
    timeAt[level] = (timeAt[level] as Ms) + Math.max(0, until - at);
  });
  return { steps, timeAt };
}

/** Typed arrays sort numbers without a comparator, which is several times faster at 10,000 calls. */
function ascending(times: readonly Ms[]): Float64Array {
  return Float64Array.from(times).sort();
}

/** The part of `Concurrency` that the strip draws while a run grows. */
export type ConcurrencyShape = Pick<Concurrency, 'steps' | 'peak' | 'end'>;

/** `past`: the highest level that lasted, without the newest one, which the next event of the same moment may replace. */
export type GrowingShape = ConcurrencyShape & { past: number };

export function newShape(): GrowingShape {
  return { steps: [{ at: 0, running: 0 }], peak: 0, end: 0, past: 0 };
}

/**
 * Adds one event to `shape` in constant time. Recomputing the profile per batch of events would take a whole frame at
 * 10,000 calls.
 */
export function advance(shape: GrowingShape, event: RunEvent): void {
  shape.end = event.at;
  const change = event.type === 'started' ? 1 : event.type === 'attemptEnded' ? -1 : 0;
  if (change === 0) return;
  const last = shape.steps.at(-1) as ConcurrencyStep;
  const running = last.running + change;
  if (last.at === event.at) last.running = running;
  else {
    shape.past = Math.max(shape.past, last.running);
    shape.steps.push({ at: event.at, running });
  }
  // An attempt of length 0 is counted though no level of it lasts.
  shape.peak = Math.max(shape.past, running, 1);
}
