import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PriorityQueue } from '../../../../src/engine/admission/priorityQueue.ts';
import { Heap } from '../../../../src/engine/heap.ts';
import { property } from '../../support/property.ts';

/** A number is put in; undefined takes the least out. */
const steps = fc.array(fc.option(fc.integer({ min: 0, max: 30 }), { nil: undefined, freq: 2 }), {
  maxLength: 120,
  size: 'max',
});
const byNumber = (a: number, b: number) => a - b;

for (const [name, make] of [
  ['a heap', () => new Heap(byNumber)],
  ['an ordered queue', () => new PriorityQueue(byNumber)],
] as const)
  property(`${name} gives out what a sorted list does, whatever comes in`, steps, (todo) => {
    const queue = make();
    let list: number[] = [];
    for (const item of todo) {
      if (item === undefined) {
        expect(queue.pop()).toBe(list[0]);
        list = list.slice(1);
      } else {
        queue.push(item);
        list = [...list, item].sort(byNumber);
      }
      expect(queue.peek()).toBe(list[0]);
    }
  });

property('what comes in order, as a plan does, and then some more', fc.tuple(fc.nat(50), steps), ([count, late]) => {
  const queue = new PriorityQueue(byNumber);
  const items = [...Array.from({ length: count }, (_, i) => i), ...late.flatMap((item) => item ?? [])];
  for (const item of items) queue.push(item);
  expect(items.map(() => queue.pop())).toEqual(items.toSorted(byNumber));
  expect(queue.pop()).toBeUndefined();
});

test('an ordered queue that was emptied keeps nothing of what was in it', () => {
  const queue = new PriorityQueue(byNumber);
  for (const item of [1, 2, 3]) queue.push(item);
  while (queue.pop() !== undefined);
  expect((queue as unknown as { list: unknown[] }).list).toEqual([]);
});
