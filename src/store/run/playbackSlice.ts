import type { Ms } from '../../run/types.ts';
import type { PlaybackActions, SliceContext } from '../types.ts';
import { logEnd, playheadAt, rateOf, stepPlayheadBy } from './playhead.ts';
import { selectPlayhead, selectShownRun } from './selectors.ts';

/** Replays the run on the screen; the run itself always goes at real time. */
export function createPlaybackSlice({ get, set, storage }: SliceContext): PlaybackActions {
  function moveTo(at: Ms): void {
    const run = selectShownRun(get());
    if (run) set({ playhead: playheadAt(run, at), playing: false });
  }

  return {
    movePlayhead: moveTo,
    stepPlayhead(by) {
      const run = selectShownRun(get());
      if (run) set({ playhead: stepPlayheadBy(run, selectPlayhead(get()), by), playing: false });
    },
    shiftPlayhead(by) {
      const run = selectShownRun(get());
      if (run) moveTo((selectPlayhead(get())?.at ?? logEnd(run)) + by * logEnd(run));
    },
    async seekError(by) {
      const stops = await import('./errorStops.ts').catch(() => undefined);
      const run = selectShownRun(get());
      if (run && stops) set({ playhead: stops.playheadAtError(run, selectPlayhead(get()), by), playing: false });
    },
    togglePlayback() {
      const run = selectShownRun(get());
      if (!run || run.length === 0) return;
      const playing = !get().playing;
      set({ playing, playhead: selectPlayhead(get()) ?? (playing ? playheadAt(run, 0) : undefined) });
    },
    advancePlayback(ms) {
      const run = selectShownRun(get());
      const head = selectPlayhead(get());
      if (!run || !head) return set({ playing: false });
      const playhead = playheadAt(run, head.at + ms * rateOf(get().speed, run));
      set({ playhead, playing: playhead !== undefined });
    },
    setSpeed(speed) {
      storage.write('speed', String(speed));
      set({ speed });
    },
  };
}
