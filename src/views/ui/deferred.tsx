import { type ComponentType, useSyncExternalStore } from 'react';
import { Region } from './regions/Region.tsx';

/** The parts in the chunk that is loaded right after the first render: see app/afterFirst.ts. */
export type DeferredPart =
  | 'Announcements'
  | 'ConcurrencyCurve'
  | 'ConcurrencyPeak'
  | 'FinishLine'
  | 'BatchBarriers'
  | 'GhostHandle'
  | 'GuessFlag'
  | 'GuessTrack'
  | 'LiveSentence'
  | 'RunControls'
  | 'OpenBars'
  | 'PauseButton'
  | 'PredictionsSwitch'
  | 'PlaybackControls'
  | 'Playhead'
  | 'RevealUntilNow'
  | 'Shortcuts'
  | 'TimeLimits'
  | 'TotalMarks'
  | 'TotalValue'
  | 'Waiting';

let parts: Readonly<Record<DeferredPart, unknown>> | undefined;
let requested = false;
const listeners = new Set<() => void>();

function subscribe(changed: () => void): () => void {
  listeners.add(changed);
  // Offline the page works without them; the next mount tries again.
  if (!requested)
    void import('../app/afterFirst.ts').then(
      (loaded) => {
        parts = loaded.afterFirst;
        for (const notify of listeners) notify();
      },
      () => {
        requested = false;
      },
    );
  requested = true;
  return () => listeners.delete(changed);
}

/**
 * A part from the chunk that is loaded right after the first render, with a placeholder until then. Rejected:
 * `React.lazy`, because React delays a suspended part by up to 300 ms, and these parts must appear in the frame in
 * which a run starts.
 */
export function deferredPart<P extends object = object>(
  name: DeferredPart,
  Fallback?: ComponentType,
): ComponentType<P> {
  return function Deferred(props: P) {
    const Part = useSyncExternalStore(subscribe, () => parts?.[name]) as ComponentType<P> | undefined;
    if (!Part) return Fallback && <Fallback />;
    return (
      <Region what="A part of the page">
        <Part {...props} />
      </Region>
    );
  };
}
