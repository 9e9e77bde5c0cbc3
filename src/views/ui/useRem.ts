import { useSyncExternalStore } from 'react';

let known: number | undefined;

const measured = () => Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16 || 1;

/** The size of the page's text, where 1 is the 16 px that it is drawn for. Not read anew at each call: that lays out the page. */
const remNow = (): number => (known ??= measured());

/** Kept true while the page is drawn; whoever changes the root's font size sends the window a `resize`. */
export function useRem(): number {
  return useSyncExternalStore((changed) => {
    const look = () => {
      known = measured();
      changed();
    };
    addEventListener('resize', look);
    return () => removeEventListener('resize', look);
  }, remNow);
}
