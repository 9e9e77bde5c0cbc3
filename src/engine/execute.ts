import type { Plan, Run } from '../run/types.ts';
import { realClock } from './clocks/realClock.ts';
import { Execution } from './execution.ts';
import type { ExecuteOptions } from './types.ts';

/**
 * Runs the plan's calls at once, under its policy, and resolves when the last has settled.
 *
 * Never rejects because a tool failed: every call has exactly one outcome, in call order. Rejects with
 * PlanError (path, expected, got) for a plan that cannot be run, before anything has started.
 * Work that outlives its call (it ignored its signal) goes on unseen; when it ends, one `late` event still
 * goes to `onEvent`.
 */
export async function execute(plan: Plan, { clock = realClock(), ...options }: ExecuteOptions): Promise<Run> {
  return new Execution(plan, { ...options, clock, mode: 'execute' }).settled;
}
