import { exact } from '../../analysis/format/format.ts';
import { eventText } from '../../analysis/log/eventText.ts';
import type { RunEvent } from '../../run/types.ts';
import { memoizeLast } from '../memo.ts';
import type { FanoutState } from '../state.ts';
import { foldOf, selectPlayhead, selectShownRun } from './selectors.ts';

/** The event that the view stands at: the newest of a run under way, or the last one at the playhead. */
export function selectEventCaption(state: FanoutState): { at: string; text: string } | undefined {
  const run = selectShownRun(state);
  if (!run || run.length === 0) return undefined;
  const place = (selectPlayhead(state)?.count ?? run.length) - 1;
  const event = run.log[place] as RunEvent | undefined;
  if (!event) return undefined;
  return memo(run.log, place, () => ({ at: exact(event.at), text: eventText(event, foldOf(run).calls) }));
}
const memo = memoizeLast<{ at: string; text: string }>();
