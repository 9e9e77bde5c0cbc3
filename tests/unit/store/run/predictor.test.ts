import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DEFAULT_POLICY } from '../../../../src/run/policy.ts';
import type { PredictRequest } from '../../../../src/runner/predict/predictions.ts';
import { createPredictor } from '../../../../src/store/run/predictor.ts';
import type { PlanDocument } from '../../../../src/store/state.ts';

function start() {
  const asked: PredictRequest[] = [];
  let doc: PlanDocument = { plan: { calls: [] }, preset: '', atMost: 3, batchesOf: 2 };
  const predictions = createPredictor(
    () => ({ predict: (request) => void asked.push(request) }),
    () => doc,
  );
  const edit = (name: string, calls = 3, steps = false) => {
    const call = { id: name, name: 'fast_tool', args: {} };
    doc = { ...doc, plan: { calls: [call, call, call].slice(0, calls) } };
    predictions.request(steps);
  };
  const step = (name: string) => edit(name, 3, true);
  return { asked, edit, step, predictions, plansAsked: () => asked.map(({ plan }) => plan.calls[0]?.id) };
}

describe('the predictor', () => {
  it('asks about the plan, and about the four strategies of it', () => {
    const { asked, edit } = start();
    edit('a');
    expect(asked).toHaveLength(1);
    expect(asked[0]?.others).toEqual({
      'one-by-one': { ...DEFAULT_POLICY, limit: 1 },
      'all-at-once': DEFAULT_POLICY,
      'at-most': { ...DEFAULT_POLICY, limit: 3 },
      batches: { ...DEFAULT_POLICY, batchSize: 2 },
    });
  });

  it('asks for no batch that is larger than the plan', () => {
    const { asked, edit } = start();
    edit('a', 1);
    expect(asked[0]?.others.batches?.batchSize).toBe(1);
  });

  it('has one ghost under way, and then asks about the newest plan only', () => {
    const { edit, predictions, plansAsked } = start();
    for (const name of ['a', 'b', 'c', 'd']) edit(name);
    expect(plansAsked()).toEqual(['a']);
    predictions.onGhost(1);
    expect(plansAsked()).toEqual(['a', 'd']);
  });

  it('does not wait for the totals of an older plan', () => {
    const { edit, predictions, plansAsked } = start();
    edit('a');
    predictions.onGhost(1);
    edit('b');
    expect(plansAsked()).toEqual(['a', 'b']);
  });

  it('knows what an answer is about, and nothing of an answer that was overtaken', () => {
    const { edit, predictions } = start();
    edit('a');
    expect(predictions.planOf(1)?.calls[0]?.id).toBe('a');
    predictions.onGhost(1);
    edit('b');
    expect(predictions.planOf(1)).toBeUndefined();
    expect(predictions.planOf(2)?.calls[0]?.id).toBe('b');
    expect(predictions.planOf(3)).toBeUndefined();
  });

  it('waits until all has come', () => {
    const { edit, predictions } = start();
    expect(predictions.isPending()).toBe(false);
    edit('a');
    predictions.onGhost(1);
    expect(predictions.isPending()).toBe(true);
    predictions.onTotals(1);
    expect(predictions.isPending()).toBe(false);
    expect(predictions.planOf(1)).toBeUndefined();
  });

  it('an answer from before changes nothing', () => {
    const { edit, predictions, plansAsked } = start();
    edit('a');
    predictions.onGhost(1);
    edit('b');
    edit('c');
    predictions.onGhost(1);
    predictions.onTotals(1);
    expect(plansAsked()).toEqual(['a', 'b']);
    expect(predictions.isPending()).toBe(true);
  });

  it('after a refusal the newest plan is asked about', () => {
    const { edit, predictions, plansAsked } = start();
    edit('a');
    edit('b');
    predictions.onTotals(1);
    expect(plansAsked()).toEqual(['a', 'b']);
  });
});

describe('while something is dragged', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** An edit in each of so many frames; the Worker takes `ms` for a ghost, and as long for the totals. */
  async function drag(frames: number, ms: number) {
    const started = start();
    const { asked, edit, step, predictions } = started;
    let heard = 0;
    let [underWay, most] = [0, 0];
    const answer = () => {
      for (; heard < asked.length; heard++) {
        const { id } = asked[heard] as PredictRequest;
        most = Math.max(most, ++underWay);
        setTimeout(() => {
          underWay--;
          predictions.onGhost(id);
        }, ms);
        setTimeout(() => predictions.onTotals(id), 2 * ms);
      }
    };
    edit('frame 0');
    for (let frame = 1; frame <= frames; frame++) {
      answer();
      await vi.advanceTimersByTimeAsync(16);
      step(`frame ${frame}`);
      expect(predictions.isPending()).toBe(true);
    }
    for (let i = 0; i < 100 && predictions.isPending(); i++) {
      answer();
      await vi.advanceTimersByTimeAsync(16);
    }
    return { ...started, most };
  }

  it('asks some twenty times a second of a Worker that is quick, and of the last plan', async () => {
    const { asked, plansAsked, predictions } = await drag(60, 2);
    expect(asked.length).toBeGreaterThanOrEqual(15);
    expect(asked.length).toBeLessThanOrEqual(22);
    expect(plansAsked().at(-1)).toBe('frame 60');
    expect(predictions.isPending()).toBe(false);
  });

  it('asks a slow Worker one thing at a time', async () => {
    const { asked, most, plansAsked } = await drag(60, 200);
    expect(most).toBe(1);
    expect(asked.length).toBeLessThanOrEqual(7);
    expect(plansAsked().at(-1)).toBe('frame 60');
  });

  it('a ghost that takes long is overtaken by the newest plan', async () => {
    const { edit, step, predictions, plansAsked } = start();
    edit('a');
    step('b');
    edit('c');
    await vi.advanceTimersByTimeAsync(249);
    expect(plansAsked()).toEqual(['a']);
    await vi.advanceTimersByTimeAsync(1);
    expect(plansAsked()).toEqual(['a', 'c']);
    predictions.onGhost(1);
    expect(predictions.planOf(1)).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1000);
    expect(plansAsked()).toEqual(['a', 'c']);
    edit('d');
    expect(plansAsked()).toEqual(['a', 'c', 'd']);
  });

  it('an edit that is no step of it does not wait', async () => {
    const { edit, step, predictions, plansAsked } = start();
    edit('a');
    predictions.onGhost(1);
    predictions.onTotals(1);
    step('b');
    expect([plansAsked(), predictions.isPending()]).toEqual([['a'], true]);
    edit('c');
    expect(plansAsked()).toEqual(['a', 'c']);
    predictions.onGhost(2);
    predictions.onTotals(2);
    await vi.advanceTimersByTimeAsync(1000);
    expect([plansAsked(), predictions.isPending()]).toEqual([['a', 'c'], false]);
  });
});
