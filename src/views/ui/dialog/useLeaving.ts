import { type RefObject, useEffect } from 'react';

/** `key`: the focus goes back to where it was opened from. */
export type LeftBy = 'key' | 'pointer';

/** Says when a panel is left: by a press or a Tab out of what it belongs to, or by Escape. */
export function useLeaving(all: RefObject<HTMLElement | null>, onLeave: (by: LeftBy) => void): void {
  useEffect(() => {
    const inside = (target: EventTarget | null) => target instanceof Node && all.current?.contains(target);
    function onPointerDown({ target }: PointerEvent): void {
      if (!inside(target)) onLeave('pointer');
    }
    /** Tab has led out of it: it would cover what has the focus now. */
    function onFocusOut({ target, relatedTarget }: FocusEvent): void {
      if (inside(target) && relatedTarget && !inside(relatedTarget)) onLeave('pointer');
    }
    function onKeyDown({ key, target }: KeyboardEvent): void {
      // A control that was switched off under the focus leaves it to the page.
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
