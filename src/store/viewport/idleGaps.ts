import { compressedAxis, idleRanges, isMostlyIdle } from '../../analysis/timeline/compressedAxis.ts';
import type { TimeRange } from '../../analysis/timeline/timeAxis.ts';
import type { Ms } from '../../run/types.ts';
import { foldOf, selectPrediction, selectShownRun } from '../run/selectors.ts';
import type { CompressedGaps, FanoutState } from '../state.ts';
import { selectDrawnRun } from './viewport.ts';

interface Idle {
  stretches: TimeRange[];
  end: Ms;
}
const idles = new WeakMap<object, Idle>();

/** Of a run that has settled, or of the prediction; while a run is under way its idle time is not known yet. */
function idleOf(state: FanoutState): Idle | undefined {
  const picture = selectDrawnRun(state);
  const run = selectShownRun(state);
  if (!picture || (run && run.phase !== 'settled')) return undefined;
  let known = idles.get(picture);
  if (!known) {
    const whole = run ? foldOf(run) : selectPrediction(state);
    if (!whole) return undefined;
    known = { stretches: idleRanges(whole), end: whole.makespan ?? whole.at };
    idles.set(picture, known);
  }
  return known;
}

/** More than half of what is shown of the run is time in which nothing ran. */
export function selectIsMostlyIdle(state: FanoutState, shown: TimeRange): boolean {
  const idle = idleOf(state);
  return idle !== undefined && shown.from < idle.end && isMostlyIdle(idle.stretches, shown, idle.end);
}

/** The gaps of the picture on the page, drawn short on an axis that ends at `end`. */
export function selectGapsToCompress(state: FanoutState, end: Ms): CompressedGaps | undefined {
  const idle = idleOf(state);
  const of = selectDrawnRun(state);
  return idle && of ? { of, ...compressedAxis(idle.stretches, end) } : undefined;
}
