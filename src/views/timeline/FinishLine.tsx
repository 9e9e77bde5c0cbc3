import { exact } from '../../analysis/format/format.ts';
import { isShown, type TimeAxis } from '../../analysis/timeline/timeAxis.ts';
import { lostText } from '../../analysis/timeline/timelineLabels.ts';
import { selectLostKeys } from '../../store/rows/rowMarks.ts';
import { selectMeasuredProof, selectShownRun } from '../../store/run/selectors.ts';
import { at } from '../axis/percent.ts';
import { Parts } from '../ui/figures/Parts.tsx';
import { Value } from '../ui/figures/Value.tsx';
import { useFanout } from '../ui/useFanout.ts';

/** Beyond this share of the axis the flag is on the left of the line. */
const FLIP = 0.88;
/** The same for a flag with the number of lost results. */
const FLIP_LONG = 0.68;
/** From the Total bar's lower edge, where the line begins, into the first row. */
const FLAG_TOP = '3.375rem';

export function FinishLine({ axis }: { axis: TimeAxis }) {
  const proof = useFanout(selectMeasuredProof);
  const run = useFanout((state) => selectShownRun(state)?.id);
  const lost = useFanout((state) => selectLostKeys(state).size);
  const total = proof?.total;
  if (total === undefined || total === 0 || !isShown(axis, total)) return null;
  return (
    <div className="pointer-events-none absolute inset-y-0 right-[var(--tail)] left-[var(--head)]" aria-hidden>
      <div
        key={run}
        className={`finish falls ${axis.share(total) > (lost > 0 ? FLIP_LONG : FLIP) ? 'flip' : ''}`}
        style={{ left: at(total, axis) }}
      >
        <b style={{ top: FLAG_TOP }}>
          <Value name="Total" value={total} text={exact(total)} className="" />
          {lost > 0 && (
            <span className="lost-count">
              <Parts words={[lostText(lost)]} />
            </span>
          )}
        </b>
      </div>
    </div>
  );
}
