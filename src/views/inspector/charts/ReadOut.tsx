import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import { stopBeside } from '../../../analysis/report/metricSeries.ts';
import { isShown, type TimeAxis } from '../../../analysis/timeline/timeAxis.ts';
import type { Ms } from '../../../run/types.ts';
import { momentUnder, at as placeOf } from '../../axis/percent.ts';

interface ReadOutProps {
  /** What is read. */
  label: string;
  axis: TimeAxis;
  /** Where the chart ends; behind it there is nothing to be read. */
  end: Ms;
  /** Where the arrow keys stop, ascending. */
  stops: readonly Ms[];
  textAt: (at: Ms) => string;
}

/**
 * Over a chart: a hairline and what stands there, at the mouse, at a tap, or moved by the arrow keys. It keeps where it
 * is by itself, so that no chart is drawn again for it.
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
    const next = stopBeside(seen, from, 1);
    const before = stopBeside(seen, from, -1);
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
      // A finger scrolls; its tap is a click.
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
          {/* Over the line, as far as the chart has room there. */}
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
