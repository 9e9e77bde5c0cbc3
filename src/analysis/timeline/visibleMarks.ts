import type { RunState } from '../../run/fold.ts';
import { barLabel, barsOf, markOf, outcomeMark, pointsOf } from './bars.ts';
import type { MarkKey } from './marks.ts';

export interface VisibleMarksInput {
  /** The run, or the prediction if there is none. */
  state: RunState;
  predicted: boolean;
  /** The run is shown together with a prediction. */
  compared: boolean;
  lost: ReadonlySet<number>;
}

/** The marks that the rows draw at the moment. */
export function visibleMarks({ state, predicted, compared, lost }: VisibleMarksInput): ReadonlySet<MarkKey> {
  const marks = new Set<MarkKey>();
  if (predicted) marks.add('ghost');
  for (const call of state.calls) {
    if (!call) continue;
    for (const bar of barsOf(call, predicted && state.stalled)) {
      const mark = markOf(bar);
      // The ghost of a successful attempt shows only its length.
      marks.add(predicted && mark === 'succeeded' ? 'ghost' : mark);
      if (bar.kind === 'attempt' && bar.endless) marks.add('noEnd');
      if (bar.kind === 'attempt' && !bar.fallback && barLabel(bar, 1)) marks.add('attempt');
    }
    for (const { mark } of pointsOf(call, { stalled: state.stalled, lost: lost.has(call.key) })) marks.add(mark);
    if (!predicted && call.outcome) marks.add(outcomeMark(call.outcome));
  }
  if (state.batches.length > 1) marks.add('gate').add('idle');
  if (state.phase === 'settled' && !predicted) {
    marks.add('finish');
    if (compared) marks.add('predicted');
  }
  return marks;
}
