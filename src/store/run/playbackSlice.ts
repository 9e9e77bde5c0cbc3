import type { StoreApi } from 'zustand/vanilla';
import type { Ms } from '../../run/types.ts';
import type { FanoutState } from '../state.ts';
import type { Storage } from '../storage.ts';
import { endOf, headAt, headAtError, headStepped, rateOf, type Speed } from './playhead.ts';
import { headOf, shownRun } from './selectors.ts';

/** Where the view stands in the run on the screen. */
export interface PlayingActions {
  /** To a moment of the run on the screen; at or behind its end the view follows it again. */
  playheadMoved(at: Ms): void;
  /** Event by event; `Infinity` = to the end. */
  playheadStepped(by: number): void;
  /** By a share of the run's length. */
  playheadShifted(by: number): void;
  /** To the next thing that went wrong, or the one before. */
  errorSought(by: 1 | -1): void;
  /** From the start when the view stands at the end. */
  playToggled(): void;
  /** So many ms were looked at. */
  played(ms: Ms): void;
  speedChosen(speed: Speed): void;
}

export function playingOf({ getState: get, setState: set }: StoreApi<FanoutState>, storage: Storage): PlayingActions {
  function moveTo(at: Ms): void {
    const run = shownRun(get());
    if (run) set({ playhead: headAt(run, at), playing: false });
  }

  return {
    playheadMoved: moveTo,
    playheadStepped(by) {
      const run = shownRun(get());
      if (run) set({ playhead: headStepped(run, headOf(get()), by), playing: false });
    },
    playheadShifted(by) {
      const run = shownRun(get());
      if (run) moveTo((headOf(get())?.at ?? endOf(run)) + by * endOf(run));
    },
    errorSought(by) {
      const run = shownRun(get());
      if (run) set({ playhead: headAtError(run, headOf(get()), by), playing: false });
    },
    playToggled() {
      const run = shownRun(get());
      if (!run || run.length === 0) return;
      const playing = !get().playing;
      set({ playing, playhead: headOf(get()) ?? (playing ? headAt(run, 0) : undefined) });
    },
    played(ms) {
      const run = shownRun(get());
      const head = headOf(get());
      if (!run || !head) return set({ playing: false });
      const playhead = headAt(run, head.at + ms * rateOf(get().speed, run));
      set({ playhead, playing: playhead !== undefined });
    },
    speedChosen(speed) {
      storage.write('speed', String(speed));
      set({ speed });
    },
  };
}
