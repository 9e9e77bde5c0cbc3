import { type ReactNode, useLayoutEffect, useRef } from 'react';
import type { TimeAxis } from '../../analysis/timeline/timeAxis.ts';
import type { Ms } from '../../run/types.ts';
import { useFanout } from './useFanout.ts';

/**
 * Reveals a static picture on the time axis up to the current time of the run. A clipping window slides right while the
 * picture inside slides left at the same speed; both are compositor animations, so that no layout or paint happens
 * while time passes. Rejected: growing the bars' `width`, which repainted a dozen tiles per frame and took half a core
 * from the run at 1,000 calls.
 */
export function RevealUntilNow(props: {
  axis: TimeAxis;
  className?: string;
  /** Start of the run, if it is not the shown one. */
  startedAt?: Ms | undefined;
  children: ReactNode;
}) {
  const { axis, className = '', children } = props;
  const shown = useFanout(({ runs }) => runs.find(({ phase }) => phase !== 'settled')?.startedAt);
  const startedAt = props.startedAt ?? shown;
  const window = useRef<HTMLDivElement>(null);
  const picture = useRef<HTMLDivElement>(null);

  // In a layout effect: after a change of the axis no frame may show the wrong part.
  useLayoutEffect(() => {
    if (startedAt === undefined) return;
    const slides = [slide(window.current, -1, axis), slide(picture.current, 1, axis)];
    // The document timeline and `performance.now()` have the same origin.
    for (const one of slides) if (one) one.startTime = startedAt;
    return () => {
      for (const one of slides) one?.cancel();
    };
  }, [startedAt, axis]);

  return (
    <div ref={window} className={`revealed ${className}`}>
      <div ref={picture}>{children}</div>
    </div>
  );
}

/**
 * An animation from `side` of the element's width (now = left edge of the window) to 0 (now = right edge). It has a
 * keyframe wherever the scale changes.
 */
function slide(element: HTMLElement | null, side: 1 | -1, axis: TimeAxis): Animation | undefined {
  const { from, to, parts } = axis;
  const bends = parts.flatMap((part) => [part.from, part.to]).filter((at) => at > from && at < to);
  const frames = [from, ...bends, to].map((now) => ({
    offset: (now - from) / (to - from),
    transform: now === to ? 'none' : `translateX(${side * 100 * (1 - axis.share(now))}%)`,
  }));
  return element?.animate(frames, { delay: from, duration: to - from, fill: 'both' });
}
