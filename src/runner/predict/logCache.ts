import { pathColumns } from '../../analysis/criticalPath/pathColumns.ts';
import { metricsOf } from '../../analysis/metrics/metrics.ts';
import { Replay } from '../../analysis/timeline/replay.ts';
import type { RunState } from '../../run/fold.ts';
import type { Plan, RunEvent } from '../../run/types.ts';
import type { AnswerOf, LogTopic, OfLog } from './queries.ts';

/** Caches the log of the run that was queried last. */
export function createLogCache() {
  let runId: number | undefined;
  let log: RunEvent[] = [];
  let replay = new Replay(log);
  return {
    /** Appends events and returns the log's replay. Keep the returned replay: the log of another run may replace it before the answer. Throws if events are missing. */
    append(of: OfLog): Replay {
      if (of.runId !== runId || of.from === 0) {
        runId = of.runId;
        log = [];
        replay = new Replay(log);
      }
      if (of.from !== log.length) throw new Error(`events ${log.length} to ${of.from - 1} of the log are missing`);
      for (const event of of.events) log.push(event);
      return replay;
    },
  };
}

/** Computes the answers about a run. `of`: absent for a prediction. */
export const LOG_ANSWERS: { [T in LogTopic]: (state: RunState, plan: Plan, of?: OfLog) => AnswerOf[T] } = {
  metrics: (state, plan, of) => metricsOf({ state, plan, now: of?.now, overhead: of?.overhead }),
  path: pathColumns,
};
