import { useLayoutEffect } from 'react';
import { plain } from '../../analysis/sentence.ts';
import { runPhase, spoken } from '../../store/selectors.ts';
import { useFanout } from '../useFanout.ts';

/** A run's start and end for screen readers, and for whoever waits: `data-run` and `data-prediction` on the root element. */
export function Announcer() {
  const phase = useFanout(runPhase);
  const predicting = useFanout((state) => state.predicting);
  const verdict = useFanout((state) => (runPhase(state) === 'settled' ? spoken(state).sentence : undefined));

  // After the commit that drew it: whoever sees `settled` finds the proof in the page.
  useLayoutEffect(() => {
    document.documentElement.dataset.run = phase;
  }, [phase]);
  useLayoutEffect(() => {
    document.documentElement.dataset.prediction = predicting ? 'pending' : 'ready';
  }, [predicting]);

  return (
    <div role="status" className="sr-only">
      {phase === 'running' ? 'Running' : verdict ? plain(verdict) : ''}
    </div>
  );
}
