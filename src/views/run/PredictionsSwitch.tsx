import { selectAnswersHidden } from '../../store/answers/answersHidden.ts';
import { oppositeDisplay, selectHiddenText } from '../../store/answers/display.ts';
import { Control } from '../ui/Control.tsx';
import { useActions, useFanout, useFanoutStore } from '../ui/useFanout.ts';

/** In the top bar; in the run bar on a phone and where there is no top bar. */
export function PredictionsSwitch() {
  return (
    <Control name="predictions">
      <Switch />
    </Control>
  );
}

function Switch() {
  const { getState } = useFanoutStore();
  const hidden = useFanout(selectAnswersHidden);
  const why = useFanout(selectHiddenText);
  const { setPredictions } = useActions();
  return (
    <label className="switch" title={why ?? 'Ghost bars, totals and findings. Key H'}>
      <input
        type="checkbox"
        role="switch"
        checked={!hidden}
        aria-checked={!hidden}
        onChange={() => setPredictions(oppositeDisplay(getState()))}
      />
      Show predictions
    </label>
  );
}
