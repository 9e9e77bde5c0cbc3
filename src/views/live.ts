import { useEffect } from 'react';
import type { Ms } from '../run/types.ts';
import type { FanoutStore } from '../store/fanout.ts';
import { useFanoutStore } from './useFanout.ts';

type Draw = (now: Ms) => void;

/**
 * One animation-frame loop for all that moves. What is live is written straight to the DOM and never goes
 * through React's state; the loop sleeps when nothing runs or nobody draws.
 */
class LiveLoop {
  private readonly draws = new Set<Draw>();
  private frame = 0;

  constructor(private readonly store: FanoutStore) {
    store.subscribe(() => this.wake());
  }

  add(draw: Draw): () => void {
    this.draws.add(draw);
    this.wake();
    return () => this.draws.delete(draw);
  }

  private wake(): void {
    if (this.frame === 0 && this.draws.size > 0 && this.origin() !== undefined)
      this.frame = requestAnimationFrame(this.draw);
  }

  private readonly draw = (timestamp: number): void => {
    this.frame = 0;
    const origin = this.origin();
    if (origin === undefined) return;
    const now = Math.max(0, timestamp - origin);
    for (const draw of this.draws) draw(now);
    this.wake();
  };

  private origin(): Ms | undefined {
    return this.store.getState().runs.find(({ phase }) => phase !== 'settled')?.startedAt;
  }
}

const loops = new WeakMap<FanoutStore, LiveLoop>();

/** Calls `draw` in each frame of a run under way, with the ms since its start. `undefined` = not now. */
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
