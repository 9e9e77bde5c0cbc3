import { type ComponentType, useSyncExternalStore } from 'react';
import { Region } from './regions/Region.tsx';

/** The parts in the chunk that is loaded right after the first render: see app/afterFirst.ts. */
export type LaterPart =
  | 'Announcements'
  | 'FinishLine'
  | 'Gates'
  | 'GhostHandle'
  | 'LiveSentence'
  | 'LiveSteering'
  | 'OpenBars'
  | 'PauseButton'
  | 'PlaybackControls'
  | 'Playhead'
  | 'Shortcuts'
  | 'TimeLimits'
  | 'Waiting';

let parts: Readonly<Record<LaterPart, unknown>> | undefined;
let asked = false;
const waiting = new Set<() => void>();

function subscribe(changed: () => void): () => void {
  waiting.add(changed);
  // Offline the page works without them; the next mount tries again.
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
 * A part from the chunk that is loaded right after the first render, with a placeholder until then. Rejected:
 * `React.lazy`, because React delays a suspended part by up to 300 ms, and these parts must appear in the frame in
 * which a run starts.
 */
export function later<P extends object = object>(name: LaterPart, Instead?: ComponentType): ComponentType<P> {
  return function Later(props: P) {
    const Part = useSyncExternalStore(subscribe, () => parts?.[name]) as ComponentType<P> | undefined;
    if (!Part) return Instead && <Instead />;
    return (
      <Region what="A part of the page">
        <Part {...props} />
      </Region>
    );
  };
}
