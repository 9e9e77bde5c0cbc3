import { useEffect } from 'react';
import type { Ms } from '../../run/types.ts';
import type { FanoutStore } from '../../store/types.ts';
import { useFanoutStore } from './useFanout.ts';

type Draw = (now: Ms) => void;

/** Faster than this nobody reads a number; what moves smoothly is moved by the compositor, see `Unveil`. */
const TICK_MS = 100;

/**
 * One ticker for all that is written while a run goes on, straight to the DOM and never through React's state. It
 * sleeps when nothing runs or nobody draws. No animation frames: each of them would cost the page a pass over the
 * whole document, and the run itself a tenth of its processor.
 */
class LiveLoop {
  private readonly draws = new Set<Draw>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly store: FanoutStore) {
    store.subscribe(() => this.wake());
  }

  add(draw: Draw): () => void {
    this.draws.add(draw);
    this.wake();
    return () => this.draws.delete(draw);
  }

  private wake(): void {
    if (this.timer === undefined && this.draws.size > 0 && this.origin() !== undefined)
      this.timer = setTimeout(this.draw, TICK_MS);
  }

  private readonly draw = (): void => {
    this.timer = undefined;
    const origin = this.origin();
    if (origin === undefined) return;
    const now = Math.max(0, performance.now() - origin);
    for (const draw of this.draws) draw(now);
    this.wake();
  };

  private origin(): Ms | undefined {
    return this.store.getState().runs.find(({ phase }) => phase !== 'settled')?.startedAt;
  }
}

const loops = new WeakMap<FanoutStore, LiveLoop>();

/** Calls `draw` ten times a second while a run is under way, with the ms since its start. `undefined` = not now. */
export function useLive(draw: Draw | undefined): void {
  const store = useFanoutStore();
  useEffect(() => {
    if (!draw) return;
    let loop = loops.get(store);
    if (!loop) {
      loop = new LiveLoop(store);
      loops.set(store, loop);
    }
    return loop.add(draw);
  }, [store, draw]);
}
