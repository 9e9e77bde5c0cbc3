import { type ReactNode, useLayoutEffect, useRef } from 'react';
import type { TimeAxis } from '../../analysis/timeline/timeAxis.ts';
import type { Ms } from '../../run/types.ts';
import { useFanout } from './useFanout.ts';

/**
 * A still picture on the time axis, uncovered up to the present of the run under way. The window slides one way and
 * the picture in it the other way at the same speed, both moved by the compositor: nothing is laid out or painted
 * anew while time passes. Bars whose `width` grew painted a dozen tiles in each frame, which at 1,000 calls took
 * half a processor from the run itself.
 */
export function Unveil(props: {
  axis: TimeAxis;
  className?: string;
  /** The run's, when it is not the one that the page shows. */
  startedAt?: Ms | undefined;
  children: ReactNode;
}) {
  const { axis, className = '', children } = props;
  const shown = useFanout(({ runs }) => runs.find(({ phase }) => phase !== 'settled')?.startedAt);
  const startedAt = props.startedAt ?? shown;
  const window = useRef<HTMLDivElement>(null);
  const picture = useRef<HTMLDivElement>(null);

  // Before the next frame: with another axis nothing may be covered for a moment.
  useLayoutEffect(() => {
    if (startedAt === undefined) return;
    const slides = [slide(window.current, -1, axis), slide(picture.current, 1, axis)];
    // The document's timeline and `performance.now()` count from the same moment.
    for (const one of slides) if (one) one.startTime = startedAt;
    return () => {
      for (const one of slides) one?.cancel();
    };
  }, [startedAt, axis]);

  return (
    <div ref={window} className={`unveil ${className}`}>
      <div ref={picture}>{children}</div>
    </div>
  );
}

/** Stands `side` of its width aside until the window's left edge is now, and in its place when its right edge is. */
function slide(element: HTMLElement | null, side: 1 | -1, axis: TimeAxis): Animation | undefined {
  const { from, to, parts } = axis;
  const bends = parts.flatMap((part) => [part.from, part.to]).filter((at) => at > from && at < to);
  const frames = [from, ...bends, to].map((now) => ({
    offset: (now - from) / (to - from),
    transform: now === to ? 'none' : `translateX(${side * 100 * (1 - axis.share(now))}%)`,
  }));
  return element?.animate(frames, { delay: from, duration: to - from, fill: 'both' });
}
