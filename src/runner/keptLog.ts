import { type Metrics, metricsOf } from '../analysis/metrics.ts';
import { Replay } from '../analysis/replay.ts';
import type { Ms, Plan, RunEvent } from '../run/types.ts';

/** A moment of a measured run. Its log comes piece by piece: one message with all of a long one would hold up a frame. */
export interface OfLog {
  runId: number;
  /** How many events came before these. */
  from: number;
  events: RunEvent[];
  /** So many have happened at the moment, and this is its time. */
  count: number;
  now: Ms;
  /** Of the whole run, as the proof has it. */
  overhead?: Ms | undefined;
}

/** The log of the last run that was asked about. */
export function createKeptLog() {
  let runId: number | undefined;
  let log: RunEvent[] = [];
  let replay = new Replay(log);
  return {
    take(of: OfLog): void {
      if (of.runId !== runId || of.from === 0) {
        runId = of.runId;
        log = [];
        replay = new Replay(log);
      }
      if (of.from !== log.length) throw new Error(`events ${log.length} to ${of.from - 1} of the log are missing`);
      for (const event of of.events) log.push(event);
    },
    metricsAt: ({ count, now, overhead }: OfLog, plan: Plan): Metrics =>
      metricsOf({ state: replay.after(count), plan, now, overhead }),
  };
}
