import type { CallTask } from '../attempts/callTask.ts';
import type { Tool } from '../types.ts';

/**
 * Who holds what: one slot of the run's limit per call, and one of its tool's limit. A call holds them while any
 * of its attempts counts: an open one, under `hold` also abandoned ones. So a retry beside an abandoned attempt
 * needs no second slot.
 */
export class Slots {
  limit: number;
  private used = 0;
  /** Attempts that count, by tool and call; only of tools that have a limit. */
  private readonly pools = new Map<Tool, Map<CallTask, number>>();

  constructor(limit: number | null) {
    this.limit = limit ?? Number.POSITIVE_INFINITY;
  }

  /** There is no free slot for a call that holds none. */
  get isFull(): boolean {
    return this.used >= this.limit;
  }

  /** The tool of its next attempt has room for it. */
  hasRoom(entry: CallTask): boolean {
    const tool = entry.tool as Tool;
    if (tool.limit === undefined) return true;
    const pool = this.pools.get(tool);
    return pool === undefined || pool.has(entry) || pool.size < tool.limit;
  }

  /** Keeps the run's slot for a call between an attempt and its fallback. */
  claim(entry: CallTask): void {
    if (entry.claims++ === 0) this.used++;
  }

  unclaim(entry: CallTask): void {
    if (--entry.claims === 0) this.used--;
  }

  take(entry: CallTask, tool: Tool): void {
    this.claim(entry);
    if (tool.limit === undefined) return;
    let pool = this.pools.get(tool);
    if (!pool) {
      pool = new Map();
      this.pools.set(tool, pool);
    }
    pool.set(entry, (pool.get(entry) ?? 0) + 1);
  }

  giveBack(entry: CallTask, tool: Tool): void {
    this.unclaim(entry);
    if (tool.limit === undefined) return;
    const pool = this.pools.get(tool);
    const counted = pool?.get(entry);
    if (!pool || counted === undefined) return;
    if (counted > 1) pool.set(entry, counted - 1);
    else pool.delete(entry);
  }
}
