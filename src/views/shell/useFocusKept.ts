import { useLayoutEffect, useRef } from 'react';
import { focusRun } from './focusRun.ts';

/** The element, for its `ref`: when it goes with the focus in it, Run takes the focus. */
export function useFocusKept<E extends HTMLElement>() {
  const ref = useRef<E>(null);
  useLayoutEffect(() => {
    const element = ref.current;
    return () => {
      if (element?.contains(document.activeElement)) focusRun();
    };
  }, []);
  return ref;
}
