import type { Plan, Run } from '../run/types.ts';
import { Stalled, virtualClock } from './clocks/virtualClock.ts';
import { Execution } from './execution.ts';
import { boundsOf, type PredictionBudget, PredictionTooLarge } from './predictionBudget.ts';
import type { Tools } from './types.ts';

export interface PredictOptions {
  tools: Tools;
  /**
   * Aborting it abandons the prediction, which rejects with the signal's reason. It is heard between two moments of
   * virtual time; each of them lets the event loop turn, so that messages and timers come through.
   */
  signal?: AbortSignal;
  /** Absent = no bound. A prediction that would go beyond it rejects with PredictionTooLarge. */
  budget?: PredictionBudget;
}

/** Abandoned work that wakes up more often than this after its run will go on for ever: a deaf tool that polls. */
const DRAIN_MOMENTS = 100_000;

/**
 * The same run on a virtual clock: the same engine, the same tool bodies, in milliseconds of real time.
 * Tools must take their time from `ctx.clock`; one with real side effects offers `predict` instead.
 *
 * When nothing is left that could end the open calls, they are cancelled ("never settles") at the last
 * known time and the run is `stalled`. Late endings of abandoned work are in its log. Rejects with PlanError,
 * with PredictionTooLarge, or with the reason of `signal`; running attempts then find their signals aborted.
 */
export async function predict(plan: Plan, { tools, signal, budget }: PredictOptions): Promise<Run> {
  signal?.throwIfAborted();
  const bounds = boundsOf(budget);
  const clock = virtualClock();
  const execution = new Execution(plan, { tools, clock, mode: 'predict', mostEvents: bounds.events });
  let moments = 0;

  function check(): void {
    signal?.throwIfAborted();
    if (execution.isFull) throw new PredictionTooLarge('events', bounds.events);
  }
  function beforeMoment(): void {
    check();
    if (++moments > bounds.moments) throw new PredictionTooLarge('moments', bounds.moments);
  }
  /** The run is known by then: what is left of its abandoned work is no reason to refuse it. */
  function beforeDraining(most: number): void {
    check();
    if (++moments > most) throw new Stalled('abandoned work goes on for ever');
  }

  try {
    if (await driven(clock.drive(execution.settled, beforeMoment))) {
      const most = Math.min(moments + DRAIN_MOMENTS, bounds.moments);
      await driven(clock.drive(execution.drained, () => beforeDraining(most)));
    } else {
      // Abandoned in its last moment, it is not stalled.
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

/** False when the clock ran dry first. */
async function driven(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (thrown) {
    if (thrown instanceof Stalled) return false;
    throw thrown;
  }
}
