import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchMessages, pairingText } from '../../../../src/analysis/log/messagePairing.ts';
import type { PlainMessage } from '../../../../src/run/plainState.ts';

const asks = (...ids: string[]): PlainMessage => ({
  type: 'ai',
  content: '',
  tool_calls: ids.map((id) => ({ id, name: 'fast_tool', args: {} })),
});
const answer = (id: string): PlainMessage => ({ type: 'tool', content: 'x', tool_call_id: id, status: 'success' });
const said = (...messages: PlainMessage[]) => pairingText(matchMessages(messages));

describe('tool calls and their tool messages', () => {
  it('are each paired, in whatever order they stand', () => {
    expect(said(asks('a', 'b', 'c', 'd'), ...['c', 'a', 'd', 'b'].map(answer))).toBe(
      '4 tool calls, 4 tool messages: each paired.',
    );
    expect(said(asks('a'), answer('a'), { type: 'human', content: 'go on' }, asks('b'), answer('b'))).toBe(
      '2 tool calls, 2 tool messages: each paired.',
    );
    expect(said(asks('a'), answer('a'))).toBe('1 tool call, 1 tool message: each paired.');
    expect(said()).toBe('no tool calls, no tool messages: each paired.');
  });

  it('are named when one is missing, double or nobody’s', () => {
    expect(said(asks('a', 'b'), answer('a'))).toBe('2 tool calls, 1 tool message: b is not answered.');
    expect(said(asks('a'), answer('a'), answer('a'))).toBe(
      '1 tool call, 2 tool messages: a is answered more than once.',
    );
    expect(said(asks('a'), answer('a'), answer('x'))).toBe(
      '1 tool call, 2 tool messages: x is answered, but nobody asked for it.',
    );
    expect(said(asks('a', 'b'), answer('x'), answer('y'))).toBe(
      '2 tool calls, 2 tool messages: a and b are not answered; x and y are answered, but nobody asked for them.',
    );
  });

  it('with the same id cannot be told apart, answered or not', () => {
    expect(matchMessages([asks('a', 'a'), answer('a'), answer('a')])).toMatchObject({
      missing: [],
      duplicateAnswers: [],
      duplicateIds: ['a'],
    });
    expect(said(asks('a', 'a', 'b'), answer('a'), answer('b'))).toBe(
      '3 tool calls, 2 tool messages: a is not answered; more than one call has the id a.',
    );
    expect(said(asks('__proto__'), answer('__proto__'))).toContain('each paired');
  });

  it('are paired exactly when both lists hold the same ids, each once', () => {
    const ids = fc.array(fc.constantFrom('a', 'b', 'c', '__proto__'), { maxLength: 5 });
    fc.assert(
      fc.property(ids, ids, (asked, answered) => {
        const good = [...asked].sort().join() === [...answered].sort().join() && new Set(asked).size === asked.length;
        expect(said(asks(...asked), ...answered.map(answer)).endsWith('each paired.')).toBe(good);
      }),
      { seed: 11, numRuns: 400 },
    );
  });
});
