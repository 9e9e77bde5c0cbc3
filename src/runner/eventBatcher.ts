import type { RunEvent } from '../run/types.ts';
import { cloneable } from './cloneable.ts';

/**
 * Two frames. Bars of running calls grow without messages, and each message costs time on both threads, most of all
 * while 1,000 calls start.
 */
const INTERVAL_MS = 33;
/** Events per message. A run of 10,000 calls starts with 20,000 events; one message with all of them would block the page for several frames. */
const MOST_AT_ONCE = 1000;

/**
 * Collects events and posts them in batches: the first event after a pause at the end of the turn, then one message per
 * 33 ms. `flush` posts the rest at once: before the thread blocks, and when the run has settled.
 */
export function createEventBatcher(post: (events: RunEvent[]) => void) {
  let events: RunEvent[] = [];
  /** Number of events at the front that have been posted. Removing them after each batch would move the rest each time. */
  let posted = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lastPost = Number.NEGATIVE_INFINITY;

  function postNext(): void {
    timer = undefined;
    const batch = events.slice(posted, posted + MOST_AT_ONCE);
    posted += batch.length;
    if (posted * 2 >= events.length) dropPosted();
    deliver(batch);
    if (events.length > 0) schedule();
  }

  function dropPosted(): void {
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
      // A value in the batch cannot be cloned: post such values as text.
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
      dropPosted();
      const left = events;
      events = [];
      for (let from = 0; from < left.length; from += MOST_AT_ONCE) deliver(left.slice(from, from + MOST_AT_ONCE));
    },
  };
}
