import { type ComponentType, useSyncExternalStore } from 'react';
import type { afterFirst } from '../app/afterFirst.ts';
import { Region } from './regions/Region.tsx';

type Parts = typeof afterFirst;

let parts: Parts | undefined;
let asked = false;
const waiting = new Set<() => void>();

function subscribe(changed: () => void): () => void {
  waiting.add(changed);
  // Without the network the page does without them; the next that is drawn tries again.
  if (!asked)
    void import('../app/afterFirst.ts').then(
      (loaded) => {
        parts = loaded.afterFirst;
        for (const tell of waiting) tell();
      },
      () => {
        asked = false;
      },
    );
  asked = true;
  return () => waiting.delete(changed);
}

/**
 * A part of the file that is loaded right after the first drawing; `Instead` stands there until then. Not `lazy`: React
 * holds back for up to 300 ms what has suspended, and these must be there in the very frame that a run begins.
 */
export function later<K extends keyof Parts>(name: K, Instead?: ComponentType): Parts[K] {
  return function Later(props: object) {
    const Part = useSyncExternalStore(subscribe, () => parts?.[name]) as ComponentType<object> | undefined;
    if (!Part) return Instead && <Instead />;
    return (
      <Region what="A part of the page">
        <Part {...props} />
      </Region>
    );
  } as Parts[K];
}
