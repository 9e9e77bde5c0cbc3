import { useEffect } from 'react';
import type { Ms } from '../../run/types.ts';
import type { FanoutStore } from '../../store/types.ts';
import { useFanoutStore } from './useFanout.ts';

type Draw = (now: Ms) => void;

/** Numbers that change faster are unreadable; smooth movement is left to the compositor (see `RevealUntilNow`). */
const TICK_MS = 100;

/**
 * One timer for all texts that are updated during a run, written to the DOM and not through React state. It stops when
 * nothing runs or nothing subscribes. Rejected: animation frames, each of which makes the browser process the whole
 * document and took a tenth of a core from the run.
 */
class LiveTicker {
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

const tickers = new WeakMap<FanoutStore, LiveTicker>();

/** Calls `draw` ten times a second during a run, with the ms since its start. `undefined` pauses it. */
export function useLiveTicker(draw: Draw | undefined): void {
  const store = useFanoutStore();
  useEffect(() => {
    if (!draw) return;
    let ticker = tickers.get(store);
    if (!ticker) {
      ticker = new LiveTicker(store);
      tickers.set(store, ticker);
    }
    return ticker.add(draw);
  }, [store, draw]);
}
