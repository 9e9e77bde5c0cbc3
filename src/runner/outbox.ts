import type { RunEvent } from '../run/types.ts';
import { cloneable } from './cloneable.ts';

/** One message to the page per frame's time is enough, and more would cost both threads. */
const INTERVAL_MS = 16;

/**
 * Collects events and posts them in batches: at the end of the turn for the first event after quiet, then one
 * message per 16 ms, and at once before the thread is blocked or the run has settled.
 */
export function createOutbox(post: (events: RunEvent[]) => void) {
  let events: RunEvent[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lastPost = Number.NEGATIVE_INFINITY;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (events.length === 0) return;
    const batch = events;
    events = [];
    lastPost = performance.now();
    try {
      post(batch);
    } catch {
      // Something in the batch cannot be cloned: each value that cannot travels as text.
      post(batch.map(cloneable));
    }
  }

  return {
    add(event: RunEvent): void {
      events.push(event);
      timer ??= setTimeout(flush, Math.max(0, INTERVAL_MS - (performance.now() - lastPost)));
    },
    flush,
  };
}
