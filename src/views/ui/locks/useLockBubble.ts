import { useEffect } from 'react';
import { useFanout, useFanoutStore } from '../useFanout.ts';

/** While a teacher's link locks something: see `watchLocks`. */
export function useLockBubble(): void {
  const store = useFanoutStore();
  const isClass = useFanout(({ restrictions }) => restrictions !== undefined);
  useEffect(() => {
    if (!isClass) return;
    let stop: (() => void) | undefined;
    let gone = false;
    import('./lockBubble.ts').then(
      ({ watchLocks }) => {
        if (!gone) stop = watchLocks(store);
      },
      () => {},
    );
    return () => {
      gone = true;
      stop?.();
    };
  }, [store, isClass]);
}
