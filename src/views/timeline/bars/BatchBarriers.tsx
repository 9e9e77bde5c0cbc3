import { gateText, idleText } from '../../../analysis/timeline/barrierText.ts';
import { GRAMMAR } from '../../../analysis/timeline/marks.ts';
import { isShown, type TimeAxis } from '../../../analysis/timeline/timeAxis.ts';
import { selectBarrierAfter, selectBarrierBefore } from '../../../store/rows/barriers.ts';
import { at, span } from '../../axis/percent.ts';
import { useFanout } from '../../ui/useFanout.ts';

interface GatesProps {
  index: number;
  ran: boolean;
  ghost: boolean;
  axis: TimeAxis;
}

/** A row's part of the barriers: the barrier that it waited for, and the time its slot was idle before the next one. */
export function Gates({ index, ran, ghost, axis }: GatesProps) {
  const before = useFanout((state) => selectBarrierBefore(state, index));
  const behind = useFanout((state) => selectBarrierAfter(state, index));
  if (!ran && !ghost) return null;
  const guessed = ran ? '' : 'guessed';
  const from = behind?.idle.get(index);
  const idle = behind && from !== undefined && span(from, behind.openedAt, axis);
  const label = before && span(0, before.openedAt, axis);
  return (
    <>
      {idle && (
        <i className={`${GRAMMAR.idle.className} ${guessed}`} style={idle} title={idleText(from, behind, !ran)} />
      )}
      {before && isShown(axis, before.openedAt) && (
        <>
          <i
            className={`${GRAMMAR.gate.className} ${guessed}`}
            style={{ left: at(before.openedAt, axis) }}
            title={gateText(before, !ran)}
          />
          {before.first === index && label && (
            <span className="gate-label" style={label} title={gateText(before, !ran)}>
              <span>{gateText(before, !ran)}</span>
            </span>
          )}
        </>
      )}
    </>
  );
}
