import { duration, exact } from '../../../analysis/format/format.ts';
import type { TimeAxis } from '../../../analysis/timeline/timeAxis.ts';
import { selectCompressedGaps } from '../../../store/viewport/viewport.ts';
import { useHideOverlaps } from '../../axis/hideOverlaps.ts';
import { at } from '../../axis/percent.ts';
import { useFanout } from '../../ui/useFanout.ts';
import './axisTools.css';

/** As high as the highest list of rows. */
const TEETH = Array.from({ length: 60 }, () => 'l5 6l-5 6').join('');

/** A break line through each compressed gap, with the gap's length on the axis. */
export function GapBreaks({ axis, labelled = true }: { axis: TimeAxis; labelled?: boolean }) {
  const short = useFanout(selectCompressedGaps);
  useHideOverlaps();
  return short?.gaps.map(({ from, to }) => {
    if (to < axis.from || from > axis.to) return null;
    const middle = (Math.max(from, axis.from) + Math.min(to, axis.to)) / 2;
    return (
      <div key={from} className="gap-break" style={{ left: at(middle, axis) }}>
        {labelled && <b title={`Nothing runs from ${exact(from)} to ${exact(to)}`}>{duration(to - from)}</b>}
        <svg width="12" height="720" aria-hidden="true">
          <path d={`M1 0${TEETH}`} />
          <path d={`M6 0${TEETH}`} />
        </svg>
      </div>
    );
  });
}
