import fc from 'fast-check';
import PQueue from 'p-queue';
import { expect } from 'vitest';
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

const shows = fc.record({
  count: fc.integer({ min: 0, max: 10 }),
  limit: fc.integer({ min: 1, max: 5 }),
  picks: fc.array(fc.nat(100), { minLength: 1, maxLength: 10 }),
});

property('starts and ends in the order of p-queue with that concurrency', shows, async ({ count, limit, picks }) => {
  const ours = new Stage();
  const calls = times(count, '').map((_, key) => ({ id: `c${key}`, name: 'wait', args: { key } }));
  const wait = { name: 'wait', invoke: ({ key }: { key: number }) => ours.run(key) };
  const run = execute({ calls, policy: { limit } }, { tools: [wait] });

  const theirs = new Stage();
  const queue = new PQueue({ concurrency: limit });
  const all = queue.addAll(calls.map((_, key) => () => theirs.run(key)));

  expect(await ours.endAll(picks)).toEqual(await theirs.endAll(picks));
  expect(ours.story).toHaveLength(2 * count);
  await Promise.all([run, all]);
});
