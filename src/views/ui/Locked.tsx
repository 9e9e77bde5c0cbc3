import { type ReactNode, type SyntheticEvent, useLayoutEffect, useRef } from 'react';
import { LOCKED } from '../../store/plan/document.ts';
import './locked.css';

const PRESSED = 'button, input, select, a, [role=tab], [role=slider]';

/**
 * Seen, and out of use. The parts inside know nothing of it: what they draw is marked whenever it is drawn, and no
 * press reaches them. Focus does, so that everybody can learn what is there and why it does nothing.
 */
export function Locked({ children }: { children: ReactNode }) {
  const all = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = all.current;
    if (!element) return;
    const mark = () => {
      for (const one of element.querySelectorAll(PRESSED)) {
        // Only what differs: each write would call this again.
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
