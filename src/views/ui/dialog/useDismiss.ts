import { type RefObject, useEffect } from 'react';

/** `key`: the focus returns to the element that opened the panel. */
export type DismissedBy = 'key' | 'pointer';

/** Calls `onLeave` when the user leaves a panel: by a press or a Tab outside of `all`, or by Escape. */
export function useDismiss(all: RefObject<HTMLElement | null>, onLeave: (by: DismissedBy) => void): void {
  useEffect(() => {
    const inside = (target: EventTarget | null) => target instanceof Node && all.current?.contains(target);
    function onPointerDown({ target }: PointerEvent): void {
      if (!inside(target)) onLeave('pointer');
    }
    /** Tab has moved the focus outside; the panel would cover the focused element. */
    function onFocusOut({ target, relatedTarget }: FocusEvent): void {
      if (inside(target) && relatedTarget && !inside(relatedTarget)) onLeave('pointer');
    }
    function onKeyDown({ key, target }: KeyboardEvent): void {
      // A control that is disabled while focused leaves the focus on the body.
      if (key === 'Escape' && (inside(target) || target === document.body)) onLeave('key');
    }
    document.addEventListener('pointerdown', onPointerDown);
    document.addEventListener('focusout', onFocusOut);
    document.addEventListener('keydown', onKeyDown);
    return () => {
      document.removeEventListener('pointerdown', onPointerDown);
      document.removeEventListener('focusout', onFocusOut);
      document.removeEventListener('keydown', onKeyDown);
    };
  }, [all, onLeave]);
}
