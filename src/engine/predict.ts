import type { Plan, Run } from '../run/types.ts';
import { Execution } from './execution.ts';
import type { Tools } from './types.ts';
import { Stalled, virtualClock } from './virtualClock.ts';

/** Abandoned work that wakes up more often than this after its run will go on for ever: a deaf tool that polls. */
const DRAIN_MOMENTS = 100_000;

/**
 * The same run on a virtual clock: the same engine, the same tool bodies, in milliseconds of real time.
 * Tools must take their time from `ctx.clock`; one with real side effects offers `predict` instead.
 *
 * When nothing is left that could end the open calls, they are cancelled ("never settles") at the last
 * known time and the run is `stalled`. Late endings of abandoned work are in its log. Rejects with PlanError.
 */
export async function predict(plan: Plan, { tools }: { tools: Tools }): Promise<Run> {
  const clock = virtualClock();
  const execution = new Execution(plan, { tools, clock, mode: 'predict' });
  if (await driven(clock.drive(execution.settled))) await driven(clock.drive(execution.drained, DRAIN_MOMENTS));
  else execution.stall();
  return execution.run();
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
