import type { CallTask } from '../attempts/callTask.ts';

/** Calls in batches. A batch opens when every call of the one before has settled. */
export class Batches {
  /** Number of batches that have opened or were skipped because all their calls had settled. */
  private opened = 0;
  /** Number of calls of the open batch that have not settled. */
  private open = 0;
  private readonly batches: CallTask[][] = [];

  /** @param entries in start order; sets their `batch`, from 1 */
  constructor(entries: readonly CallTask[], size: number) {
    for (let i = 0; i < entries.length; i += size) {
      const batch = entries.slice(i, i + size);
      this.batches.push(batch);
      for (const entry of batch) entry.batch = this.batches.length;
    }
  }

  /** Opens the next batch and returns its calls that have not settled; `undefined` while a batch is open, and after the last. */
  next(): { batch: number; entries: CallTask[] } | undefined {
    while (this.open === 0 && this.opened < this.batches.length) {
      const entries = (this.batches[this.opened++] as CallTask[]).filter(({ outcome }) => !outcome);
      this.open = entries.length;
      if (this.open > 0) return { batch: this.opened, entries };
    }
    return undefined;
  }

  settled({ batch }: CallTask): void {
    if (batch > 0 && batch === this.opened) this.open--;
  }
}
