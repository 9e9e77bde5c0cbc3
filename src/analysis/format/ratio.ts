import type { Ms } from '../../run/types.ts';

/**
 * Shortest duration in ms that is used for ratios. Browsers round their clocks to up to 1 ms, so a duration, the
 * difference of two readings, is off by up to 1 ms, and starting a run costs about as much again. Below 10 ms that is
 * more than a tenth: the first decimal of a ratio would be noise.
 */
export const RESOLVED_MS = 10;

/** Ratio of two measured durations; `undefined` if one of them is below the clock's resolution or infinite. */
export function ratio(length: Ms | undefined, of: Ms | undefined): number | undefined {
  return isResolved(length) && isResolved(of) ? finite(length / of) : undefined;
}

/** A rate per second; `undefined` if the time is below the clock's resolution. */
export function perSecond(amount: number, time: Ms): number | undefined {
  return isResolved(time) ? (amount * 1000) / time : undefined;
}

export function isResolved(ms: Ms | undefined): ms is Ms {
  return ms !== undefined && ms >= RESOLVED_MS && ms < Number.POSITIVE_INFINITY;
}

/** The quotient of two finite numbers can still overflow to Infinity or underflow to 0. */
function finite(quotient: number): number | undefined {
  return quotient > 0 && quotient < Number.POSITIVE_INFINITY ? quotient : undefined;
}
