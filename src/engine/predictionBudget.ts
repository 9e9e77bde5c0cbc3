import { PlanError } from '../run/check/planError.ts';

/** Bounds of a prediction's work and memory. Whole numbers from 1; an absent one is no bound. */
export interface PredictionBudget {
  /** Maximum number of due moments of virtual time until the run settles. Ends the prediction of a tool that polls its clock for ever. */
  moments?: number;
  /** Maximum number of events in the log, about 200 bytes each. */
  events?: number;
}

/** The prediction exceeds its budget. The plan itself is valid and can be run. */
export class PredictionTooLarge extends Error {
  override readonly name = 'PredictionTooLarge';
  constructor(
    /** The field of the budget that was exceeded. */
    readonly unit: keyof PredictionBudget,
    /** The value of that field. */
    readonly most: number,
  ) {
    super(`the prediction takes more than ${most.toLocaleString('en')} ${unit}`);
  }
}

/** Throws PlanError for a value that is not a whole number from 1. */
export function boundsOf({ moments, events }: PredictionBudget = {}): Required<PredictionBudget> {
  return { moments: boundOf('budget.moments', moments), events: boundOf('budget.events', events) };
}

function boundOf(path: string, value = Number.POSITIVE_INFINITY): number {
  if (value === Number.POSITIVE_INFINITY || (Number.isSafeInteger(value) && value >= 1)) return value;
  throw new PlanError(path, 'a whole number of at least 1', value);
}
