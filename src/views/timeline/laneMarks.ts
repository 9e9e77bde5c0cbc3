import { Gates } from './Gates.tsx';
import { TimeLimits } from './TimeLimits.tsx';

/** One file: what lanes show of a policy with batches or time limits. */
export const laneMarks = { Gates, TimeLimits };
