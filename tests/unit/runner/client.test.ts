import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRunner, type RunnerListener } from '../../../src/runner/client.ts';
import type { FromRun, ToRun } from '../../../src/runner/messages.ts';

/** A Worker that writes down what it is told; the test speaks for it. */
class FakeWorker {
  static made: FakeWorker[] = [];
  readonly told: ToRun[] = [];
  onmessage: (event: { data: FromRun }) => void = () => {};
  constructor(_: URL, { name }: { name: string }) {
    if (name === 'run') FakeWorker.made.push(this);
  }
  postMessage(message: ToRun): void {
    this.told.push(message);
  }
  terminate(): void {}
  says(data: FromRun): void {
    this.onmessage({ data });
  }
}

const PLAN = { calls: [{ id: 'a', name: 'fast_tool', args: {} }] };
const newestWorker = () => FakeWorker.made.at(-1) as FakeWorker;
const types = (worker = newestWorker()) => worker.told.map((message) => message.type);
/** Every word of the listener is heard, and none is answered. */
const deaf = new Proxy({}, { get: () => () => {} }) as RunnerListener;

let page: EventTarget & { hidden: boolean };

beforeEach(() => {
  FakeWorker.made = [];
  page = Object.assign(new EventTarget(), { hidden: false });
  vi.stubGlobal('Worker', FakeWorker);
  vi.stubGlobal('document', page);
});
afterEach(() => vi.unstubAllGlobals());

describe('the runner', () => {
  it('steers the newest run, and no other', () => {
    const runner = createRunner(deaf);
    page.hidden = true;
    runner.warm();
    newestWorker().says({ type: 'ready' });
    runner.run(1, PLAN);
    runner.steer(1, { do: 'pause' });
    runner.steer(7, { do: 'pause' });
    expect(newestWorker().told.slice(1)).toEqual([
      { type: 'run', runId: 1, plan: PLAN, earlier: undefined },
      { type: 'steer', runId: 1, command: { do: 'pause' } },
    ]);
    runner.dispose();
  });

  it('says what is said of a run before it is sent right behind it, and forgets it with the run', () => {
    const runner = createRunner(deaf);
    runner.run(1, PLAN);
    runner.steer(1, { do: 'pause' });
    runner.run(2, PLAN);
    runner.steer(2, { do: 'setLimit', limit: 3 });
    expect(types()).toEqual([]);
    newestWorker().says({ type: 'ready' });
    expect(types()).toEqual(['pageCondition', 'run', 'steer']);
    expect(newestWorker().told.at(-1)).toEqual({ type: 'steer', runId: 2, command: { do: 'setLimit', limit: 3 } });
    runner.dispose();
  });

  it('tells a new Worker, and then with each change, whether the tab is hidden', () => {
    const runner = createRunner(deaf);
    page.hidden = true;
    runner.warm();
    newestWorker().says({ type: 'ready' });
    page.hidden = false;
    page.dispatchEvent(new Event('visibilitychange'));
    const now = performance.timeOrigin + performance.now();
    expect(newestWorker().told).toMatchObject([
      { type: 'pageCondition', condition: { kind: 'visibility', hidden: true } },
      { type: 'pageCondition', condition: { kind: 'visibility', hidden: false } },
    ]);
    for (const message of newestWorker().told) {
      if (message.type !== 'pageCondition' || message.condition.kind !== 'visibility') continue;
      expect(Math.abs(message.condition.epochMs - now)).toBeLessThan(1000);
    }
    runner.dispose();
    page.dispatchEvent(new Event('visibilitychange'));
    expect(newestWorker().told).toHaveLength(2);
  });
});
