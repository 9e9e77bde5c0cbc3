import { useSyncExternalStore } from 'react';

/** The variant `phone` of src/views/styles/theme.css. */
export const PHONE = '(width <= 47.5rem)';

export function useNarrow(): boolean {
  return useMedia(PHONE);
}

export function useMedia(query: string): boolean {
  const { follow, matches } = mediaOf(query);
  return useSyncExternalStore(follow, matches);
}

/**
 * One object per query with stable functions; otherwise each render of a row would create a query and subscribe again.
 */
function mediaOf(query: string) {
  let known = medias.get(query);
  if (!known) {
    const media = matchMedia(query);
    known = {
      follow: (changed: () => void) => {
        media.addEventListener('change', changed);
        return () => media.removeEventListener('change', changed);
      },
      matches: () => media.matches,
    };
    medias.set(query, known);
  }
  return known;
}
const medias = new Map<string, { follow: (changed: () => void) => () => void; matches: () => boolean }>();
