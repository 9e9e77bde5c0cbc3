import { useCallback, useLayoutEffect, useRef } from 'react';
import type { TextPart } from '../../analysis/format/richText.ts';
import { liveSentence } from '../../analysis/verdict/liveText.ts';
import type { Ms } from '../../run/types.ts';
import { selectDocument } from '../../store/plan/document.ts';
import { foldOf, selectEndlessIds, selectShownRun } from '../../store/run/selectors.ts';
import { useLiveTicker } from '../ui/liveTicker.ts';
import { useFanoutStore } from '../ui/useFanout.ts';

/** Updated by writing to the DOM, not through React. */
export function LiveSentence() {
  const store = useFanoutStore();
  const box = useRef<HTMLSpanElement>(null);
  const draw = useCallback(
    (now: Ms) => {
      const state = store.getState();
      const run = selectShownRun(state);
      if (!run || !box.current) return;
      const { settled, running } = foldOf(run);
      const calls = (run.rerun?.plan ?? selectDocument(state).plan).calls.length;
      write(
        box.current,
        liveSentence({ now, calls, settled, running, endless: selectEndlessIds(state), canTimeout: true }),
      );
    },
    [store],
  );
  useLayoutEffect(() => draw(0), [draw]);
  useLiveTicker(draw);
  return <span ref={box} />;
}

/** One element for each part; only what has changed is written. */
function write(box: HTMLElement, parts: readonly TextPart[]): void {
  for (const [i, { text, name, value = 0, strong }] of parts.entries()) {
    let element = box.children[i];
    if (!element) {
      element = document.createElement(name === undefined ? 'span' : 'data');
      if (name !== undefined) element.setAttribute('data-name', name);
      if (strong) element.className = 'text-accent';
      box.append(element);
    }
    if (element.textContent !== text) element.textContent = text;
    if (name !== undefined) element.setAttribute('value', String(Math.round(value)));
  }
}
