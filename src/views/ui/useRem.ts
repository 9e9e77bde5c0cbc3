import { useSyncExternalStore } from 'react';

let known: number | undefined;

const measured = () => Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16 || 1;

/** Text size of the page relative to the default of 16 px. Cached, because reading it forces a layout. */
const remNow = (): number => (known ??= measured());

/** Updated on `resize`; code that changes the root font size must dispatch that event on the window. */
export function useRem(): number {
  return useSyncExternalStore((changed) => {
    const update = () => {
      known = measured();
      changed();
    };
    addEventListener('resize', update);
    return () => removeEventListener('resize', update);
  }, remNow);
}
