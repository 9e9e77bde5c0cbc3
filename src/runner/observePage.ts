import type { PageCondition } from './messages.ts';

/**
 * Tells when the tab is hidden or shown, and how long its thread was busy: what may disturb a run beside it.
 * `look` tells what is so now, to a listener that is new.
 */
export function observePage(tell: (sight: PageCondition) => void): { look(): void; stop(): void } {
  const look = () =>
    tell({ saw: 'visibility', hidden: document.hidden, epochMs: performance.timeOrigin + performance.now() });
  document.addEventListener('visibilitychange', look);
  const tasks = longTasks(tell);
  return {
    look,
    stop() {
      document.removeEventListener('visibilitychange', look);
      tasks?.disconnect();
    },
  };
}

/** Only Chromium reports them; elsewhere a late timer has no known cause. */
function longTasks(tell: (sight: PageCondition) => void): PerformanceObserver | undefined {
  if (typeof PerformanceObserver === 'undefined') return undefined;
  if (!PerformanceObserver.supportedEntryTypes?.includes('longtask')) return undefined;
  const observer = new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries())
      tell({ saw: 'longTask', fromEpochMs: performance.timeOrigin + startTime, durationMs: duration });
  });
  observer.observe({ type: 'longtask' });
  return observer;
}
