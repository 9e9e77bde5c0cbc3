import { totalOf } from '../../analysis/metrics/proof.ts';
import type { Ms } from '../../run/types.ts';
import { selectPrediction, selectShownRun } from '../run/selectors.ts';
import type { FanoutState } from '../state.ts';
import type { FanoutStore } from '../types.ts';

/** Resets the zoom where it would hide the end of the run or of the prediction. Loaded with the zoom's controls. */
export function keepRunInView({ subscribe, actions }: FanoutStore): () => void {
  return subscribe((now, before) => {
    const { zoom, runs } = now;
    if (runs !== before.runs && runs[0] && !before.runs.some(({ id }) => id === runs[0]?.id)) {
      // Whoever starts a run wants to see its end.
      const end = endAhead(now);
      const hidden = zoom && (end <= zoom.from || end > zoom.to);
      if (hidden || now.measuring) actions.changeViewport({ measuring: undefined, zoom: hidden ? undefined : zoom });
    } else if (zoom && now.prediction !== before.prediction && !now.dragging && !selectShownRun(now)) {
      // After an edit a part of the prediction must stay visible.
      if (endAhead(now) <= zoom.from) actions.changeViewport({ zoom: undefined });
    }
  });
}

function endAhead(state: FanoutState): Ms {
  const prediction = selectPrediction(state);
  return (prediction && totalOf(prediction)) ?? Number.POSITIVE_INFINITY;
}
