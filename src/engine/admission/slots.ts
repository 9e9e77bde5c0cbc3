import type { CallTask } from '../attempts/callTask.ts';
import type { Tool } from '../types.ts';

/**
 * Slots of the run's limit and of each tool's limit. A call holds at most one of each, as long as one of its attempts
 * counts: an open attempt, and under `hold` also an abandoned one. So a retry beside an abandoned attempt needs no second
 * slot.
 */
export class Slots {
  limit: number;
  private used = 0;
  /** Number of attempts that count, by tool and call; only for tools with a limit. */
  private readonly pools = new Map<Tool, Map<CallTask, number>>();

  constructor(limit: number | null) {
    this.limit = limit ?? Number.POSITIVE_INFINITY;
  }

  /** Whether no slot of the run is free. */
  get isFull(): boolean {
    return this.used >= this.limit;
  }

  /** Whether the tool of the call's next attempt is below its limit, or the call already holds one of its slots. */
  hasRoom(entry: CallTask): boolean {
    const tool = entry.tool as Tool;
    if (tool.limit === undefined) return true;
    const pool = this.pools.get(tool);
    return pool === undefined || pool.has(entry) || pool.size < tool.limit;
  }

  /** Claims the run's slot for a call, in addition to its attempts' claims. */
  claim(entry: CallTask): void {
    if (entry.claims++ === 0) this.used++;
  }

  unclaim(entry: CallTask): void {
    if (--entry.claims === 0) this.used--;
  }

  acquire(entry: CallTask, tool: Tool): void {
    this.claim(entry);
    if (tool.limit === undefined) return;
    let pool = this.pools.get(tool);
    if (!pool) {
      pool = new Map();
      this.pools.set(tool, pool);
    }
    pool.set(entry, (pool.get(entry) ?? 0) + 1);
  }

  release(entry: CallTask, tool: Tool): void {
    this.unclaim(entry);
    if (tool.limit === undefined) return;
    const pool = this.pools.get(tool);
    const counted = pool?.get(entry);
    if (!pool || counted === undefined) return;
    if (counted > 1) pool.set(entry, counted - 1);
    else pool.delete(entry);
  }
}
