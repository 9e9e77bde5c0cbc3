import type { StoreApi } from 'zustand/vanilla';
import type { Ms } from '../../run/types.ts';
import type { FanoutState } from '../state.ts';
import type { Storage } from '../storage.ts';
import { endOf, headAt, headAtError, headStepped, rateOf, type Speed } from './playhead.ts';
import { selectPlayhead, selectShownRun } from './selectors.ts';

/** Where the view stands in the run on the screen. */
export interface PlayingActions {
  /** To a moment of the run on the screen; at or behind its end the view follows it again. */
  movePlayhead(at: Ms): void;
  /** Event by event; `Infinity` = to the end. */
  stepPlayhead(by: number): void;
  /** By a share of the run's length. */
  shiftPlayhead(by: number): void;
  /** To the next thing that went wrong, or the one before. */
  seekError(by: 1 | -1): void;
  /** From the start when the view stands at the end. */
  togglePlayback(): void;
  /** So many ms were looked at. */
  advancePlayback(ms: Ms): void;
  setSpeed(speed: Speed): void;
}

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
