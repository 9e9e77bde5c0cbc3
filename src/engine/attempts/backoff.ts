import { MAX_DELAY_MS } from '../../run/check/checkPolicy.ts';
import type { Ms, Retry } from '../../run/types.ts';
import { stream } from '../random.ts';

/** Offset of the backoff's random streams from those that the tools use. */
const BACKOFF_STREAM = 0x4000_0000;

/**
 * The delay in ms after attempt `attempt` (from 1) has failed: `baseMs * factor^(attempt - 1)`, at most `maxMs`, reduced
 * by a random share between 0 and `jitter`. The same plan and seed give the same delays.
 */
export function backoff({ baseMs, factor, maxMs, jitter }: Retry, seed: number, key: number, attempt: number): Ms {
  // 0 * Infinity would be NaN.
  const full = baseMs === 0 ? 0 : Math.min(maxMs, baseMs * factor ** (attempt - 1));
  return jitter === 0 ? full : full * (1 - jitter * stream(seed, key, BACKOFF_STREAM + attempt)());
}

/**
 * The delay in ms that the thrown error asks for, `retryAfterMs`: any number from 0, at most MAX_DELAY_MS. It replaces the
 * backoff as it is, without jitter and beyond `maxMs`: a server knows better when it can answer. `undefined` for anything
 * else that the field holds.
 */
export function retryAfter(thrown: unknown): Ms | undefined {
  try {
    const retryAfterMs = (thrown as { retryAfterMs?: unknown } | null | undefined)?.retryAfterMs;
    return typeof retryAfterMs === 'number' && retryAfterMs >= 0 ? Math.min(retryAfterMs, MAX_DELAY_MS) : undefined;
  } catch {
    return undefined;
  }
}
