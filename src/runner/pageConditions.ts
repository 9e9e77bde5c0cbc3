import type { RunController } from '../engine/controller.ts';
import type { Ms, RunEvent } from '../run/types.ts';

type Record = RunController['disturbed'];

interface TimeSpan {
  from: Ms;
  to: Ms;
}

/** Maximum number of long tasks kept until a late timer matches them: a page that draws has long tasks all the time. */
const MAX_REMEMBERED_TASKS = 100;

/**
 * Turns page conditions into `disturbed` events of the current run. A hidden tab is recorded with its duration when it is
 * shown again, or just before the log ends. A long task of the page is recorded only if a timer of the run was late at
 * that time, since the run has its own thread. All times are in ms of one clock.
 */
export function pageConditions(now: () => Ms) {
  let hiddenSince: Ms | undefined;
  let run: { record: Record; from: Ms; open: number; lateSpans: TimeSpan[]; longTasks: TimeSpan[] } | undefined;

  function recordHidden(until: Ms): void {
    if (!run || hiddenSince === undefined) return;
    const length = until - Math.max(hiddenSince, run.from);
    if (length > 0) run.record('hidden-tab', length);
  }

  return {
    /** Called at the run's time 0. `calls`: number of calls of the plan. */
    onRunStart(calls: number, record: Record): void {
      run = { record, from: now(), open: calls, lateSpans: [], longTasks: [] };
    },

    /** Called by the run's listener with each event; events recorded here follow it directly. */
    onEvent(event: RunEvent): void {
      if (!run) return;
      if (event.type === 'settled') {
        if (--run.open === 0) recordHidden(run.from + event.at);
      } else if (event.type === 'runSettled') run = undefined;
      else if (event.type === 'disturbed' && event.cause === 'late-timer') {
        const to = run.from + event.at;
        const late = { from: to - event.durationMs, to };
        run.lateSpans.push(late);
        const { longTasks, record } = run;
        run.longTasks = longTasks.filter((one) => !overlap(one, late));
        for (const one of longTasks) if (overlap(one, late)) record('long-task', one.to - one.from);
      }
    },

    visibility(hidden: boolean, at: Ms): void {
      if (hidden) hiddenSince ??= at;
      else {
        recordHidden(at);
        hiddenSince = undefined;
      }
    },

    longTask(from: Ms, to: Ms): void {
      if (!run || to <= run.from) return;
      const task = { from, to };
      if (overlapsOne(run.lateSpans, task)) run.record('long-task', to - from);
      else if (run.longTasks.push(task) > MAX_REMEMBERED_TASKS) run.longTasks.shift();
    },
  };
}

/** Scans from the end and stops at the first span that ended before the task: the ends are ascending. */
function overlapsOne(late: readonly TimeSpan[], task: TimeSpan): boolean {
  for (let i = late.length - 1; i >= 0; i--) {
    const one = late[i] as TimeSpan;
    if (one.to <= task.from) return false;
    if (overlap(task, one)) return true;
  }
  return false;
}

function overlap(a: TimeSpan, b: TimeSpan): boolean {
  return a.from < b.to && b.from < a.to;
}
