import { AIMessage, HumanMessage } from '@langchain/core/messages';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { askFor, stateOf, withUpdate } from '../../../src/agent/commit.ts';
import { plainState } from '../../../src/agent/plainState.ts';
import { parseState, planOf, type State, stateSchema } from '../../../src/agent/state.ts';
import { PlanError } from '../../../src/run/check/planError.ts';
import { distinctIds } from '../../../src/run/distinctIds.ts';

const fast = { name: 'fast_tool', args: { query: 'x' } };

describe('State', () => {
  it('has a default for each missing field, in the schema too', () => {
    const empty = { messages: [], pending_tools: [], results: {}, errors: {} };
    expect(parseState({})).toEqual(empty);
    expect(stateSchema.parse({})).toEqual(empty);
    expect(parseState({ pending_tools: [{ tool_name: 'x' }] }).pending_tools).toEqual([{ tool_name: 'x', args: {} }]);
  });

  it('keeps what it is given as it is', () => {
    const value = { deep: new Map() };
    const state = { messages: [new HumanMessage('hi'), 'hi', ['human', 'hi'], { role: 'user', content: 'hi' }] };
    const results = { a: value, ['__proto__']: 1 };
    const parsed = parseState({ ...state, results, more: 'fields' });
    expect(parsed.results).toBe(results);
    expect(parsed.messages).toBe(state.messages);
  });

  it.each([
    [undefined, 'state', 'a State: { messages, pending_tools, results, errors }', 'undefined'],
    [[], 'state', 'a State: { messages, pending_tools, results, errors }', '[]'],
    [{ messages: 'hi' }, 'messages', 'a list of messages', '"hi"'],
    [{ messages: [7] }, 'messages[0]', 'a message', '7'],
    [{ pending_tools: {} }, 'pending_tools', 'a list of calls', '{}'],
    [{ pending_tools: [null] }, 'pending_tools[0]', 'a call: { id, tool_name, args }', 'null'],
    [{ pending_tools: [{ id: 1, tool_name: 'x' }] }, 'pending_tools[0].id', 'a text, or nothing', '1'],
    [{ pending_tools: [{ id: 'a' }] }, 'pending_tools[0].tool_name', "the tool's name, a text", 'undefined'],
    [{ results: [] }, 'results', 'an object: id -> value', '[]'],
    [{ results: null }, 'results', 'an object: id -> value', 'null'],
    [{ errors: { a: 1 } }, 'errors.a', 'a text', '1'],
  ])('%j is refused with one error that names path, expected and got', (given, path, expected, got) => {
    let thrown: unknown;
    try {
      parseState(given);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(PlanError);
    expect(thrown).toMatchObject({ path, expected, got, message: `${path}: expected ${expected}, got ${got}` });
  });

  it('has the name and the arguments of a simulated call, and not how it behaves', () => {
    const call = { id: 'a', name: 'search_flights', args: { from: 'OSL' } };
    const { pending_tools, messages } = stateOf({ calls: [{ ...call, behavior: { kind: 'slow', result: 1 } }] });
    expect(pending_tools).toEqual([{ id: 'a', tool_name: 'search_flights', args: { from: 'OSL' } }]);
    expect(plainState({ messages, pending_tools, results: {}, errors: {} }).messages[0]?.tool_calls).toEqual([call]);
  });

  it('before a run: one AI message asks for every call, and the calls are pending', () => {
    const calls = [
      { id: 'a', ...fast, timeoutMs: 50 },
      { id: 'b', ...fast },
    ];
    const state = stateOf({ calls });
    expect(state.pending_tools).toEqual([
      { id: 'a', tool_name: 'fast_tool', args: { query: 'x' }, timeoutMs: 50 },
      { id: 'b', tool_name: 'fast_tool', args: { query: 'x' } },
    ]);
    expect(plainState(state).messages).toEqual([
      {
        type: 'ai',
        content: '',
        tool_calls: [
          { id: 'a', ...fast },
          { id: 'b', ...fast },
        ],
      },
    ]);
    expect(planOf(state)).toEqual({ calls });
  });

  it('before a run: double and missing ids are told apart in the AI message and in the calls alike', () => {
    const calls = ['a', 'a', '', 'a_2', 'a'].map((id) => ({ id, ...fast }));
    const ids = ['a', 'a_3', 'call_3', 'a_2', 'a_4'];
    const state = stateOf({ calls });
    expect(state.pending_tools.map(({ id }) => id)).toEqual(ids);
    expect((state.messages[0] as AIMessage).tool_calls?.map(({ id }) => id)).toEqual(ids);
    expect(askFor({ calls }).tool_calls?.map(({ id }) => id)).toEqual(ids);
  });

  it('goes on from an earlier State, and made ids do not repeat its ids', () => {
    const earlier: Partial<State> = { messages: [new HumanMessage('hi')], results: { call_1: 1 }, errors: { x: 'e' } };
    const state = stateOf({ calls: [{ id: '', ...fast }] }, earlier);
    expect(state.pending_tools[0]?.id).toBe('call_1_');
    expect(state.messages.map(({ type }) => type)).toEqual(['human', 'ai']);
    expect(state).toMatchObject({ results: { call_1: 1 }, errors: { x: 'e' } });
    expect(earlier.messages).toHaveLength(1);
  });

  it('takes an update as the messages reducer does', () => {
    const state = parseState({ messages: [new AIMessage({ id: 'm', content: 'old' })] });
    const messages = [new AIMessage({ id: 'm', content: 'new' }), new HumanMessage('more')];
    expect(withUpdate(state, { messages, errors: { a: 'Error: b' } })).toMatchObject({
      messages: [{ content: 'new' }, { content: 'more' }],
      errors: { a: 'Error: b' },
    });
    expect(state.messages[0]?.content).toBe('old');
  });
});

describe('distinct ids', () => {
  it('are one for each call, no two alike, kept where they were, and the same when asked again', () => {
    const id: fc.Arbitrary<string | undefined> = fc.constantFrom(
      'a',
      'b',
      'a_2',
      'a_3',
      'call_1',
      'call_2',
      'call_2_',
      '__proto__',
      '',
      undefined,
    );
    fc.assert(
      fc.property(fc.array(id), fc.array(id), (given, earlier) => {
        const taken = new Set(earlier.flatMap((one) => one ?? []));
        const ids = distinctIds(given, taken);
        expect(ids).toHaveLength(given.length);
        expect(new Set(ids).size).toBe(given.length);
        expect(distinctIds(ids, taken)).toEqual(ids);
        given.forEach((one, key) => {
          if (one && given.indexOf(one) === key) expect(ids[key]).toBe(one);
          if (!one) expect(taken.has(ids[key] as string)).toBe(false);
        });
      }),
    );
  });
});
