import type { CallTask } from '../attempts/callTask.ts';

/** Calls in batches, each behind the one before. */
export class Batches {
  /** How many have opened, or were passed by because none of their calls was left. */
  private opened = 0;
  /** Calls of the open batch that have not settled. */
  private open = 0;
  private readonly batches: CallTask[][] = [];

  /** @param entries in order; each is told its batch, from 1 */
  constructor(entries: readonly CallTask[], size: number) {
    for (let i = 0; i < entries.length; i += size) {
      const batch = entries.slice(i, i + size);
      this.batches.push(batch);
      for (const entry of batch) entry.batch = this.batches.length;
    }
  }

  /** The next batch to open, with those of its calls that are left; `undefined` while one is open, and at the end. */
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
