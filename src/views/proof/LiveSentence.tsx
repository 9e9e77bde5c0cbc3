import { useCallback, useRef } from 'react';
import { liveSentence } from '../../analysis/verdict/liveText.ts';
import type { Ms } from '../../run/types.ts';
import { selectDocument } from '../../store/plan/document.ts';
import { foldOf, selectEndlessIds, selectShownRun } from '../../store/run/selectors.ts';
import { useLiveTicker } from '../ui/liveTicker.ts';
import { useFanoutStore } from '../ui/useFanout.ts';

/** Updated by writing to the DOM, not through React. */
export function LiveSentence() {
  const store = useFanoutStore();
  const clock = useRef<HTMLElement>(null);
  const rest = useRef<HTMLSpanElement>(null);
  const draw = useCallback(
    (now: Ms) => {
      const state = store.getState();
      const run = selectShownRun(state);
      if (!run || !clock.current || !rest.current) return;
      const { settled, running } = foldOf(run);
      const calls = (run.rerun?.plan ?? selectDocument(state).plan).calls.length;
      const [first, ...others] = liveSentence({
        now,
        calls,
        settled,
        running,
        endless: selectEndlessIds(state),
        canTimeout: true,
      });
      clock.current.textContent = first?.text ?? '';
      rest.current.textContent = others.map(({ text }) => text).join('');
    },
    [store],
  );
  useLiveTicker(draw);
  return (
    <>
      <em ref={clock} className="text-accent not-italic">
        0.00 s
      </em>
      <span ref={rest} />
    </>
  );
}
