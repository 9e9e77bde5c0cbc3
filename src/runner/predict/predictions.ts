import { resultsOf } from '../../analysis/metrics/outcomes.ts';
import type { Baseline } from '../../analysis/metrics/proof.ts';
import { PredictionTooLarge } from '../../engine/predictionBudget.ts';
import type { RunState } from '../../run/fold.ts';
import type { Plan, Policy, Run } from '../../run/types.ts';
import { foldInTurns } from './foldInTurns.ts';

export type PredictionAnswer =
  | { type: 'predicted'; id: number; state: RunState }
  /** Without the totals that are too large to predict. */
  | { type: 'totals'; id: number; totals: Record<string, Baseline> }
  /** `tooLarge`: the plan can be run but not predicted. */
  | { type: 'refused'; id: number; message: string; tooLarge: boolean };

export interface PredictionHost {
  /** Rejects with the signal's reason as soon as it is aborted. */
  predict(plan: Plan, signal: AbortSignal): Promise<Run>;
  post(answer: PredictionAnswer): void;
  /** Resolves after other messages of the Worker have been handled. */
  turn(): Promise<void>;
}

/**
 * Predicts the plan on the page, then its totals under the other policies. A newer request aborts the older one. A total
 * that is too large to predict is left out.
 */
export function createPredictions({ predict, post, turn }: PredictionHost): (request: PredictRequest) => Promise<void> {
  let latest = new AbortController();

  return async ({ id, plan, others }) => {
    latest.abort();
    latest = new AbortController();
    const { signal } = latest;
    try {
      const { events } = await predict(plan, signal);
      const state = await foldInTurns(events, signal, turn);
      post({ type: 'predicted', id, state });
      const totals: Record<string, Baseline> = {};
      for (const [name, policy] of Object.entries(others)) {
        const total = await totalOf({ ...plan, policy }, signal);
        if (total) totals[name] = total;
      }
      post({ type: 'totals', id, totals });
    } catch (thrown) {
      if (signal.aborted) return;
      const tooLarge = thrown instanceof PredictionTooLarge;
      const message = tooLarge ? tooLargeText(thrown) : thrown instanceof Error ? thrown.message : String(thrown);
      post({ type: 'refused', id, message, tooLarge });
    }
  };

  async function totalOf(plan: Plan, signal: AbortSignal): Promise<Baseline | undefined> {
    try {
      return predictedBaseline(await predict(plan, signal));
    } catch (thrown) {
      if (thrown instanceof PredictionTooLarge) return undefined;
      throw thrown;
    }
  }
}

function tooLargeText({ most, unit }: PredictionTooLarge): string {
  const bound = `more than ${most.toLocaleString('en')} ${unit}`;
  return `Too large to predict: ${bound}. Run still works; for a prediction, use fewer calls or attempts.`;
}

/** A request to predict `plan`, and its totals under the policies of `others`, by name. */
export interface PredictRequest {
  id: number;
  plan: Plan;
  others: Record<string, Policy>;
}

/** What other runs of the same calls are compared with. */
export function predictedBaseline({ makespan, stalled, outcomes }: Run): Baseline {
  return { total: stalled ? Number.POSITIVE_INFINITY : makespan, measured: false, results: resultsOf(outcomes) };
}
