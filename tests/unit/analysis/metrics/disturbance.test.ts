import { describe, expect, it } from 'vitest';
import { disturbedBy } from '../../../../src/analysis/metrics/disturbance.ts';
import type { Disturbance } from '../../../../src/run/types.ts';

const by = (...seen: [cause: Disturbance, from: number, to: number][]) =>
  disturbedBy({ disturbances: seen.map(([cause, from, to]) => ({ cause, from, to })) });

describe('what disturbed a run', () => {
  it('is nothing while no timer came late, whatever was seen', () => {
    expect(by()).toBeUndefined();
    expect(by(['hidden-tab', 0, 900], ['long-task', 0, 80])).toBeUndefined();
  });
  it('is the hidden tab where timers were late in it', () => {
    expect(by(['late-timer', 100, 400], ['hidden-tab', 0, 900])).toBe('hidden-tab');
    expect(by(['hidden-tab', 0, 90], ['late-timer', 100, 400])).toBe('late-timer');
  });
  it('is the cause of the most lateness', () => {
    expect(by(['late-timer', 0, 100], ['hidden-tab', 0, 20], ['long-task', 30, 100])).toBe('long-task');
    expect(by(['late-timer', 0, 100], ['hidden-tab', 0, 20], ['late-timer', 200, 330])).toBe('late-timer');
  });
  it('counts no time twice', () => {
    // The tab was hidden for 60 of 100; the busy page has only the other 40.
    expect(by(['late-timer', 0, 100], ['hidden-tab', 0, 60], ['long-task', 0, 100])).toBe('hidden-tab');
  });
});
