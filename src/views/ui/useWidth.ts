import { useLayoutEffect, useRef, useState } from 'react';
import { useRem } from './useRem.ts';

/** An element's width in px of a page at its usual text size, kept true by a ResizeObserver; 0 before it is laid out. */
export function useWidth<E extends HTMLElement>() {
  const ref = useRef<E>(null);
  const [widthPx, setWidthPx] = useState(0);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    // It tells the first width too, and does not lay out the page for it in the middle of a drawing.
    const observer = new ResizeObserver(() => setWidthPx(Math.round(element.getBoundingClientRect().width)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, widthPx / useRem()] as const;
}
