import type { RunState } from '../../run/fold.ts';
import type { FanoutState } from '../state.ts';
import { selectKeptCall } from './rerunFailed.ts';
import { foldOf, selectRanCall, selectShownRun } from './selectors.ts';

/** The run on the screen as a table of all calls, with those of earlier runs. */
export function selectShownTable(state: FanoutState): RunState | undefined {
  const run = selectShownRun(state);
  const fold = run && foldOf(run);
  if (!run?.rerun || !fold) return fold;
  const calls = run.plan.calls.flatMap((_, key) => selectRanCall(state, key) ?? selectKeptCall(state, key)?.call ?? []);
  return { ...fold, calls };
}
