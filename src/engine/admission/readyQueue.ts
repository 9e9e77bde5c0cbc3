import { byRank, type CallTask } from '../attempts/callTask.ts';
import { Heap } from '../heap.ts';
import type { Tool } from '../types.ts';
import { PriorityQueue } from './priorityQueue.ts';
import type { Slots } from './slots.ts';

/**
 * The admitted calls, in start order. A call whose tool is at its limit waits in a queue of that tool, so that it does not
 * block calls of other tools.
 */
export class ReadyQueue {
  private readonly main = new PriorityQueue(byRank);
  /** Calls that already hold a slot (a fallback, a retry beside an abandoned attempt) and wait only for their tool or a resume. */
  private readonly slotHolders = new PriorityQueue(byRank);
  private readonly waitingForTool = new Map<Tool, Heap<CallTask>>();

  constructor(
    private readonly slots: Slots,
    /** Called when a call starts to wait for its tool: it should hold nothing that other calls wait for. */
    private readonly onToolFull: (entry: CallTask) => void,
  ) {}

  add(entry: CallTask): void {
    (entry.claims > 0 ? this.slotHolders : this.main).push(entry);
  }

  /** Removes and returns the next call that can start now. Drops calls that have settled meanwhile. */
  next(): CallTask | undefined {
    return this.nextFrom(this.slotHolders) ?? (this.slots.isFull ? undefined : this.nextFrom(this.main));
  }

  /** Called when a call of this tool has released its place: moves the next waiting call back to the queue. */
  requeueForTool(tool: Tool): void {
    const waiting = this.waitingForTool.get(tool);
    if (!waiting) return;
    const entry = waiting.pop();
    if (waiting.size === 0) this.waitingForTool.delete(tool);
    if (!entry) return;
    if (entry.outcome) this.requeueForTool(tool);
    else this.add(entry);
  }

  private nextFrom(queue: PriorityQueue<CallTask>): CallTask | undefined {
    for (let entry = queue.pop(); entry; entry = queue.pop()) {
      const tool = entry.tool as Tool;
      if (entry.outcome) {
        // The place that this call was requeued for goes to the next call of its tool.
        this.requeueForTool(tool);
        continue;
      }
      if (queue === this.slotHolders && entry.claims === 0) {
        // The abandoned attempt whose slot the call would have used has ended meanwhile.
        this.main.push(entry);
        continue;
      }
      if (this.slots.hasRoom(entry)) return entry;
      let waiting = this.waitingForTool.get(tool);
      if (!waiting) {
        waiting = new Heap(byRank);
        this.waitingForTool.set(tool, waiting);
      }
      waiting.push(entry);
      this.onToolFull(entry);
    }
    return undefined;
  }
}
