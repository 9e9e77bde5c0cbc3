import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../../../src/run/policy.ts';
import type { PredictRequest } from '../../../src/runner/messages.ts';
import { predictor } from '../../../src/store/predictor.ts';
import type { Doc } from '../../../src/store/state.ts';

function start() {
  const asked: PredictRequest[] = [];
  let doc: Doc = { plan: { calls: [] }, preset: '', atMost: 3, batchesOf: 2 };
  const predictions = predictor({ predict: (request) => void asked.push(request) }, () => doc);
  const edit = (name: string, calls = 3) => {
    const call = { id: name, name: 'fast_tool', args: {} };
    doc = { ...doc, plan: { calls: [call, call, call].slice(0, calls) } };
    predictions.ask();
  };
  return { asked, edit, predictions, plansAsked: () => asked.map(({ plan }) => plan.calls[0]?.id) };
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
    predictions.ghostCame(1);
    expect(plansAsked()).toEqual(['a', 'd']);
  });

  it('does not wait for the totals of an older plan', () => {
    const { edit, predictions, plansAsked } = start();
    edit('a');
    predictions.ghostCame(1);
    edit('b');
    expect(plansAsked()).toEqual(['a', 'b']);
  });

  it('knows what an answer is about, and nothing of an answer that was overtaken', () => {
    const { edit, predictions } = start();
    edit('a');
    expect(predictions.planOf(1)?.calls[0]?.id).toBe('a');
    predictions.ghostCame(1);
    edit('b');
    expect(predictions.planOf(1)).toBeUndefined();
    expect(predictions.planOf(2)?.calls[0]?.id).toBe('b');
    expect(predictions.planOf(3)).toBeUndefined();
  });

  it('waits until all has come', () => {
    const { edit, predictions } = start();
    expect(predictions.pending()).toBe(false);
    edit('a');
    predictions.ghostCame(1);
    expect(predictions.pending()).toBe(true);
    predictions.allCame(1);
    expect(predictions.pending()).toBe(false);
    expect(predictions.planOf(1)).toBeUndefined();
  });

  it('an answer from before changes nothing', () => {
    const { edit, predictions, plansAsked } = start();
    edit('a');
    predictions.ghostCame(1);
    edit('b');
    edit('c');
    predictions.ghostCame(1);
    predictions.allCame(1);
    expect(plansAsked()).toEqual(['a', 'b']);
    expect(predictions.pending()).toBe(true);
  });

  it('after a refusal the newest plan is asked about', () => {
    const { edit, predictions, plansAsked } = start();
    edit('a');
    edit('b');
    predictions.allCame(1);
    expect(plansAsked()).toEqual(['a', 'b']);
  });
});
