import { PredictionTooLarge } from '../../engine/predictionBudget.ts';
import type { RunState } from '../../run/fold.ts';
import type { Ms, Plan, Policy, Run } from '../../run/types.ts';

import { foldInTurns } from './foldInTurns.ts';

export type PredictionAnswer =
  | { type: 'predicted'; id: number; state: RunState }
  /** One that would be too large to predict is left out. */
  | { type: 'totals'; id: number; totals: Record<string, PredictedTotal> }
  /** `tooLarge`: the plan can be run all the same. */
  | { type: 'refused'; id: number; message: string; tooLarge: boolean };

export interface PredictionsDesk {
  /** Rejects with the signal's reason as soon as it is aborted. */
  predict(plan: Plan, signal: AbortSignal): Promise<Run>;
  post(answer: PredictionAnswer): void;
  /** Lets other messages in. */
  turn(): Promise<void>;
}

/**
 * The plan on the page: its run, then the totals under the other policies. A newer request abandons the older one
 * wherever it is. A total that would be too large is left out.
 */
export function createPredictions({
  predict,
  post,
  turn,
}: PredictionsDesk): (request: PredictRequest) => Promise<void> {
  let latest = new AbortController();

  return async ({ id, plan, others }) => {
    latest.abort();
    latest = new AbortController();
    const { signal } = latest;
    try {
      const { events } = await predict(plan, signal);
      const state = await foldInTurns(events, signal, turn);
      post({ type: 'predicted', id, state });
      const totals: Record<string, PredictedTotal> = {};
      for (const [name, policy] of Object.entries(others)) {
        const total = await totalOf({ ...plan, policy }, signal);
        if (total) totals[name] = total;
      }
      post({ type: 'totals', id, totals });
    } catch (thrown) {
      if (signal.aborted) return;
      const tooLarge = thrown instanceof PredictionTooLarge;
      const message = tooLarge ? inWords(thrown) : thrown instanceof Error ? thrown.message : String(thrown);
      post({ type: 'refused', id, message, tooLarge });
    }
  };

  async function totalOf(plan: Plan, signal: AbortSignal): Promise<PredictedTotal | undefined> {
    try {
      const { makespan, stalled = false } = await predict(plan, signal);
      return { makespan, stalled };
    } catch (thrown) {
      if (thrown instanceof PredictionTooLarge) return undefined;
      throw thrown;
    }
  }
}

function inWords({ most, unit }: PredictionTooLarge): string {
  const bound = `more than ${most.toLocaleString('en')} ${unit}`;
  return `Too large to predict: ${bound}. Run still works; for a prediction, use fewer calls or attempts.`;
}

/** Totals are wanted for `plan` under each of these policies. */
export interface PredictRequest {
  id: number;
  plan: Plan;
  others: Record<string, Policy>;
}

export interface PredictedTotal {
  makespan: Ms;
  /** Something in it never ends. */
  stalled: boolean;
}
