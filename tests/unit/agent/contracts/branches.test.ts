import { AIMessage, type BaseMessage, ToolMessage } from '@langchain/core/messages';
import {
  Command,
  END,
  interrupt,
  MemorySaver,
  messagesStateReducer,
  Send,
  START,
  StateGraph,
} from '@langchain/langgraph';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stateOf, withUpdate } from '../../../../src/agent/commit.ts';
import { StateAnnotation } from '../../../../src/agent/langgraph/stateAnnotation.ts';
import { createParallelExecutor } from '../../../../src/agent/parallelExecutor.ts';
import { createFailedRunner } from '../../../../src/agent/runFailedAgain.ts';
import { parseState, type State } from '../../../../src/agent/state.ts';
import { mergeById, pendingAfter } from '../../../../src/agent/stateReducers.ts';
import type { PendingCall } from '../../../../src/run/plainState.ts';
import { property } from '../../support/property.ts';
import { annotated, named, thread } from './graphs.ts';

type Graphed = typeof StateAnnotation.State;

const echo = named('echo', ({ text }) => `echo ${text}`);
const fails = named('fails', ({ text }) => Promise.reject(new Error(`no ${text}`)));

/** A graph that sends each pending call to the node by itself. */
function sending(node: (state: Graphed) => Promise<unknown>, state = StateAnnotation as typeof annotated) {
  return new StateGraph(state)
    .addNode('tools', node as never)
    .addConditionalEdges(
      START,
      (before) => before.pending_tools.map((call) => new Send('tools', { ...before, pending_tools: [call] })),
      ['tools'],
    )
    .addEdge('tools', END)
    .compile({ checkpointer: new MemorySaver() });
}

const planOfTexts = (...texts: string[]) => ({
  calls: texts.map((text) => ({ id: text, name: text.startsWith('no') ? 'fails' : 'echo', args: { text } })),
});

describe('one Send per call', () => {
  const options = { tools: [echo, fails] };

  it('loses no result, error or message of a branch', async () => {
    const before = stateOf(planOfTexts('a', 'b', 'no1', 'c', 'no2'));
    const after = await sending(createParallelExecutor(options)).invoke(
      { ...before, results: { old: 1 }, errors: { older: 'Error: x' } },
      thread(),
    );
    expect(after.results).toEqual({ old: 1, a: 'echo a', b: 'echo b', c: 'echo c' });
    expect(after.errors).toEqual({ older: 'Error: x', no1: 'Error: no no1', no2: 'Error: no no2' });
    expect(after.pending_tools).toEqual([]);
    expect(after.messages.map(({ type }) => type)).toEqual(['ai', 'tool', 'tool', 'tool', 'tool', 'tool']);
  });

  it('without ids: the branches agree on them', async () => {
    const tool_calls = ['a', 'b', 'c'].map((text) => ({ name: 'echo', args: { text } }));
    const pending_tools = tool_calls.map(({ name, args }) => ({ tool_name: name, args }));
    const after = await sending(createParallelExecutor(options)).invoke(
      { messages: [new AIMessage({ id: 'ai', content: '', tool_calls })], pending_tools },
      thread(),
    );
    expect(after.results).toEqual({ call_1: 'echo a', call_2: 'echo b', call_3: 'echo c' });
    const [request, ...answers] = after.messages;
    expect((request as AIMessage).tool_calls?.map(({ id }) => id)).toEqual(['call_1', 'call_2', 'call_3']);
    expect(answers).toHaveLength(3);
    expect(after.pending_tools).toEqual([]);
  });

  it('calls that were not sent stay pending', async () => {
    const before = stateOf(planOfTexts('a', 'b', 'c'));
    const node = createParallelExecutor(options);
    const graph = new StateGraph(StateAnnotation)
      .addNode('tools', node)
      .addConditionalEdges(
        START,
        (state) => new Send('tools', { ...state, pending_tools: state.pending_tools.slice(0, 1) }),
        ['tools'],
      )
      .addEdge('tools', END)
      .compile();
    const after = await graph.invoke(before);
    expect(after.pending_tools.map(({ id }) => id)).toEqual(['b', 'c']);
    expect(after.results).toEqual({ a: 'echo a' });
  });

  it('failed calls that run again beside each other move from errors to results', async () => {
    let down = true;
    const shaky = named('shaky', ({ text }) =>
      down && text !== 'a' ? Promise.reject(new Error('down')) : `up ${text}`,
    );
    const tools = { tools: [shaky] };
    const calls = ['a', 'b', 'c'].map((text) => ({ id: text, name: 'shaky', args: { text } }));
    const first = await sending(createParallelExecutor(tools)).invoke(stateOf({ calls }), thread());
    expect([Object.keys(first.results), Object.keys(first.errors)]).toEqual([['a'], ['b', 'c']]);
    down = false;
    const again = createFailedRunner(tools);
    const graph = new StateGraph(StateAnnotation)
      .addNode('again', again)
      .addConditionalEdges(
        START,
        ({ errors, ...state }) =>
          Object.entries(errors).map(([id, text]) => new Send('again', { ...state, errors: { [id]: text } })),
        ['again'],
      )
      .addEdge('again', END)
      .compile();
    const second = await graph.invoke(first as never);
    expect(second.results).toEqual({ a: 'up a', b: 'up b', c: 'up c' });
    expect(second.errors).toEqual({});
    expect(second.messages).toHaveLength(4);
  });

  it('while a person is asked, the other branches’ results are kept, and their tools do not run again', async () => {
    let ran = 0;
    const counted = named('counted', () => `run ${++ran}`);
    const ask = named('ask', () => `said ${interrupt('may I?')}`);
    const graph = sending(createParallelExecutor({ tools: [counted, ask] }));
    const before = stateOf({
      calls: [
        { id: 'x', name: 'counted', args: {} },
        { id: 'y', name: 'ask', args: {} },
      ],
    });
    await graph.invoke({ ...before, errors: { old: 'Error: x' } }, thread());
    const after = await graph.invoke(new Command({ resume: 'yes' }), thread());
    expect(after).toMatchObject({ results: { x: 'run 1', y: 'said yes' }, errors: { old: 'Error: x' } });
    expect(after.messages).toHaveLength(3);
  });

  it('a State with reducers that replace works as before, where one node runs all calls', async () => {
    const graph = new StateGraph(annotated)
      .addNode('tools', createParallelExecutor(options))
      .addEdge(START, 'tools')
      .addEdge('tools', END)
      .compile();
    const after = await graph.invoke({ ...stateOf(planOfTexts('a', 'no1')), results: { old: 1 } });
    expect(after).toMatchObject({
      results: { old: 1, a: 'echo a' },
      errors: { no1: 'Error: no no1' },
      pending_tools: [],
    });
  });
});

