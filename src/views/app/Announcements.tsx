import { useEffect, useState } from 'react';
import { callsText, clip, enumeration } from '../../analysis/format/format.ts';
import { rowName } from '../../analysis/log/callTable.ts';
import { MARK_STYLES } from '../../analysis/timeline/marks.ts';
import type { RunEvent } from '../../run/types.ts';
import { selectDocument } from '../../store/plan/document.ts';
import { foldOf, selectRanCall, selectShownRun } from '../../store/run/selectors.ts';
import type { FanoutState } from '../../store/state.ts';
import { useFanoutStore } from '../ui/useFanout.ts';

/** Failures within this time are announced together, so that a screen reader is not flooded. */
const GATHER_MS = 1500;
const MOST_NAMED = 3;

/** Announces what happens away from the focus: failed calls, selections made elsewhere, pins. */
export function Announcements() {
  const store = useFanoutStore();
  const [message, announce] = useState('');

  useEffect(() => {
    let log: readonly RunEvent[] | undefined;
    let taken = 0;
    let failed: string[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;

    function announceFailures(): void {
      timer = undefined;
      if (failed.length > 0)
        announce(failed.length > MOST_NAMED ? `${callsText(failed.length)} failed` : enumeration(failed));
      failed = [];
    }

    function collectFailures(state: FanoutState): void {
      const run = selectShownRun(state);
      if (run?.log !== log) {
        log = run?.log;
        // A run that had already settled is not announced.
        taken = run?.phase === 'settled' ? run.length : 0;
        failed = [];
      }
      if (!run || run.length === taken) return;
      for (; taken < run.length; taken++) {
        const event = run.log[taken] as RunEvent;
        if (event.type !== 'settled' || !['failed', 'timedOut', 'rejected'].includes(event.kind)) continue;
        failed.push(`${clip(foldOf(run).calls[event.key]?.id ?? '', 40)} ${MARK_STYLES[event.kind].word}`);
      }
      // At the end the verdict covers the failures.
      if (run.phase === 'settled') failed = [];
      else if (failed.length > 0) timer ??= setTimeout(announceFailures, GATHER_MS);
    }

    function onChange(state: FanoutState, before: FanoutState): void {
      collectFailures(state);
      const plan = selectDocument(state).plan.calls;
      if (state.selected !== before.selected && state.selected !== undefined) {
        const key = state.selected;
        // A screen reader reads the focused row anyway.
        const focused = document.activeElement?.closest('.row')?.getAttribute('data-index');
        const call = selectRanCall(state, key);
        if (focused !== String(key)) announce(`Selected: ${call ? rowName(call) : clip(plan[key]?.id ?? '', 40)}`);
      }
      const [now, was] = [state.rowsView.pinned, before.rowsView.pinned];
      if (now === was || selectDocument(before).plan.calls !== plan) return;
      const pin = now.find((key) => !was.includes(key));
      const gone = was.find((key) => !now.includes(key));
      const key = pin ?? gone;
      if (key !== undefined) announce(`${pin === undefined ? 'Unpinned' : 'Pinned'} ${clip(plan[key]?.id ?? '', 40)}`);
    }

    // The selection may be the reason why this component was loaded.
    onChange(store.getState(), { ...store.getState(), selected: undefined });
    const unsubscribe = store.subscribe(onChange);
    return () => {
      unsubscribe();
      clearTimeout(timer);
    };
  }, [store]);

  return (
    <div role="status" className="sr-only" data-said>
      {message}
    </div>
  );
}
