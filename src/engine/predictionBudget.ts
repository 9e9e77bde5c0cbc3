import { PlanError } from '../run/check/planError.ts';

/** How much a prediction may work and keep. Whole numbers from 1; each absent = no bound. */
export interface PredictionBudget {
  /** Most due moments of virtual time until the run settles: what a tool that polls its clock for ever runs out of. */
  moments?: number;
  /** Most events in the log, about 200 bytes each. */
  events?: number;
}

/** The prediction would go beyond its budget; the plan itself can be run. */
export class PredictionTooLarge extends Error {
  override readonly name = 'PredictionTooLarge';
  constructor(
    /** What of the budget was used up, */
    readonly unit: keyof PredictionBudget,
    /** and how much of it there was. */
    readonly most: number,
  ) {
    super(`the prediction takes more than ${most.toLocaleString('en')} ${unit}`);
  }
}

/** Throws PlanError for a budget that is none. */
export function boundsOf({ moments, events }: PredictionBudget = {}): Required<PredictionBudget> {
  return { moments: most('budget.moments', moments), events: most('budget.events', events) };
}

function most(path: string, value = Number.POSITIVE_INFINITY): number {
  if (value === Number.POSITIVE_INFINITY || (Number.isSafeInteger(value) && value >= 1)) return value;
  throw new PlanError(path, 'a whole number of at least 1', value);
}
