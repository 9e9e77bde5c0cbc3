import { useSyncExternalStore } from 'react';

/** The same width at which the stylesheet puts the name above the bar. */
const query = '(max-width: 760px)';

export function useNarrow(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const media = matchMedia(query);
      media.addEventListener('change', changed);
      return () => media.removeEventListener('change', changed);
    },
    () => matchMedia(query).matches,
  );
}
