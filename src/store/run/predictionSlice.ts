import type { RunState } from '../../run/fold.ts';
import type { Runner, RunnerListener } from '../../runner/client.ts';
import { selectDocument } from '../plan/document.ts';
import type { PredictionActions, SliceContext } from '../types.ts';
import { createPredictor } from './predictor.ts';

/** Nothing is predicted, and nothing says why. */
export const NO_PREDICTION = {
  prediction: undefined,
  totals: undefined,
  predictionProblem: undefined,
  tooLarge: undefined,
} as const;

interface PredictionSlice {
  readonly actions: PredictionActions;
  readonly listener: Pick<RunnerListener, 'predicted' | 'totalsPredicted' | 'predictionRefused'>;
  /** Predicts the plan on the page. `isStep`: its edit is one of many of one gesture. */
  requestPrediction(isStep?: boolean): void;
}

/**
 * The prediction of the plan on the page.
 *
 * @param acceptRerunGhost takes the prediction of a run of failed calls; false for any other
 */
export function createPredictionSlice(
  { get, set }: SliceContext,
  runner: () => Pick<Runner, 'predict'>,
  acceptRerunGhost: (id: number, ghost: RunState) => boolean,
): PredictionSlice {
  const predictor = createPredictor(runner, () => selectDocument(get()));
  return {
    actions: { setGuess: (guess, isStep = false) => set({ guess, guessing: isStep }) },
    requestPrediction(isStep) {
      if (get().unavailable !== undefined) return;
      set({ predicting: true });
      predictor.request(isStep);
    },
    listener: {
      predicted(id, state) {
        if (acceptRerunGhost(id, state)) return;
        const plan = predictor.planOf(id);
        if (!plan) return;
        set({ prediction: { plan, state }, predictionProblem: undefined, tooLarge: undefined });
        predictor.onGhost(id);
      },
      totalsPredicted(id, byName) {
        const plan = predictor.planOf(id);
        if (!plan) return;
        set({ totals: { plan, byName } });
        predictor.onTotals(id);
        set({ predicting: predictor.isPending() });
      },
      predictionRefused(id, why, tooLarge) {
        if (!predictor.planOf(id)) return;
        predictor.onTotals(id);
        set({
          ...NO_PREDICTION,
          [tooLarge ? 'tooLarge' : 'predictionProblem']: why,
          predicting: predictor.isPending(),
        });
      },
    },
  };
}
