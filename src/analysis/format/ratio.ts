import type { Ms } from '../../run/types.ts';

/**
 * Shorter than this a length is not resolved. Browsers round their clocks to up to 1 ms, so a length, which lies
 * between two readings, is off by up to 1 ms, and starting a run costs about as much again. Under 10 ms that is more
 * than a tenth, and the first decimal of a ratio would be the clock's.
 */
export const RESOLVED_MS = 10;

/** The ratio of two measured lengths; `undefined` where the clock does not resolve one of them, or one has no end. */
export function ratio(length: Ms | undefined, of: Ms | undefined): number | undefined {
  return isResolved(length) && isResolved(of) ? finite(length / of) : undefined;
}

/** How often in a second; `undefined` where the clock does not resolve the time. */
export function perSecond(amount: number, time: Ms): number | undefined {
  return isResolved(time) ? (amount * 1000) / time : undefined;
}

export function isResolved(ms: Ms | undefined): ms is Ms {
  return ms !== undefined && ms >= RESOLVED_MS && ms < Number.POSITIVE_INFINITY;
}

/** Of two finite numbers the quotient can still be too large, or too small, for a number. */
function finite(quotient: number): number | undefined {
  return quotient > 0 && quotient < Number.POSITIVE_INFINITY ? quotient : undefined;
}
