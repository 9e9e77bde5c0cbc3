import { GRAMMAR } from '../../analysis/grammar.ts';
import { gateText, idleText } from '../../analysis/labels.ts';
import type { Ms } from '../../run/types.ts';
import { gateBefore, gateBehind } from '../../store/rowMarks.ts';
import { at } from '../percent.ts';
import { useFanout } from '../useFanout.ts';

interface GatesProps {
  index: number;
  ran: boolean;
  ghost: boolean;
  domain: Ms;
}

/** A row's own part of the barriers: the gate that it waited behind, and the time its slot stayed empty for the next. */
export function Gates({ index, ran, ghost, domain }: GatesProps) {
  const before = useFanout((state) => gateBefore(state, index));
  const behind = useFanout((state) => gateBehind(state, index));
  if (!ran && !ghost) return null;
  const guessed = ran ? '' : 'guessed';
  const from = behind?.idle.get(index);
  return (
    <>
      {behind && from !== undefined && (
        <i
          className={`${GRAMMAR.idle.className} ${guessed}`}
          style={{ left: at(from, domain), width: at(behind.openedAt - from, domain) }}
          title={idleText(from, behind, !ran)}
        />
      )}
      {before && (
        <>
          <i
            className={`${GRAMMAR.gate.className} ${guessed}`}
            style={{ left: at(before.openedAt, domain) }}
            title={gateText(before, !ran)}
          />
          {before.first === index && (
            <span className="gate-label" style={{ width: at(before.openedAt, domain) }} title={gateText(before, !ran)}>
              <span>{gateText(before, !ran)}</span>
            </span>
          )}
        </>
      )}
    </>
  );
}
