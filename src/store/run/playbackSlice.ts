import type { StoreApi } from 'zustand/vanilla';
import type { Ms } from '../../run/types.ts';
import type { FanoutState } from '../state.ts';
import type { Storage } from '../storage.ts';
import type { PlayingActions } from '../types.ts';
import { endOf, headAt, headAtError, headStepped, rateOf } from './playhead.ts';
import { selectPlayhead, selectShownRun } from './selectors.ts';

export function playingOf({ getState: get, setState: set }: StoreApi<FanoutState>, storage: Storage): PlayingActions {
  function moveTo(at: Ms): void {
    const run = selectShownRun(get());
    if (run) set({ playhead: headAt(run, at), playing: false });
  }

  return {
    movePlayhead: moveTo,
    stepPlayhead(by) {
      const run = selectShownRun(get());
      if (run) set({ playhead: headStepped(run, selectPlayhead(get()), by), playing: false });
    },
    shiftPlayhead(by) {
      const run = selectShownRun(get());
      if (run) moveTo((selectPlayhead(get())?.at ?? endOf(run)) + by * endOf(run));
    },
    seekError(by) {
      const run = selectShownRun(get());
      if (run) set({ playhead: headAtError(run, selectPlayhead(get()), by), playing: false });
    },
    togglePlayback() {
      const run = selectShownRun(get());
      if (!run || run.length === 0) return;
      const playing = !get().playing;
      set({ playing, playhead: selectPlayhead(get()) ?? (playing ? headAt(run, 0) : undefined) });
    },
    advancePlayback(ms) {
      const run = selectShownRun(get());
      const head = selectPlayhead(get());
      if (!run || !head) return set({ playing: false });
      const playhead = headAt(run, head.at + ms * rateOf(get().speed, run));
      set({ playhead, playing: playhead !== undefined });
    },
    setSpeed(speed) {
      storage.write('speed', String(speed));
      set({ speed });
    },
  };
}