describe('the reducers of the State', () => {
  it('merge an update of a node of one’s own entry by entry, and take its list of pending calls', () => {
    expect(mergeById({ a: 1, b: 2 }, { b: 3, c: 4 })).toEqual({ a: 1, b: 3, c: 4 });
    expect(mergeById<unknown>({}, JSON.parse('{"__proto__": 1}'))).toEqual(JSON.parse('{"__proto__": 1}'));
    const call: PendingCall = { id: 'a', tool_name: 'x', args: {} };
    expect(pendingAfter([call], [])).toEqual([]);
    expect(pendingAfter([], [call])).toEqual([call]);
  });

  const outcome = fc.constantFrom('succeeds', 'fails');
  const order = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 8 });
  property(
    'give the State of one after the other, in whatever order branches end',
    fc.record({
      outcomes: fc.array(outcome, { minLength: 6, maxLength: 6 }),
      rounds: fc.array(order, { maxLength: 3 }),
    }),
    async ({ outcomes, rounds }) => {
      const turn = { value: 0 };
      const flips = named('flips', ({ text }) => {
        const place = Number(text);
        if ((outcomes[place] === 'fails') === (turn.value % 2 === 0)) throw new Error(`no ${text}`);
        return `echo ${text}`;
      });
      const node = createParallelExecutor({ tools: [flips] });
      const calls = outcomes.map((_, place) => ({ id: `${place}`, name: 'flips', args: { text: `${place}` } }));
      let merged = stateOf({ calls });
      let sequential = merged;
      for (const round of rounds) {
        const places = [...new Set(round)];
        const snapshot = merged;
        const updates = await Promise.all(
          places.map((place) => {
            const pending = calls.slice(place, place + 1).map(({ id, name, args }) => ({ id, tool_name: name, args }));
            return node({ ...snapshot, pending_tools: pending });
          }),
        );
        for (const update of updates) merged = reduced(merged, update);
        const pending_tools = places.map((place) => ({
          id: `${place}`,
          tool_name: 'flips',
          args: { text: `${place}` },
        }));
        sequential = withUpdate(sequential, await node({ ...sequential, pending_tools }));
        turn.value++;
      }
      expect(sorted(merged.results)).toEqual(sorted(sequential.results));
      expect(sorted(merged.errors)).toEqual(sorted(sequential.errors));
      const ids = (state: State) => state.messages.filter((one) => ToolMessage.isInstance(one)).length;
      expect(ids(parseState(merged))).toBeGreaterThanOrEqual(ids(sequential));
    },
    { runs: 60 },
  );
});

function reduced(state: State, update: Partial<State>): State {
  const { messages = [], pending_tools = [], results = {}, errors = {} } = update;
  return {
    messages: messagesStateReducer(state.messages, messages) as BaseMessage[],
    pending_tools: pendingAfter(state.pending_tools, pending_tools),
    results: mergeById(state.results, results),
    errors: mergeById(state.errors, errors),
  };
}

const sorted = (record: Record<string, unknown>) => Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
