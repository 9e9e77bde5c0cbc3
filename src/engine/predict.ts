import type { Plan, Run } from '../run/types.ts';
import { Stalled, virtualClock } from './clocks/virtualClock.ts';
import { Execution } from './execution.ts';
import { boundsOf, type PredictionBudget, PredictionTooLarge } from './predictionBudget.ts';
import type { Pool, RetryOnFunction, Tools } from './types.ts';

export interface PredictOptions {
  tools: Tools;
  /** As for `execute`. The prediction starts with an empty pool of the same limit and rate, and takes no slots of this one; so with the tools' pools. */
  pool?: Pool;
  /**
   * Aborting it ends the prediction, which rejects with the signal's reason. It is checked between two due moments of
   * virtual time. The event loop turns after each moment, so messages and timers of the thread are handled.
   */
  signal?: AbortSignal;
  /** As in ExecuteOptions. */
  retryOn?: RetryOnFunction;
  /** No bound by default. A prediction that exceeds it rejects with PredictionTooLarge. */
  budget?: PredictionBudget;
}

/** Abandoned work that needs more due moments than this after the run's end counts as endless: a tool that polls and ignores cancellation. */
const DRAIN_MOMENTS = 100_000;

/**
 * Runs the plan on a virtual clock: the same engine and the same tool bodies, in a few milliseconds of real time. Tools
 * must take time from `ctx.clock`; a tool with real side effects offers `predict`.
 *
 * When nothing is left that could settle the open calls, they are cancelled ("never settles") at the last known time
 * and the run is `stalled`. The log contains the `late` events of abandoned work. Rejects with PlanError, with
 * PredictionTooLarge, or with the reason of `signal`; the signals of running attempts are then aborted.
 */
export async function predict(plan: Plan, { tools, pool, signal, retryOn, budget }: PredictOptions): Promise<Run> {
  signal?.throwIfAborted();
  const bounds = boundsOf(budget);
  const clock = virtualClock();
  const execution = new Execution(plan, { tools, pool, clock, mode: 'predict', retryOn, mostEvents: bounds.events });
  let moments = 0;

  function check(): void {
    signal?.throwIfAborted();
    if (execution.isFull) throw new PredictionTooLarge('events', bounds.events);
  }
  function beforeMoment(): void {
    check();
    if (++moments > bounds.moments) throw new PredictionTooLarge('moments', bounds.moments);
  }
  /** The run has settled by then: abandoned work without end does not reject the prediction. */
  function beforeDraining(most: number): void {
    check();
    if (++moments > most) throw new Stalled('abandoned work goes on for ever');
  }

  try {
    if (await settles(clock.drive(execution.settled, beforeMoment))) {
      const most = Math.min(moments + DRAIN_MOMENTS, bounds.moments);
      await settles(clock.drive(execution.drained, () => beforeDraining(most)));
    } else {
      // A prediction that was aborted in its last moment is not stalled.
      check();
      execution.stall();
    }
    check();
    return execution.run();
  } catch (thrown) {
    execution.abandon(thrown);
    throw thrown;
  }
}

/** Resolves to false when the virtual clock stalls before `work` settles. */
async function settles(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (thrown) {
    if (thrown instanceof Stalled) return false;
    throw thrown;
  }
}
