import type { PageCondition } from './messages.ts';

/**
 * Reports when the tab is hidden or shown, and the long tasks of its thread: both may disturb a run.
 * `reportVisibility` reports the current visibility, for a Worker that has just started.
 */
export function observePage(onChange: (condition: PageCondition) => void): { reportVisibility(): void; stop(): void } {
  const look = () =>
    onChange({ kind: 'visibility', hidden: document.hidden, epochMs: performance.timeOrigin + performance.now() });
  document.addEventListener('visibilitychange', look);
  const tasks = observeLongTasks(onChange);
  return {
    reportVisibility: look,
    stop() {
      document.removeEventListener('visibilitychange', look);
      tasks?.disconnect();
    },
  };
}

/** Only Chromium reports long tasks; in other browsers a late timer has no known cause. */
function observeLongTasks(onChange: (condition: PageCondition) => void): PerformanceObserver | undefined {
  if (typeof PerformanceObserver === 'undefined') return undefined;
  if (!PerformanceObserver.supportedEntryTypes?.includes('longtask')) return undefined;
  const observer = new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries())
      onChange({ kind: 'longTask', fromEpochMs: performance.timeOrigin + startTime, durationMs: duration });
  });
  observer.observe({ type: 'longtask' });
  return observer;
}
