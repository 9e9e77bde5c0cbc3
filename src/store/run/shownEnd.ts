import type { Ms } from '../../run/types.ts';
import type { FanoutState } from '../state.ts';
import { logEnd as endOfLog } from './playhead.ts';
import { selectShownRun } from './selectors.ts';

/** The last moment that the playhead can reach; during a run in steps of half a second. `undefined` without a run. */
export function selectShownEnd(state: FanoutState): Ms | undefined {
  const run = selectShownRun(state);
  if (!run || run.length === 0) return undefined;
  const end = endOfLog(run);
  return run.phase === 'settled' ? end : Math.floor(end / 500) * 500;
}
