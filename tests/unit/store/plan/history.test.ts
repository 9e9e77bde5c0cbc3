import { describe, expect, it } from 'vitest';
import { createHistory, push, redo, undo } from '../../../../src/store/plan/history.ts';
import type { History } from '../../../../src/store/state.ts';

const stepsTo = (...steps: [value: string, token?: string][]) =>
  steps.reduce<History<string>>((history, [value, token]) => push(history, value, token), createHistory('a'));

describe('undo and redo', () => {
  it('goes back and forth over every step', () => {
    let history = stepsTo(['b'], ['c'], ['d']);
    const seen = [history.present];
    for (let i = 0; i < 4; i++) {
      history = undo(history);
      seen.push(history.present);
    }
    for (let i = 0; i < 4; i++) {
      history = redo(history);
      seen.push(history.present);
    }
    expect(seen.join('')).toBe('dcbaabcdd');
  });

  it('forgets what was undone when something new is done', () => {
    const history = push(undo(undo(stepsTo(['b'], ['c']))), 'x');
    expect(redo(history)).toBe(history);
    expect(undo(history).present).toBe('a');
  });

  it('takes edits with one token for one step, and the next token for the next', () => {
    const history = stepsTo(['b', 'drag-1'], ['c', 'drag-1'], ['d', 'drag-1'], ['e', 'drag-2'], ['f', 'drag-2']);
    expect(history.present).toBe('f');
    expect(undo(history).present).toBe('d');
    expect(undo(undo(history)).present).toBe('a');
  });

  it('begins a new step after an undo, also with the token of before', () => {
    const history = push(undo(stepsTo(['b', 'keys-0'], ['c'])), 'd', 'keys-0');
    expect(undo(history).present).toBe('b');
  });

  it('does not join edits without a token', () => {
    expect(undo(stepsTo(['b'], ['c'])).present).toBe('b');
  });

  it('keeps a token also while what was undone is dropped', () => {
    const history = push(stepsTo(['b', 't']), 'c', 't');
    expect(history.future).toEqual([]);
    expect(history.past).toEqual(['a']);
  });

  it('keeps 200 steps', () => {
    let history = createHistory(0);
    for (let i = 1; i <= 1000; i++) history = push(history, i);
    for (let i = 0; i < 1000; i++) history = undo(history);
    expect(history.present).toBe(800);
  });

  it('changes nothing that it was given', () => {
    const history = Object.freeze({
      past: Object.freeze(['a']),
      present: 'b',
      future: Object.freeze(['c']),
      token: 't',
    });
    push(history, 'x');
    push(history, 'x', 't');
    undo(history);
    redo(history);
    expect(history).toEqual({ past: ['a'], present: 'b', future: ['c'], token: 't' });
  });
});
