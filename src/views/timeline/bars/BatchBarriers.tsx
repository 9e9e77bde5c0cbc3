import { barrierText, idleSlotText } from '../../../analysis/timeline/barrierText.ts';
import { MARK_STYLES } from '../../../analysis/timeline/marks.ts';
import { isShown, type TimeAxis } from '../../../analysis/timeline/timeAxis.ts';
import { selectBarrierAfter, selectBarrierBefore } from '../../../store/rows/barriers.ts';
import { at, span } from '../../axis/percent.ts';
import { useFanout } from '../../ui/useFanout.ts';

interface BatchBarriersProps {
  index: number;
  ran: boolean;
  ghost: boolean;
  axis: TimeAxis;
}

/** A row's part of the barriers: the barrier that it waited for, and the time its slot was idle before the next one. */
export function BatchBarriers({ index, ran, ghost, axis }: BatchBarriersProps) {
  const before = useFanout((state) => selectBarrierBefore(state, index));
  const after = useFanout((state) => selectBarrierAfter(state, index));
  if (!ran && !ghost) return null;
  const guessed = ran ? '' : 'guessed';
  const from = after?.idle.get(index);
  const idle = after && from !== undefined && span(from, after.openedAt, axis);
  const label = before && span(0, before.openedAt, axis);
  return (
    <>
      {idle && (
        <i
          className={`${MARK_STYLES.idle.className} ${guessed}`}
          style={idle}
          title={idleSlotText(from, after, !ran)}
        />
      )}
      {before && isShown(axis, before.openedAt) && (
        <>
          <i
            className={`${MARK_STYLES.gate.className} ${guessed}`}
            style={{ left: at(before.openedAt, axis) }}
            title={barrierText(before, !ran)}
          />
          {before.first === index && label && (
            <span className="batch-barrier-label" style={label} title={barrierText(before, !ran)}>
              <span>{barrierText(before, !ran)}</span>
            </span>
          )}
        </>
      )}
    </>
  );
}
