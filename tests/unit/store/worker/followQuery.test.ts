import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createStore } from 'zustand/vanilla';
import type { Plan } from '../../../../src/run/types.ts';
import type { FanoutState, RunRecord } from '../../../../src/store/state.ts';
import type { FanoutStore } from '../../../../src/store/types.ts';
import { type FollowedQuery, followQuery } from '../../../../src/store/worker/followQuery.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** What the followed query reads of the state; everything else of a page is left out. */
interface Wish {
  plans: Plan[];
  ready: boolean;
  run?: RunRecord | undefined;
  unavailable?: string | undefined;
}
const wish = (state: FanoutState) => state as unknown as Wish;

interface Sent {
  plans: readonly Plan[];
  answer(answers: unknown[], done?: boolean, problem?: string): void;
}

function start(first: Partial<Wish>, more: Partial<FollowedQuery<'metrics'>> = {}) {
  const api = createStore(() => ({ plans: [], ready: true, ...first }) as unknown as FanoutState);
  const sent: Sent[] = [];
  const applied: unknown[] = [];
  const query = (_: string, plans: Plan[], listener: (...args: unknown[]) => void) =>
    void sent.push({ plans, answer: (answers, done = true, problem) => listener(answers, done, problem) });
  const store = { ...api, internals: { query } } as unknown as FanoutStore;
  const stop = followQuery<'metrics'>(store, {
    topic: 'metrics',
    plans: (state) => wish(state).plans,
    when: (state) => wish(state).ready,
    moment(state) {
      const { run } = wish(state);
      return run && { run, count: run.length, now: run.length };
    },
    apply: (answers, asked, problem) => void applied.push([answers, wish(asked).plans, problem]),
    ...more,
  });
  const set = (change: Partial<Wish>) => api.setState(change as Partial<FanoutState>);
  return { sent, applied, set, stop, sizes: () => sent.map(({ plans }) => plans.length) };
}

const plan = (): Plan => ({ calls: [] });
const run = (id: number, length: number, phase: RunRecord['phase'] = 'running') =>
  ({ id, phase, length, log: Array.from({ length }, (_, seq) => ({ seq, at: seq, type: 'resumed' })) }) as never;

describe('a followed query about plans', () => {
  it('is sent once for the same plans, and takes all slices of the answer together', () => {
    const plans = [plan(), plan()];
    const { sent, applied, set } = start({ plans });
    set({ plans: [...plans] });
    expect(sent.map((one) => one.plans)).toEqual([plans]);
    sent[0]?.answer(['a'], false);
    expect(applied).toEqual([]);
    sent[0]?.answer(['b']);
    expect(applied).toEqual([[['a', 'b'], plans, undefined]]);
    set({ plans: [...plans] });
    expect(sent).toHaveLength(1);
  });

  it('is replaced by one about another plan, without a query that only drops', () => {
    const { set, sizes } = start({ plans: [plan()] });
    set({ plans: [plan(), plan()] });
    expect(sizes()).toEqual([1, 2]);
  });

  it('is not sent before its time, and an open one is awaited meanwhile', () => {
    const { sent, applied, set, sizes } = start({ plans: [plan()], ready: false });
    expect(sizes()).toEqual([]);
    set({ ready: true });
    set({ ready: false, plans: [plan(), plan()] });
    expect(sizes()).toEqual([1]);
    sent[0]?.answer(['a']);
    expect(applied).toHaveLength(1);
    set({ ready: true });
    expect(sizes()).toEqual([1, 2]);
  });

  it('is dropped when nothing is wanted, and sent again when the same is wanted again', () => {
    const plans = [plan()];
    const { set, sizes } = start({ plans });
    set({ plans: [] });
    set({ ready: true });
    expect(sizes()).toEqual([1, 0]);
    set({ plans });
    expect(sizes()).toEqual([1, 0, 1]);
  });

  it('is dropped with the one who follows it, and nothing is sent or applied from then on', () => {
    const { sent, applied, set, stop, sizes } = start({ plans: [plan()] }, { pause: () => 100 });
    sent[0]?.answer(['a']);
    set({ plans: [plan()] });
    vi.advanceTimersByTime(100);
    expect(sizes()).toEqual([1, 1]);
    stop();
    expect(sizes()).toEqual([1, 1, 0]);
    set({ plans: [plan()] });
    vi.advanceTimersByTime(1000);
    expect(sizes()).toEqual([1, 1, 0]);
    expect(applied).toHaveLength(1);
  });

  it('says why there is no answer, in the Worker’s words or its own', () => {
    const plans = [plan()];
    const { sent, applied, set } = start({ plans });
    sent[0]?.answer([], true, 'no room');
    const other = [plan()];
    set({ plans: other });
    sent[1]?.answer([]);
    expect(applied).toEqual([
      [[], plans, 'no room'],
      [[], other, 'there was no answer'],
    ]);
  });

  it('is computed on the page where there are no Workers', () => {
    const plans = [plan()];
    const { applied, set, sizes } = start({ plans }, { compute: () => 'own' as never });
    set({ unavailable: 'no Workers' });
    expect(sizes()).toEqual([1, 0]);
    vi.runAllTimers();
    expect(applied).toEqual([[['own'], plans, undefined]]);
  });
});

describe('a followed query about a run', () => {
  it('is answered before the next moment of the run is asked about, and only the newest one is', () => {
    const { sent, set, sizes } = start({ plans: [plan()], run: run(1, 1) });
    set({ run: run(1, 2) });
    set({ run: run(1, 3) });
    expect(sizes()).toEqual([1]);
    sent[0]?.answer(['a']);
    expect(sizes()).toEqual([1, 1]);
    sent[1]?.answer(['b']);
    expect(sizes()).toEqual([1, 1]);
  });

  it('gives way to another run', () => {
    const { set, sizes } = start({ plans: [plan()], run: run(1, 1) });
    set({ run: run(2, 1) });
    expect(sizes()).toEqual([1, 0, 1]);
  });

  it('waits after an answer, but for the end of the run', () => {
    const { sent, set, sizes } = start({ plans: [plan()], run: run(1, 1) }, { pause: () => 500 });
    sent[0]?.answer(['a']);
    set({ run: run(1, 2) });
    vi.advanceTimersByTime(499);
    expect(sizes()).toEqual([1]);
    vi.advanceTimersByTime(1);
    expect(sizes()).toEqual([1, 1]);
    sent[1]?.answer(['b']);
    set({ run: run(1, 3, 'settled') });
    expect(sizes()).toEqual([1, 1, 1]);
  });
});
