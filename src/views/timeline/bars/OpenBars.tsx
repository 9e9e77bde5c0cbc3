import { memo } from 'react';
import { barsOf } from '../../../analysis/timeline/bars.ts';
import type { TimeAxis } from '../../../analysis/timeline/timeAxis.ts';
import { selectIsShownRunning } from '../../../store/plan/document.ts';
import { selectAttempts } from '../../../store/rows/rowMarks.ts';
import { selectRanCall } from '../../../store/run/selectors.ts';
import { RevealUntilNow } from '../../ui/RevealUntilNow.tsx';
import { useFanout } from '../../ui/useFanout.ts';
import { CallBar } from './CallBars.tsx';

interface PlacedRow {
  index: number;
  start: number;
}

/** The growing bars of all rendered rows, in one layer, because one animation reveals all of them. */
export function OpenBars({ axis, rows, heightPx }: { axis: TimeAxis; rows: readonly PlacedRow[]; heightPx: number }) {
  const running = useFanout(selectIsShownRunning);
  if (!running) return null;
  return (
    <div className="open-bars" style={{ height: heightPx }} aria-hidden>
      <RevealUntilNow axis={axis} className="h-full">
        {rows.map(({ index, start }) => (
          <OpenLane key={index} index={index} start={start} axis={axis} />
        ))}
      </RevealUntilNow>
    </div>
  );
}

const OpenLane = memo(function OpenLane({ index, start, axis }: PlacedRow & { axis: TimeAxis }) {
  const ran = useFanout((state) => selectRanCall(state, index));
  const tries = useFanout(selectAttempts);
  const open = ran && barsOf(ran).filter(({ to }) => to === undefined);
  if (!open || open.length === 0) return null;
  return (
    <div className="open-lane" data-index={index} style={{ transform: `translateY(${start}px)` }}>
      {open.map((bar) => (
        <CallBar key={`${bar.kind}${bar.from}`} bar={bar} axis={axis} tries={tries} />
      ))}
    </div>
  );
});
