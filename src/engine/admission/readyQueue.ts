import { byRank, type CallTask } from '../attempts/callTask.ts';
import { Heap } from '../heap.ts';
import type { Tool } from '../types.ts';
import { OrderedQueue } from './priorityQueue.ts';
import type { Slots } from './slots.ts';

/**
 * Calls that may start, the first by order first. One whose tool is full stands aside until that tool has room,
 * so that it does not hold up calls of other tools.
 */
export class ReadyQueue {
  private readonly main = new OrderedQueue(byRank);
  /** They hold a slot already (a fallback, a retry beside an abandoned attempt) and wait only for their tool or a resume. */
  private readonly owners = new OrderedQueue(byRank);
  private readonly aside = new Map<Tool, Heap<CallTask>>();

  constructor(
    private readonly slots: Slots,
    /** A call stands aside: it cannot start soon, and should hold nothing that others wait for. */
    private readonly stoodAside: (entry: CallTask) => void,
  ) {}

  add(entry: CallTask): void {
    (entry.claims > 0 ? this.owners : this.main).push(entry);
  }

  /** The next that can start now; it leaves the queue. Those that have settled meanwhile are dropped. */
  next(): CallTask | undefined {
    return this.from(this.owners) ?? (this.slots.isFull ? undefined : this.from(this.main));
  }

  /** A call of this tool has given its place back. */
  roomFor(tool: Tool): void {
    const waiting = this.aside.get(tool);
    if (!waiting) return;
    const entry = waiting.pop();
    if (waiting.size === 0) this.aside.delete(tool);
    if (!entry) return;
    if (entry.outcome) this.roomFor(tool);
    else this.add(entry);
  }

  private from(queue: OrderedQueue<CallTask>): CallTask | undefined {
    for (let entry = queue.pop(); entry; entry = queue.pop()) {
      const tool = entry.tool as Tool;
      if (entry.outcome) {
        // The room that it was let in for is another's.
        this.roomFor(tool);
        continue;
      }
      if (queue === this.owners && entry.claims === 0) {
        // The abandoned attempt whose slot it was to use has ended meanwhile.
        this.main.push(entry);
        continue;
      }
      if (this.slots.hasRoom(entry)) return entry;
      let waiting = this.aside.get(tool);
      if (!waiting) {
        waiting = new Heap(byRank);
        this.aside.set(tool, waiting);
      }
      waiting.push(entry);
      this.stoodAside(entry);
    }
    return undefined;
  }
}
