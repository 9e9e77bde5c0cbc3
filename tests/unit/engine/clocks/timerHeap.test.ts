import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Timer, TimerHeap } from '../../../../src/engine/clocks/timerHeap.ts';
import { property } from '../../support/property.ts';

/** The heap's slow and obvious twin: a list, sorted whenever it is looked at. */
class SortedList {
  private timers: (Timer & { target: () => void })[] = [];
  private seq = 0;

  get isEmpty() {
    return this.timers.length === 0;
  }
  add(due: number, target: () => void): Timer {
    const timer = { due, seq: this.seq++, target };
    this.timers.push(timer);
    return timer;
  }
  cancel(timer: Timer): void {
    this.timers = this.timers.filter((one) => one !== timer);
  }
  nextDue(): number | undefined {
    return this.sorted()[0]?.due;
  }
  fireDue(moment: number): void {
    for (const timer of this.sorted().filter(({ due }) => due <= moment)) {
      if (!this.timers.includes(timer)) continue;
      this.timers = this.timers.filter((one) => one !== timer);
      timer.target();
    }
  }
  private sorted() {
    return this.timers.toSorted((a, b) => a.due - b.due || a.seq - b.seq);
  }
}

type Step = { do: 'add'; due: number } | { do: 'cancel'; which: number } | { do: 'fire'; moment: number };

const due = fc.integer({ min: 0, max: 20 });
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.record({ do: fc.constant('add' as const), due }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('cancel' as const), which: fc.nat(200) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('fire' as const), moment: due }) },
  ),
  { maxLength: 200, size: 'max' },
);

/** Everything that can be seen of a heap while it goes through the steps. */
function seen(timers: TimerHeap | SortedList, todo: readonly Step[]): unknown[] {
  const out: unknown[] = [];
  const added: Timer[] = [];
  for (const step of todo) {
    const number = added.length;
    if (step.do === 'add') added.push(timers.add(step.due, () => out.push(number)));
    else if (step.do === 'cancel') {
      const timer = added[step.which % number];
      if (timer) timers.cancel(timer);
    } else timers.fireDue(step.moment);
    out.push([timers.nextDue(), timers.isEmpty]);
  }
  return out;
}

property('fires like a sorted list, whatever is added, cancelled and fired', steps, (todo) => {
  expect(seen(new TimerHeap(), todo)).toEqual(seen(new SortedList(), todo));
});

test('many cancelled timers do not stay inside, and those that are left keep their order', () => {
  const heap = new TimerHeap();
  const fired: number[] = [];
  const timers = Array.from({ length: 5000 }, (_, i) =>
    heap.add((i * 7919) % 1000, () => fired.push((i * 7919) % 1000)),
  );
  for (const [i, timer] of timers.entries()) if (i % 10 !== 0) heap.cancel(timer);
  expect((heap as unknown as { timers: { size: number } }).timers.size).toBeLessThan(1100);
  heap.fireDue(1000);
  expect(fired).toHaveLength(500);
  expect(fired).toEqual(fired.toSorted((a, b) => a - b));
  expect(heap.isEmpty).toBe(true);
});

test('an object is called by its method, and a second cancel changes nothing', () => {
  const heap = new TimerHeap();
  let fired = 0;
  const target = { onTimer: () => fired++ };
  const cancelled = heap.add(5, target);
  heap.add(5, target);
  heap.cancel(cancelled);
  heap.cancel(cancelled);
  expect(heap.isEmpty).toBe(false);
  heap.fireDue(5);
  heap.cancel(cancelled);
  expect([fired, heap.isEmpty]).toEqual([1, true]);
});

test('a timer added while firing waits for the next time, also when it is due already', () => {
  const heap = new TimerHeap();
  const fired: string[] = [];
  heap.add(5, () => {
    fired.push('first');
    heap.add(1, () => fired.push('added'));
  });
  heap.add(5, () => fired.push('second'));
  heap.fireDue(5);
  expect(fired).not.toContain('added');
  // Due before `second`, and yet never in front of it for ever: the next call fires both.
  heap.fireDue(5);
  expect(fired.toSorted()).toEqual(['added', 'first', 'second']);
});

test('one that cancels its neighbour in the same moment keeps it from firing', () => {
  const heap = new TimerHeap();
  heap.add(5, () => heap.cancel(neighbour));
  const neighbour = heap.add(5, () => expect.fail('cancelled'));
  heap.fireDue(5);
  expect(heap.isEmpty).toBe(true);
});
