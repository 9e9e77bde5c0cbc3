import { Heap } from '../heap.ts';

/**
 * A priority queue that is fast for items pushed in order, as a plan's calls are: they are kept in a list, and only items
 * pushed out of order (retries) go into a heap.
 */
export class PriorityQueue<T> {
  private list: T[] = [];
  /** Index of the first item of the list that has not been popped. */
  private head = 0;
  private readonly rest: Heap<T>;

  constructor(private readonly compare: (a: T, b: T) => number) {
    this.rest = new Heap(compare);
  }

  peek(): T | undefined {
    return this.isListFirst() ? this.list[this.head] : this.rest.peek();
  }

  push(item: T): void {
    const last = this.list.at(-1);
    if (last === undefined || this.compare(last, item) <= 0) this.list.push(item);
    else this.rest.push(item);
  }

  pop(): T | undefined {
    if (!this.isListFirst()) return this.rest.pop();
    const item = this.list[this.head++];
    if (this.head === this.list.length) {
      this.list = [];
      this.head = 0;
    }
    return item;
  }

  private isListFirst(): boolean {
    const first = this.list[this.head];
    if (first === undefined) return false;
    const other = this.rest.peek();
    return other === undefined || this.compare(first, other) <= 0;
  }
}
