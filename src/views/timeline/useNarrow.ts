import { useSyncExternalStore } from 'react';

/** The same width at which the stylesheet puts the name above the bar. */
const NARROW = '(max-width: 47.5rem)';

export function useNarrow(): boolean {
  return useMedia(NARROW);
}

export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const media = matchMedia(query);
      media.addEventListener('change', changed);
      return () => media.removeEventListener('change', changed);
    },
    () => matchMedia(query).matches,
  );
}
