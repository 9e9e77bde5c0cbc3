/** A binary min-heap, ordered by `compare`. */
export class Heap<T> {
  private readonly items: T[] = [];

  constructor(private readonly compare: (a: T, b: T) => number) {}

  get size(): number {
    return this.items.length;
  }

  peek(): T | undefined {
    return this.items[0];
  }

  push(item: T): void {
    const { items } = this;
    let i = items.length;
    items.push(item);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const above = items[parent] as T;
      if (this.compare(above, item) <= 0) break;
      items[i] = above;
      i = parent;
    }
    items[i] = item;
  }

  pop(): T | undefined {
    const { items } = this;
    const top = items[0];
    const last = items.pop();
    if (items.length === 0 || last === undefined) return top;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= items.length) break;
      const right = child + 1;
      if (right < items.length && this.compare(items[right] as T, items[child] as T) < 0) child = right;
      const below = items[child] as T;
      if (this.compare(last, below) <= 0) break;
      items[i] = below;
      i = child;
    }
    items[i] = last;
    return top;
  }

  /** Removes the items that `wanted` rejects, in O(n log n). */
  keep(wanted: (item: T) => boolean): void {
    const kept = this.items.filter(wanted).sort(this.compare);
    this.items.length = 0;
    for (const item of kept) this.items.push(item);
  }
}
