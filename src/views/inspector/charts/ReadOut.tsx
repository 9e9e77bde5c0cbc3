import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import { adjacentStop } from '../../../analysis/report/metricSeries.ts';
import { isShown, type TimeAxis } from '../../../analysis/timeline/timeAxis.ts';
import type { Ms } from '../../../run/types.ts';
import { momentUnder, at as placeOf } from '../../axis/percent.ts';

interface ReadOutProps {
  /** The quantity that is read. */
  label: string;
  axis: TimeAxis;
  /** End of the chart; nothing is read after it. */
  end: Ms;
  /** Positions for the arrow keys, ascending. */
  stops: readonly Ms[];
  textAt: (at: Ms) => string;
}

/**
 * A hairline with a text over a chart, at the mouse, at a tap, or moved by the arrow keys. Its position is local state,
 * so that the chart does not render again.
 */
export function ReadOut({ label, axis, end, stops, textAt }: ReadOutProps) {
  const [at, setAt] = useState<Ms>();
  const seen = stops.filter((stop) => isShown(axis, stop));
  const first = seen[0] ?? axis.from;
  const last = seen.at(-1) ?? axis.from;
  const shown = at !== undefined && at <= end && isShown(axis, at);

  function point({ clientX, currentTarget }: { clientX: number; currentTarget: HTMLElement }): void {
    setAt(Math.max(0, momentUnder(clientX, currentTarget, axis)));
  }

  function step(event: KeyboardEvent): void {
    const from = shown ? at : first;
    const next = adjacentStop(seen, from, 1);
    const before = adjacentStop(seen, from, -1);
    const to = { ArrowRight: next, ArrowUp: next, ArrowLeft: before, ArrowDown: before, Home: first, End: last }[
      event.key
    ];
    if (to === undefined) return;
    setAt(to);
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={Math.round(first)}
      aria-valuemax={Math.round(last)}
      aria-valuenow={Math.round(shown ? at : first)}
      aria-valuetext={textAt(shown ? at : first)}
      className="read-out"
      // Moving a finger scrolls; a tap fires a click.
      onPointerMove={(event: PointerEvent<HTMLElement>) => event.pointerType !== 'touch' && point(event)}
      onPointerLeave={({ pointerType }) => pointerType !== 'touch' && setAt(undefined)}
      onClick={point}
      onFocus={({ currentTarget }) => currentTarget.matches(':focus-visible') && setAt(first)}
      onBlur={() => setAt(undefined)}
      onKeyDown={step}
    >
      {shown && (
        <>
          <i style={{ left: placeOf(at, axis) }} />
          {/* Centred on the line, as far as the chart has room. */}
          <p aria-hidden>
            <span style={{ flexGrow: axis.share(at) }} />
            <b>{textAt(at)}</b>
            <span style={{ flexGrow: 1 - axis.share(at) }} />
          </p>
        </>
      )}
    </div>
  );
}
