import type { FanoutState } from '../state.ts';
import { stateAt } from './playhead.ts';
import { foldOf, lastOf, redrawn, selectPlayhead, selectShownRun } from './selectors.ts';

/**
 * How many calls have settled in a run whose State has not been updated; `lost` when it never will be. Counted ten
 * times a second.
 */
export function selectCollected(state: FanoutState): { count: number; lost: boolean } | undefined {
  const run = selectShownRun(state);
  const head = selectPlayhead(state);
  if (!run || run.length === 0) return undefined;
  if (head) {
    const { settled } = stateAt(run, head);
    return collectedMemo(run.log, settled, () => ({ count: settled, lost: false }));
  }
  if (run.committed) return undefined;
  const lost = run.phase === 'settled';
  const fold = foldOf(run);
  const { settled, calls } = fold;
  const count = () => (lost ? calls.filter(({ outcome }) => outcome?.kind !== 'cancelled').length : settled);
  return collectedMemo(run.log, lost, redrawn(fold), () => ({ count: count(), lost }));
}
const collectedMemo = lastOf<{ count: number; lost: boolean }>();
