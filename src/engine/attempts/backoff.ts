import type { Ms, Retry } from '../../run/types.ts';
import { stream } from '../random.ts';

/** Apart from the stream that the tool of the same attempt draws from. */
const BACKOFF_STREAM = 0x4000_0000;

/**
 * The delay after attempt `attempt` has failed: `baseMs * factor^(attempt - 1)`, at most `maxMs`, less a share
 * of up to `jitter` that the seed decides. The same plan and seed give the same delays.
 */
export function backoff({ baseMs, factor, maxMs, jitter }: Retry, seed: number, key: number, attempt: number): Ms {
  // 0 stays 0: times a factor that has grown past all numbers it would be none.
  const full = baseMs === 0 ? 0 : Math.min(maxMs, baseMs * factor ** (attempt - 1));
  return jitter === 0 ? full : full * (1 - jitter * stream(seed, key, BACKOFF_STREAM + attempt)());
}
