import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { realClock } from '../../../../src/engine/clocks/realClock.ts';

/** One wake-up of Chromium for timers of 32 ms and more: they are late by up to this. */
const ALIGNMENT_MS = 8;

/** System timers take whole milliseconds, and the clock's are fractions: it may need one more. */
const SLACK_MS = 2;

describe('real clock, on faked timers', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('a long sleep is slept in two steps, so that a late first step does not make the whole late', () => {
    const fired = vi.fn();
    const set = vi.spyOn(globalThis, 'setTimeout');
    realClock().after(1000, fired);
    const first = set.mock.lastCall?.[1] ?? 0;
    expect(first).toBeGreaterThanOrEqual(970);
    expect(first + ALIGNMENT_MS).toBeLessThan(1000);
    vi.advanceTimersByTime(975);
    expect(fired).not.toHaveBeenCalled();
    expect(set.mock.lastCall?.[1]).toBeLessThan(32);
    vi.advanceTimersByTime(25 + SLACK_MS);
    expect(fired).toHaveBeenCalledTimes(1);
  });

  test('never early, whoever else the system timer wakes', () => {
    const clock = realClock();
    const delays = [10, 10.25, 10.5, 11, 11.5, 12.25];
    const start = clock.now();
    const early: number[] = [];
    let fired = 0;
    for (const delay of delays)
      clock.after(delay, () => {
        fired++;
        if (clock.now() < start + delay) early.push(delay);
      });
    vi.advanceTimersByTime(20);
    expect([fired, early]).toEqual([delays.length, []]);
  });

  test('system timers take whole milliseconds: a fraction is slept to its end, and not woken up for twice', () => {
    const set = vi.spyOn(globalThis, 'setTimeout');
    realClock().after(10.5, () => {});
    expect(set.mock.lastCall?.[1]).toBe(11);
  });

  test('one system timer, however many are set; the earliest counts', () => {
    const clock = realClock();
    const fired: number[] = [];
    for (const ms of [500, 20, 300, 25, 20, 400]) clock.after(ms, () => fired.push(ms));
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(20 + SLACK_MS);
    expect(fired).toEqual([20, 20]);
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(480 + SLACK_MS);
    expect(fired).toEqual([20, 20, 25, 300, 400, 500]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('no timer is left after the last one was cancelled', () => {
    const clock = realClock();
    const cancels = [100, 200].map((ms) => clock.after(ms, () => expect.fail('cancelled')));
    cancels[0]?.();
    expect(vi.getTimerCount()).toBe(1);
    cancels[1]?.();
    cancels[1]?.();
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(300);
  });

  test('one that throws does not keep the others from firing', () => {
    const clock = realClock();
    const fired = vi.fn();
    clock.after(10, () => {
      throw new Error('mine');
    });
    clock.after(10, fired);
    expect(() => vi.advanceTimersByTime(10 + SLACK_MS)).toThrow('mine');
    vi.advanceTimersByTime(10);
    expect(fired).toHaveBeenCalledTimes(1);
  });

  test('longer than a system timer can wait: it waits that long again, and does not spin', () => {
    const DAY = 86_400_000;
    const clock = realClock();
    const fired = vi.fn();
    const set = vi.spyOn(globalThis, 'setTimeout');
    clock.after(60 * DAY, fired);
    vi.advanceTimersByTime(60 * DAY - 1);
    expect(fired).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1 + SLACK_MS);
    expect(fired).toHaveBeenCalledTimes(1);
    expect(set.mock.calls.length).toBeLessThan(6);
  });

  test('an endless delay needs no timer', () => {
    realClock().after(Number.POSITIVE_INFINITY, () => {});
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('real clock, on real ones', () => {
  const clock = realClock();
  const passed = (ms: number) => new Promise<number>((resolve) => clock.after(ms, () => resolve(clock.now())));

  test.each([1, 7.3, 35])('%s ms: never early', async (ms) => {
    const start = clock.now();
    expect((await passed(ms)) - start).toBeGreaterThanOrEqual(ms);
  });

  test('in order of their due moments', async () => {
    const order: number[] = [];
    await Promise.all([60, 1, 30].map((ms) => passed(ms).then(() => order.push(ms))));
    expect(order).toEqual([1, 30, 60]);
  });

  test.each([0, -1, Number.NaN])('after(%s) is the next macrotask: after promises, before timers', async (delay) => {
    const order: string[] = [];
    setTimeout(() => order.push('timer'), 30);
    clock.after(delay, () => order.push('after'));
    queueMicrotask(() => order.push('promise'));
    order.push('now');
    await passed(40);
    expect(order).toEqual(['now', 'promise', 'after', 'timer']);
  });

  test('after(0) can be cancelled', async () => {
    clock.after(0, () => expect.fail('cancelled'))();
    await passed(1);
  });

  test('block holds the thread', () => {
    const start = clock.now();
    clock.block(5);
    expect(clock.now() - start).toBeGreaterThanOrEqual(5);
  });
});
