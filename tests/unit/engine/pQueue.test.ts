import fc from 'fast-check';
import PQueue from 'p-queue';
import { expect } from 'vitest';
import { createController } from '../../../src/engine/controller.ts';
import { execute } from '../../../src/engine/execute.ts';
import { times } from '../support/plans.ts';
import { property } from '../support/property.ts';

/** Calls that end when the test says so: `picks[i]` chooses who of those that run ends next. */
class Stage {
  readonly story: string[] = [];
  private readonly running = new Map<number, () => void>();

  run(key: number): Promise<void> {
    this.story.push(`start ${key}`);
    return new Promise((resolve) => {
      this.running.set(key, resolve);
    });
  }

  /** False when nobody runs. */
  async endOne(pick: number): Promise<boolean> {
    const keys = [...this.running.keys()];
    const key = keys[pick % keys.length];
    if (key === undefined) return false;
    this.story.push(`end ${key}`);
    this.running.get(key)?.();
    this.running.delete(key);
    await settled();
    return true;
  }

  async endAll(picks: readonly number[]): Promise<string[]> {
    await settled();
    for (let i = 0; await this.endOne(picks[i % picks.length] ?? 0); i++);
    return this.story;
  }
}

/** Long enough for both queues to start whom they want: a few turns of the loop, never a time. */
async function settled(): Promise<void> {
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve));
}

const waitOn = (stage: Stage) => ({ name: 'wait', invoke: ({ key }: { key: number }) => stage.run(key) });

const shows = fc.record({
  count: fc.integer({ min: 0, max: 10 }),
  limit: fc.integer({ min: 1, max: 5 }),
  picks: fc.array(fc.nat(100), { minLength: 1, maxLength: 10 }),
});

property('starts and ends in the order of p-queue with that concurrency', shows, async ({ count, limit, picks }) => {
  const ours = new Stage();
  const calls = times(count, '').map((_, key) => ({ id: `c${key}`, name: 'wait', args: { key } }));
  const run = execute({ calls, policy: { limit } }, { tools: [waitOn(ours)] });

  const theirs = new Stage();
  const queue = new PQueue({ concurrency: limit });
  const all = queue.addAll(calls.map((_, key) => () => theirs.run(key)));

  expect(await ours.endAll(picks)).toEqual(await theirs.endAll(picks));
  expect(ours.story).toHaveLength(2 * count);
  await Promise.all([run, all]);
});

const ranked = fc.record({
  priorities: fc.array(fc.integer({ min: -2, max: 2 }), { maxLength: 10 }),
  limit: fc.integer({ min: 1, max: 5 }),
  picks: fc.array(fc.nat(100), { minLength: 1, maxLength: 10 }),
});

property('the same with priorities', ranked, async ({ priorities, limit, picks }) => {
  const ours = new Stage();
  const calls = priorities.map((priority, key) => ({ id: `c${key}`, name: 'wait', args: { key }, priority }));
  const run = execute({ calls, policy: { limit, order: 'priority' } }, { tools: [waitOn(ours)] });

  const theirs = new Stage();
  // It starts what it is given at once; ours looks at the whole plan first.
  const queue = new PQueue({ concurrency: limit, autoStart: false });
  const all = priorities.map((priority, key) => queue.add(() => theirs.run(key), { priority }));
  queue.start();

  expect(await ours.endAll(picks)).toEqual(await theirs.endAll(picks));
  await Promise.all([run, ...all]);
});

property(
  'the same when the limit is changed and the queue paused meanwhile',
  shows,
  async ({ count, limit, picks }) => {
    const ours = new Stage();
    const controller = createController();
    const calls = times(count, '').map((_, key) => ({ id: `c${key}`, name: 'wait', args: { key } }));
    const run = execute({ calls, policy: { limit } }, { tools: [waitOn(ours)], controller });
    const theirs = new Stage();
    const queue = new PQueue({ concurrency: limit });
    const all = queue.addAll(calls.map((_, key) => () => theirs.run(key)));

    for (const pick of picks) {
      await settled();
      const to = 1 + (pick % 4);
      controller.setLimit(to);
      queue.concurrency = to;
      // Ours may give the thread back before it starts anybody.
      await settled();
      if (pick % 3 === 0) {
        controller.pause();
        queue.pause();
      } else {
        controller.resume();
        queue.start();
      }
      // Ours may give the thread back before it starts anybody.
      await settled();
      await Promise.all([ours.endOne(pick), theirs.endOne(pick)]);
      expect(ours.story).toEqual(theirs.story);
    }
    controller.resume();
    queue.start();
    expect(await ours.endAll(picks)).toEqual(await theirs.endAll(picks));
    await Promise.all([run, all]);
  },
);
