import { AIMessage, type BaseMessage, HumanMessage, type ToolMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import {
  Annotation,
  Command,
  END,
  interrupt,
  MemorySaver,
  MessagesZodMeta,
  messagesStateReducer,
  START,
  StateGraph,
} from '@langchain/langgraph';
import { registry } from '@langchain/langgraph/zod';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createParallelExecutor, parallelExecutor } from '../../../src/agent/parallelExecutor.ts';
import { stateSchema } from '../../../src/agent/state.ts';
import type { PendingCall } from '../../../src/run/plainState.ts';
import type { RunEvent } from '../../../src/run/types.ts';

const annotated = Annotation.Root({
  messages: Annotation<BaseMessage[]>({ reducer: messagesStateReducer, default: () => [] }),
  pending_tools: Annotation<PendingCall[]>({ reducer: (_, next) => next, default: () => [] }),
  results: Annotation<Record<string, unknown>>({ reducer: (_, next) => next, default: () => ({}) }),
  errors: Annotation<Record<string, string>>({ reducer: (_, next) => next, default: () => ({}) }),
});

const calls: PendingCall[] = [
  { id: 'fast_1', tool_name: 'fast_tool', args: { query: 'task 1', ms: 2 } },
  { id: 'slow_1', tool_name: 'slow_tool', args: { query: 'task 2', ms: 10 } },
  { id: 'error_1', tool_name: 'slow_tool', args: { query: 'fail', ms: 5 } },
];

function graphOf(node: typeof parallelExecutor) {
  return new StateGraph(annotated).addNode('tools', node).addEdge(START, 'tools').addEdge('tools', END);
}

describe('parallelExecutor as a node of a LangGraph graph', () => {
  it('runs the calls and updates State', async () => {
    const graph = graphOf(parallelExecutor).compile();
    const after = await graph.invoke({ messages: [new HumanMessage('go')], pending_tools: calls, results: { old: 1 } });
    expect(after.results).toEqual({ old: 1, fast_1: 'Fast result for: task 1', slow_1: 'Slow result for: task 2' });
    expect(after.errors).toEqual({ error_1: 'Error: Simulated failure' });
    expect(after.pending_tools).toEqual([]);
    expect(after.messages.map(({ type }) => type)).toEqual(['human', 'tool', 'tool', 'tool']);
  });

  it('takes our schema as its State, with the messages reducer registered', async () => {
    const messages = stateSchema.shape.messages.register(registry, MessagesZodMeta as never);
    const graph = new StateGraph(z.object({ ...stateSchema.shape, messages }))
      .addNode('tools', parallelExecutor)
      .addEdge(START, 'tools')
      .addEdge('tools', END)
      .compile();
    const after = await graph.invoke({ messages: [new HumanMessage('go')], pending_tools: calls });
    expect(Object.keys(after.results)).toEqual(['fast_1', 'slow_1']);
    expect(after.messages.map(({ type }) => type)).toEqual(['human', 'tool', 'tool', 'tool']);
  });

  it('without pending calls leaves State alone', async () => {
    const after = await graphOf(parallelExecutor)
      .compile()
      .invoke({ results: { a: 1 } });
    expect(after).toMatchObject({ results: { a: 1 }, errors: {}, messages: [] });
  });

  it('mends double ids in the AI message through the reducer', async () => {
    const call = { name: 'fast_tool', args: { query: 'x', ms: 1 } };
    const ask = new AIMessage({
      content: '',
      tool_calls: [
        { id: 'a', ...call },
        { id: 'a', ...call },
      ],
    });
    const pending = { id: 'a', tool_name: 'fast_tool', args: call.args };
    const after = await graphOf(parallelExecutor)
      .compile()
      .invoke({ messages: [ask], pending_tools: [pending, pending] });
    const [first, ...answers] = after.messages as [AIMessage, ...ToolMessage[]];
    expect(first.tool_calls?.map(({ id }) => id)).toEqual(['a', 'a_2']);
    expect(answers.map(({ tool_call_id }) => tool_call_id)).toEqual(['a', 'a_2']);
  });

  it("the graph's signal cancels the run and aborts the signal that its tools see", async () => {
    const signals: unknown[] = [];
    const stop = new AbortController();
    const events: RunEvent[] = [];
    const deaf = tool(
      async (_args, config) => {
        signals.push(config.signal);
        stop.abort(new Error('stopped'));
        return 'late';
      },
      { name: 'deaf', description: '', schema: z.object({}) },
    );
    let settled = () => {};
    const over = new Promise<void>((done) => {
      settled = done;
    });
    const onEvent = (event: RunEvent) => {
      events.push(event);
      if (event.type === 'late') settled();
    };
    const graph = graphOf(createParallelExecutor({ tools: [deaf], onEvent })).compile();
    const pending_tools = [{ id: 'd', tool_name: 'deaf', args: {} }];
    await expect(graph.invoke({ pending_tools }, { signal: stop.signal })).rejects.toThrow();
    await over;
    expect(signals).toMatchObject([{ aborted: true }]);
    expect(events.find(({ type }) => type === 'settled')).toMatchObject({ kind: 'cancelled' });
  });

  it('a tool may interrupt the graph for a person, and goes on with the answer', async () => {
    const ask = tool(() => `said ${interrupt('may I?')}`, { name: 'ask', description: '', schema: z.object({}) });
    const node = createParallelExecutor({ tools: [ask] });
    const graph = graphOf(node).compile({ checkpointer: new MemorySaver() });
    const config = { configurable: { thread_id: 't' } };
    const paused = await graph.invoke({ pending_tools: [{ id: 'a', tool_name: 'ask', args: {} }] }, config);
    expect(paused).toMatchObject({ __interrupt__: [{ value: 'may I?' }], results: {}, errors: {} });
    const after = await graph.invoke(new Command({ resume: 'yes' }), config);
    expect(after).toMatchObject({ results: { a: 'said yes' }, errors: {}, pending_tools: [] });
  });
});
