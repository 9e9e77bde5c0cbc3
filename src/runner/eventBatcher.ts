import type { RunEvent } from '../run/types.ts';
import { cloneable } from './cloneable.ts';

/**
 * Two frames' time: what grows on the page moves without messages, and each one costs both threads, most of all
 * while 1,000 calls are started.
 */
const INTERVAL_MS = 33;
/** A run of 10,000 begins with 20,000 events at once: in one message they would hold up the page for several frames. */
const MOST_AT_ONCE = 1000;

/**
 * Collects events and posts them in batches: at the end of the turn for the first event after quiet, then one
 * message per 33 ms. `flush` posts all that is left at once: before the thread is blocked, and when the run has settled.
 */
export function createEventBatcher(post: (events: RunEvent[]) => void) {
  let events: RunEvent[] = [];
  /** So many of them are posted. Taken off the front each time, all that is left would be moved each time. */
  let posted = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lastPost = Number.NEGATIVE_INFINITY;

  function postNext(): void {
    timer = undefined;
    const batch = events.slice(posted, posted + MOST_AT_ONCE);
    posted += batch.length;
    if (posted * 2 >= events.length) drop();
    deliver(batch);
    if (events.length > 0) schedule();
  }

  function drop(): void {
    events = events.slice(posted);
    posted = 0;
  }

  function schedule(): void {
    timer ??= setTimeout(postNext, Math.max(0, INTERVAL_MS - (performance.now() - lastPost)));
  }

  function deliver(batch: RunEvent[]): void {
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
      schedule();
    },
    flush(): void {
      clearTimeout(timer);
      timer = undefined;
      drop();
      const left = events;
      events = [];
      for (let from = 0; from < left.length; from += MOST_AT_ONCE) deliver(left.slice(from, from + MOST_AT_ONCE));
    },
  };
}
