import type { KeyboardEvent } from 'react';
import { exact } from '../../analysis/format/format.ts';
import type { TimeAxis } from '../../analysis/timeline/timeAxis.ts';
import { selectPlayhead } from '../../store/run/selectors.ts';
import { selectShownEnd } from '../../store/run/shownEnd.ts';
import { useHideOverlaps } from '../axis/hideOverlaps.ts';
import { at } from '../axis/percent.ts';
import { useAxisDrag } from '../axis/useAxisDrag.ts';
import { ARROWS } from '../ui/icons/arrows.ts';
import { useActions, useFanout } from '../ui/useFanout.ts';
import { useWidth } from '../ui/useWidth.ts';

/** With less room on the right the flag is on the left of the line. */
const FLAG_PX = 72;

/** Handles clicks and drags on the axis; draws a line through all rows at the playhead and shades what comes after it. */
export function Playhead({ axis }: { axis: TimeAxis }) {
  const end = useFanout(selectShownEnd);
  const head = useFanout(selectPlayhead);
  const { movePlayhead, shiftPlayhead, stepPlayhead } = useActions();
  const now = head?.at ?? end ?? 0;
  const drag = useAxisDrag(axis, now);
  const [ref, widthPx] = useWidth<HTMLDivElement>();
  useHideOverlaps();
  if (end === undefined) return null;

  function step(event: KeyboardEvent): void {
    const by = ARROWS[event.key];
    if (by !== undefined) {
      if (event.shiftKey) shiftPlayhead(by / 10);
      else stepPlayhead(by);
    } else if (event.key === 'Home') movePlayhead(0);
    else if (event.key === 'End') stepPlayhead(Number.POSITIVE_INFINITY);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <>
      <div
        ref={ref}
        role="slider"
        tabIndex={0}
        aria-label="Playhead"
        aria-valuemin={0}
        aria-valuemax={end}
        aria-valuenow={now}
        aria-valuetext={head ? exact(now) : `${exact(end)}, the end`}
        className="playhead-axis"
        {...drag}
        onKeyDown={step}
      />
      {head && now <= axis.to && (
        <div className="playhead-lanes" aria-hidden>
          <div className="after-playhead" style={{ left: at(Math.max(now, axis.from), axis) }} />
          {now >= axis.from && (
            <div
              className={`playhead ${(1 - axis.share(now)) * widthPx < FLAG_PX ? 'flip' : ''}`}
              style={{ left: at(now, axis) }}
            >
              <b>{exact(now)}</b>
            </div>
          )}
        </div>
      )}
    </>
  );
}
