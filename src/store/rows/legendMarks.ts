import type { MarkKey } from '../../analysis/timeline/marks.ts';
import { visibleMarks } from '../../analysis/timeline/visibleMarks.ts';
import type { RunState } from '../../run/fold.ts';
import { selectAnswersHidden } from '../answers/answersHidden.ts';
import { selectNewestPrediction } from '../run/selectors.ts';
import type { FanoutState } from '../state.ts';
import { selectDrawn, selectLostKeys } from './rowMarks.ts';

const PLANNED: ReadonlySet<MarkKey> = new Set(['planned']);
const shown = new WeakMap<RunState, { seq: number; compared: boolean; marks: ReadonlySet<MarkKey> }>();

/** What the legend lists first. */
export function selectVisibleMarks(state: FanoutState): ReadonlySet<MarkKey> | undefined {
  const { run, state: drawn } = selectDrawn(state);
  if (!drawn) return selectAnswersHidden(state) ? PLANNED : undefined;
  const known = shown.get(drawn);
  const compared = selectNewestPrediction(state) !== undefined;
  if (known?.seq === drawn.seq && known.compared === compared) return known.marks;
  const marks = visibleMarks({ state: drawn, predicted: !run, compared, lost: selectLostKeys(state) });
  shown.set(drawn, { seq: drawn.seq, compared, marks });
  return marks;
}
