import type { Plan } from '../types.ts';

/** Of plans that were let in with other numbers than were saved: `path is 100 instead of 1000`. */
export const movements = new WeakMap<Plan, readonly string[]>();

/** Once: which numbers of the plan are not those that were saved, in a sentence; `undefined` when all are. */
export function movedIn(plan: Plan): string | undefined {
  const moved = movements.get(plan);
  if (!moved) return undefined;
  movements.delete(plan);
  const more = moved.length > 3 ? `, and ${moved.length - 3} more` : '';
  return `Some numbers of this plan are beyond what this page can run, so they were changed: ${moved.slice(0, 3).join(', ')}${more}.`;
}
