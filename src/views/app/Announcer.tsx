import { useLayoutEffect } from 'react';
import { plain } from '../../analysis/format/richText.ts';
import { selectIsRunning } from '../../store/plan/document.ts';
import { selectRunPhase, selectSentence } from '../../store/run/selectors.ts';
import { later } from '../ui/later.tsx';
import { useFanout, useFanoutStore } from '../ui/useFanout.ts';

const Announcements = later('Announcements');

/** A run's start and end for screen readers, and for whoever waits: `data-run` and `data-prediction` on the root element. */
export function Announcer() {
  const store = useFanoutStore();
  // Settled when there is a verdict to read.
  const phase = useFanout((state) =>
    selectRunPhase(state) === 'settled' && !state.verdictModule ? 'running' : selectRunPhase(state),
  );
  const predicting = useFanout((state) => state.predicting);
  const verdict = useFanout((state) =>
    state.verdictModule && selectRunPhase(state) === 'settled' ? selectSentence(state).sentence : undefined,
  );

  // Inside the click or key: who waits for the end of the run must not see the end of an older one.
  useLayoutEffect(
    () =>
      store.subscribe((state) => {
        const { dataset } = document.documentElement;
        // Writing the same again makes the browser compute every style again.
        if (selectIsRunning(state) && dataset.run !== 'running') dataset.run = 'running';
      }),
    [store],
  );
  // After the commit that drew it: whoever sees `settled` finds the proof in the page.
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
        {phase === 'running' ? 'Running' : verdict ? plain(verdict) : ''}
      </div>
      {(used || phase !== 'idle') && <Announcements />}
    </>
  );
}
