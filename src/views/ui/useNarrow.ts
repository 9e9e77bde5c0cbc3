import { useSyncExternalStore } from 'react';

/** The same width at which the stylesheet puts the name above the bar. */
const NARROW = '(max-width: 47.5rem)';

export function useNarrow(): boolean {
  return useMedia(NARROW);
}

export function useMedia(query: string): boolean {
  const { follow, matches } = mediaOf(query);
  return useSyncExternalStore(follow, matches);
}

/** One for each query, and the same functions: else each drawing of a row would ask and listen anew. */
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
