import { memoizeLast } from '../memo.ts';
import type { FanoutState } from '../state.ts';
import { stateAt } from './playhead.ts';
import { foldOf, redrawVersion, selectPlayhead, selectShownRun } from './selectors.ts';

/**
 * How many calls have settled in a run whose State has not been updated; `lost` when it never will be. Counted ten
 * times a second.
 */
export function selectUncommitted(state: FanoutState): { count: number; lost: boolean } | undefined {
  const run = selectShownRun(state);
  const head = selectPlayhead(state);
  if (!run || run.length === 0) return undefined;
  if (head) {
    const { settled } = stateAt(run, head);
    return uncommittedMemo(run.log, settled, () => ({ count: settled, lost: false }));
  }
  if (run.committed) return undefined;
  const lost = run.phase === 'settled';
  const fold = foldOf(run);
  const { settled, calls } = fold;
  const count = () => (lost ? calls.filter(({ outcome }) => outcome?.kind !== 'cancelled').length : settled);
  return uncommittedMemo(run.log, lost, redrawVersion(fold), () => ({ count: count(), lost }));
}
const uncommittedMemo = memoizeLast<{ count: number; lost: boolean }>();
