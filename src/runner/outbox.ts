import type { RunEvent } from '../run/types.ts';
import { cloneable } from './cloneable.ts';

/** One message to the page per frame's time is enough, and more would cost both threads. */
const INTERVAL_MS = 16;
const MOST_AT_ONCE = 1000;

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
    // A run of 10,000 begins with 20,000 events at once: in one message they would hold up the page for several frames.
    for (let from = 0; from < batch.length; from += MOST_AT_ONCE) deliver(batch.slice(from, from + MOST_AT_ONCE));
  }

  function deliver(batch: RunEvent[]): void {
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
