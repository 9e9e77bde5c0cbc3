import { useLayoutEffect, useRef, useState } from 'react';
import { useRem } from './useRem.ts';

/** Width of an element in px at the default text size, updated by a ResizeObserver; 0 before its first layout. */
export function useWidth<E extends HTMLElement>() {
  const ref = useRef<E>(null);
  const [widthPx, setWidthPx] = useState(0);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    // The observer also reports the initial width, without forcing a layout during rendering.
    const observer = new ResizeObserver(() => setWidthPx(Math.round(element.getBoundingClientRect().width)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, widthPx / useRem()] as const;
}
