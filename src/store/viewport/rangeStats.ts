import { type RangeStats, rangeStatsOf } from '../../analysis/timeline/rangeStats.ts';
import type { Ms } from '../../run/types.ts';
import { foldOf, selectPlayhead, selectShownRun } from '../run/selectors.ts';
import { selectShownEnd } from '../run/shownEnd.ts';
import type { FanoutState } from '../state.ts';

/** What happened between the two ends of the measured range; the playhead is its second end until one is set. `undefined` without a run. */
export function selectRangeStats(state: FanoutState): RangeStats | undefined {
  const run = selectShownRun(state);
  const { measuring } = state;
  const end = selectShownEnd(state);
  if (!run || !measuring || end === undefined) return undefined;
  const other = measuring.to ?? selectPlayhead(state)?.at ?? end;
  // The run on the screen may be a shorter one than the one it was set in.
  const last = run.phase === 'settled' ? end : Number.POSITIVE_INFINITY;
  const [from, to] = [measuring.from, other].sort((a, b) => a - b).map((at) => Math.min(last, Math.max(0, at))) as [
    Ms,
    Ms,
  ];
  if (!known || known.log !== run.log || known.length !== run.length || known.of.from !== from || known.of.to !== to)
    known = { log: run.log, length: run.length, of: rangeStatsOf(foldOf(run), { from, to }) };
  return known.of;
}
let known: { log: unknown; length: number; of: RangeStats } | undefined;
