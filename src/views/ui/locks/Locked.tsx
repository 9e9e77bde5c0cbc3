import { type ReactNode, type SyntheticEvent, useLayoutEffect, useRef } from 'react';
import { LOCKED } from '../../../store/plan/document.ts';
import './locked.css';

const PRESSED = 'button, input, select, a, [role=tab], [role=slider]';

/**
 * Shows its children locked. They need not know it: a MutationObserver marks their controls after each render, and
 * presses are stopped in the capture phase. The controls stay focusable, so that their titles can explain the lock.
 */
export function Locked({ children }: { children: ReactNode }) {
  const all = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = all.current;
    if (!element) return;
    const mark = () => {
      for (const one of element.querySelectorAll(PRESSED)) {
        // Only changes are written: each write triggers the observer again.
        if (one.getAttribute('aria-disabled') !== 'true') one.setAttribute('aria-disabled', 'true');
        if (one.getAttribute('title') !== LOCKED) one.setAttribute('title', LOCKED);
      }
    };
    mark();
    const watch = new MutationObserver(mark);
    watch.observe(element, {
      subtree: true,
      childList: true,
      attributes: true,
      attributeFilter: ['aria-disabled', 'title'],
    });
    return () => watch.disconnect();
  }, []);
  const stop = (event: SyntheticEvent) => {
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      ref={all}
      className="locked contents"
      title={LOCKED}
      onClickCapture={stop}
      onPointerDownCapture={stop}
      onKeyDownCapture={(event) => event.key !== 'Tab' && !event.ctrlKey && !event.metaKey && stop(event)}
    >
      {children}
    </div>
  );
}
