import { type ReactNode, useEffect, useRef } from 'react';
import type { Ms } from '../run/types.ts';
import { useFanout } from './useFanout.ts';

/**
 * A still picture on the time axis, uncovered up to the present of the run under way. The window slides one way and
 * the picture in it the other way at the same speed, both moved by the compositor: nothing is laid out or painted
 * anew while time passes. Bars whose `width` grew painted a dozen tiles in each frame, which at 1,000 calls took
 * half a processor from the run itself.
 */
export function Unveil(props: {
  domain: Ms;
  className?: string;
  /** The run's, when it is not the one that the page shows. */
  startedAt?: Ms | undefined;
  children: ReactNode;
}) {
  const { domain, className = '', children } = props;
  const shown = useFanout(({ runs }) => runs.find(({ phase }) => phase !== 'settled')?.startedAt);
  const startedAt = props.startedAt ?? shown;
  const window = useRef<HTMLDivElement>(null);
  const picture = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (startedAt === undefined) return;
    const slides = [slide(window.current, '-100%', domain), slide(picture.current, '100%', domain)];
    // The document's timeline and `performance.now()` count from the same moment.
    for (const one of slides) if (one) one.startTime = startedAt;
    return () => {
      for (const one of slides) one?.cancel();
    };
  }, [startedAt, domain]);

  return (
    <div ref={window} className={`unveil ${className}`}>
      <div ref={picture}>{children}</div>
    </div>
  );
}

function slide(element: HTMLElement | null, from: string, duration: Ms): Animation | undefined {
  return element?.animate([{ transform: `translateX(${from})` }, { transform: 'none' }], { duration, fill: 'both' });
}
