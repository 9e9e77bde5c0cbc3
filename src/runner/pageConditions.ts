import type { RunController } from '../engine/controller.ts';
import type { Ms, RunEvent } from '../run/types.ts';

type Record = RunController['disturbed'];

interface TimeSpan {
  from: Ms;
  to: Ms;
}

/** A page that is drawn has long tasks all the time; before a run's end no more than these are remembered. */
const KEPT = 100;

/**
 * What the page saw becomes events of the run beside it. A hidden tab is told with its length when it is shown
 * again, or just before the log ends; a busy page only when a timer of the run came late at that time, since the run
 * has a thread of its own. Times are of one clock, in ms.
 */
export function pageConditions(now: () => Ms) {
  let hiddenSince: Ms | undefined;
  let run: { record: Record; from: Ms; open: number; late: TimeSpan[]; busy: TimeSpan[] } | undefined;

  function tellHidden(until: Ms): void {
    if (!run || hiddenSince === undefined) return;
    const length = until - Math.max(hiddenSince, run.from);
    if (length > 0) run.record('hidden-tab', length);
  }

  return {
    /** At the run's time 0. */
    runStarts(calls: number, record: Record): void {
      run = { record, from: now(), open: calls, late: [], busy: [] };
    },

    /** Each event, in the listener: what is recorded in there comes right behind it. */
    heard(event: RunEvent): void {
      if (!run) return;
      if (event.type === 'settled') {
        if (--run.open === 0) tellHidden(run.from + event.at);
      } else if (event.type === 'runSettled') run = undefined;
      else if (event.type === 'disturbed' && event.cause === 'late-timer') {
        const to = run.from + event.at;
        const late = { from: to - event.durationMs, to };
        run.late.push(late);
        const { busy, record } = run;
        run.busy = busy.filter((one) => !meet(one, late));
        for (const one of busy) if (meet(one, late)) record('long-task', one.to - one.from);
      }
    },

    visibility(hidden: boolean, at: Ms): void {
      if (hidden) hiddenSince ??= at;
      else {
        tellHidden(at);
        hiddenSince = undefined;
      }
    },

    longTask(from: Ms, to: Ms): void {
      if (!run || to <= run.from) return;
      const task = { from, to };
      if (meetsOne(run.late, task)) run.record('long-task', to - from);
      else if (run.busy.push(task) > KEPT) run.busy.shift();
    },
  };
}

/** Their ends rise: those that ended before the task began are not looked at. */
function meetsOne(late: readonly TimeSpan[], task: TimeSpan): boolean {
  for (let i = late.length - 1; i >= 0; i--) {
    const one = late[i] as TimeSpan;
    if (one.to <= task.from) return false;
    if (meet(task, one)) return true;
  }
  return false;
}

function meet(a: TimeSpan, b: TimeSpan): boolean {
  return a.from < b.to && b.from < a.to;
}
