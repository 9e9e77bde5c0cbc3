import type { Plan, Run } from '../run/types.ts';
import { realClock } from './clocks/realClock.ts';
import { Execution } from './execution.ts';
import type { ExecuteOptions } from './types.ts';

/**
 * Runs the plan's calls concurrently under its policy, and resolves when the last call has settled.
 *
 * Never rejects because a tool failed: every call has exactly one outcome, in call order. Rejects with PlanError
 * (path, expected, got) for a plan that cannot be run, and with TypeError for a controller that `createController` did
 * not make or that controls another run, or a `retryOn` that is no function, all before any call has started. A tool
 * that ignores its signal may outlive its call and runs in the background; when it ends, `onEvent` receives one `late`
 * event.
 *
 * @param options `clock`: the real clock by default
 */
export async function execute(plan: Plan, { clock = realClock(), ...options }: ExecuteOptions): Promise<Run> {
  return new Execution(plan, { ...options, clock, mode: 'execute' }).settled;
}
