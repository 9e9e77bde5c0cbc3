import type { Plan } from '../types.ts';

/** The numbers that `admitPlan` clamped, by plan, e.g. `path is 100 instead of 1000`. */
export const clampedNumbers = new WeakMap<Plan, readonly string[]>();

/** A sentence that lists the clamped numbers of the plan, on the first call; `undefined` afterwards and if there are none. */
export function clampedNumbersText(plan: Plan): string | undefined {
  const moved = clampedNumbers.get(plan);
  if (!moved) return undefined;
  clampedNumbers.delete(plan);
  const more = moved.length > 3 ? `, and ${moved.length - 3} more` : '';
  return `Some numbers of this plan are beyond what this page can run, so they were changed: ${moved.slice(0, 3).join(', ')}${more}.`;
}
