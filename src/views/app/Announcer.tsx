import { useLayoutEffect } from 'react';
import { plainText } from '../../analysis/format/richText.ts';
import { selectIsRunning } from '../../store/plan/document.ts';
import { selectRunPhase, selectSentence } from '../../store/run/selectors.ts';
import { deferredPart } from '../ui/deferred.tsx';
import { useFanout, useFanoutStore } from '../ui/useFanout.ts';

const Announcements = deferredPart('Announcements');

/**
 * Announces the start and end of a run to screen readers, and to scripts by `data-run` and `data-prediction` on the
 * root element.
 */
export function Announcer() {
  const store = useFanoutStore();
  // `settled` only once the verdict can be read.
  const phase = useFanout((state) =>
    selectRunPhase(state) === 'settled' && !state.verdictModule ? 'running' : selectRunPhase(state),
  );
  const predicting = useFanout((state) => state.predicting);
  const verdict = useFanout((state) =>
    state.verdictModule && selectRunPhase(state) === 'settled' ? selectSentence(state).sentence : undefined,
  );

  // Set during the click or key event, so that a script waiting for the end does not see the end of an older run.
  useLayoutEffect(
    () =>
      store.subscribe((state) => {
        const { dataset } = document.documentElement;
        // Writing the same value makes the browser recompute all styles.
        if (selectIsRunning(state) && dataset.run !== 'running') dataset.run = 'running';
      }),
    [store],
  );
  // After the commit: when `settled` is visible, the proof is in the page.
  useLayoutEffect(() => {
    document.documentElement.dataset.run = phase;
  }, [phase]);
  useLayoutEffect(() => {
    document.documentElement.dataset.prediction = predicting ? 'pending' : 'ready';
  }, [predicting]);

  const used = useFanout(({ selected, rowsView }) => selected !== undefined || rowsView.pinned.length > 0);
  return (
    <>
      <div role="status" className="sr-only">
        {phase === 'running' ? 'Running' : verdict ? plainText(verdict) : ''}
      </div>
      {(used || phase !== 'idle') && <Announcements />}
    </>
  );
}
