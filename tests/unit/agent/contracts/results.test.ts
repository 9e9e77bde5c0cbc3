import { AIMessage, HumanMessage, ToolMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { Command, END, MemorySaver, START, StateGraph } from '@langchain/langgraph';
import { ToolNode } from '@langchain/langgraph/prebuilt';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { LangChainTool } from '../../../../src/agent/adapter/watchedTool.ts';
import { createParallelExecutor } from '../../../../src/agent/parallelExecutor.ts';
import { annotated, graphOf, named, pending, thread } from './graphs.ts';

const artifactTool = (name: string, result: unknown): LangChainTool =>
  tool(() => result as never, { name, description: '', schema: z.object({}), responseFormat: 'content_and_artifact' });

const IMAGE = { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } };
const FILE = { type: 'file', source_type: 'base64', mime_type: 'application/pdf', data: 'AA==' };
const AUDIO = { type: 'input_audio', input_audio: { data: 'AA==', format: 'wav' } };

describe('what a tool returns arrives as LangGraph’s own node would give it', () => {
  it.each([
    ['a text', named('it', () => 'words')],
    ['an object', named('it', () => ({ a: 1 }))],
    [
      'content blocks of text, image, audio and file',
      named('it', () => [{ type: 'text', text: 'see' }, IMAGE, AUDIO, FILE]),
    ],
    ['an empty list', named('it', () => [])],
    [
      'a ToolMessage',
      named(
        'it',
        (_args, { toolCall }) => new ToolMessage({ content: 'own', tool_call_id: toolCall?.id ?? '', name: 'it' }),
      ),
    ],
    [
      'a ToolMessage that says error',
      named(
        'it',
        (_args, { toolCall }) =>
          new ToolMessage({ content: 'no', status: 'error', tool_call_id: toolCall?.id ?? '', name: 'it' }),
      ),
    ],
    ['content and artifact', artifactTool('it', ['words', { rows: [1, 2] }])],
    ['content and an empty artifact', artifactTool('it', [[{ type: 'text', text: 'from a server' }], []])],
    ['content and no artifact', artifactTool('it', ['words', undefined])],
  ])('%s', async (_what, one) => {
    const ask = new AIMessage({ content: '', tool_calls: [{ id: 'it', name: 'it', args: {} }] });
    const { messages: theirs } = await new ToolNode([one as never]).invoke({ messages: [ask] });
    const { messages: ours } = await createParallelExecutor({ tools: [one] })({ pending_tools: pending('it') });
    const shown = ({ content, artifact, status, name, tool_call_id }: ToolMessage) => ({
      content,
      artifact,
      status,
      name,
      tool_call_id,
    });
    expect((ours as ToolMessage[]).map(shown)).toEqual((theirs as ToolMessage[]).map(shown));
  });

  it('a Command updates the State and leads to its node', async () => {
    const move = named(
      'move',
      (_args, { toolCall }) =>
        new Command({
          goto: 'after',
          update: { messages: [new ToolMessage({ content: 'moved', tool_call_id: toolCall?.id ?? '' })] },
        }),
    );
    const graph = new StateGraph(annotated)
      .addNode('tools', createParallelExecutor({ tools: [move, named('plain', () => 'done')] }), {
        ends: ['after', END],
      })
      .addNode('after', () => ({ messages: [new HumanMessage('arrived')] }))
      .addEdge(START, 'tools')
      .compile();
    const { messages, results } = await graph.invoke({ pending_tools: pending('move', 'plain') });
    expect(messages.map(({ content }) => content).toSorted()).toEqual(['arrived', 'done', 'moved']);
    expect(messages.at(-1)?.content).toBe('arrived');
    expect(results).toEqual({ move: 'moved', plain: 'done' });
  });

  it('a Command to the parent graph reaches it', async () => {
    const leave = named('leave', () => new Command({ graph: Command.PARENT, goto: 'there' }));
    const child = new StateGraph(annotated)
      .addNode('tools', createParallelExecutor({ tools: [leave] }))
      .addEdge(START, 'tools')
      .compile();
    const parent = new StateGraph(annotated)
      .addNode('child', child, { ends: ['there'] })
      .addNode('there', () => ({ results: { there: true } }))
      .addEdge(START, 'child')
      .compile();
    expect((await parent.invoke({ pending_tools: pending('leave') })).results).toEqual({ there: true });
  });
});

describe('what a checkpointer cannot store never reaches State', () => {
  const circle: Record<string, unknown> = { a: 1 };
  circle.self = circle;
  class Account {
    total = 5n;
  }
  it.each([
    ['a bigint', 10n, '10'],
    ['a bigint deep inside', { rows: [{ n: 1n, ok: true }] }, { rows: [{ n: '1', ok: true }] }],
    ['a circle', circle, { a: 1, self: '[circular]' }],
    ['a bigint in a class of one’s own', new Account(), { total: '5' }],
    ['a bigint in a map', new Map([['n', 1n]]), new Map([['n', '1']])],
    [
      'a property that throws',
      {
        get bad() {
          throw new Error('no');
        },
      },
      '[unreadable value]',
    ],
  ])('%s: the thread keeps its messages', async (_what, value, stored) => {
    const node = createParallelExecutor({ tools: [named('odd', () => value)] });
    const graph = graphOf(node);
    await graph.invoke({ messages: [new HumanMessage('one')], pending_tools: pending('odd') }, thread());
    const second = await graph.invoke({ messages: [new HumanMessage('two')] }, thread());
    expect(second.messages.map(({ type }) => type)).toEqual(['human', 'tool', 'human']);
    expect(second.results).toEqual({ odd: stored });
    expect(graph.checkpointer).toBeInstanceOf(MemorySaver);
  });

  it('everything else keeps its identity', async () => {
    const value = { list: [1, { deep: new Date(0) }], nothing: null };
    const { results } = await createParallelExecutor({ tools: [named('it', () => value)] })({
      pending_tools: pending('it'),
    });
    expect(results?.it).toBe(value);
  });
});
