import { type Measure, measureOf } from '../../analysis/timeline/rangeStats.ts';
import type { Ms } from '../../run/types.ts';
import { endShown, foldOf, headOf, shownRun } from '../run/selectors.ts';
import type { FanoutState } from '../state.ts';

/** What lies between the two ends that were set; until the second is, up to the playhead. `undefined` without a run. */
export function measureShown(state: FanoutState): Measure | undefined {
  const run = shownRun(state);
  const { measuring } = state;
  const end = endShown(state);
  if (!run || !measuring || end === undefined) return undefined;
  const other = measuring.to ?? headOf(state)?.at ?? end;
  // The run on the screen may be a shorter one than the one it was set in.
  const last = run.phase === 'settled' ? end : Number.POSITIVE_INFINITY;
  const [from, to] = [measuring.from, other].sort((a, b) => a - b).map((at) => Math.min(last, Math.max(0, at))) as [
    Ms,
    Ms,
  ];
  if (!known || known.log !== run.log || known.length !== run.length || known.of.from !== from || known.of.to !== to)
    known = { log: run.log, length: run.length, of: measureOf(foldOf(run), { from, to }) };
  return known.of;
}
let known: { log: unknown; length: number; of: Measure } | undefined;
