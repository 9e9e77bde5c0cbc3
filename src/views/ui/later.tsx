import { type ComponentType, useSyncExternalStore } from 'react';
import { Region } from './regions/Region.tsx';

/** The parts of the file that is loaded right after the first drawing: see app/afterFirst.ts. */
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
