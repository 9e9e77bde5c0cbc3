import { totalOf } from '../../analysis/metrics/proof.ts';
import type { Ms } from '../../run/types.ts';
import { selectPrediction, selectShownRun } from '../run/selectors.ts';
import type { FanoutState } from '../state.ts';
import type { FanoutStore } from '../types.ts';

/** Gives up the window where it would hide what is waited for. It is loaded with what makes windows. */
export function keepLook({ subscribe, actions }: FanoutStore): () => void {
  return subscribe((now, before) => {
    const { zoom, runs } = now;
    if (runs !== before.runs && runs[0] && !before.runs.some(({ id }) => id === runs[0]?.id)) {
      // A run is started for its end.
      const end = endAhead(now);
      const hidden = zoom && (end <= zoom.from || end > zoom.to);
      if (hidden || now.measuring) actions.changeViewport({ measuring: undefined, zoom: hidden ? undefined : zoom });
    } else if (zoom && now.prediction !== before.prediction && !now.dragging && !selectShownRun(now)) {
      // After an edit something of it must be left in the window.
      if (endAhead(now) <= zoom.from) actions.changeViewport({ zoom: undefined });
    }
  });
}

function endAhead(state: FanoutState): Ms {
  const prediction = selectPrediction(state);
  return (prediction && totalOf(prediction)) ?? Number.POSITIVE_INFINITY;
}
