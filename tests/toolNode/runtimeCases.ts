import { BaseCallbackHandler } from '@langchain/core/callbacks/base';
import { RunnableLambda } from '@langchain/core/runnables';
import { StructuredTool, tool } from '@langchain/core/tools';
import {
  Annotation,
  getConfig,
  getCurrentTaskInput,
  getStore,
  getWriter,
  InMemoryStore,
  MessagesAnnotation,
  START,
  StateGraph,
} from '@langchain/langgraph';
import { z } from 'zod';
import { asks, gate, type NodeClass, seen, seenOf, type ToolNodeCase } from './case.ts';
import { broken, echo, toolOf } from './tools.ts';

const WithUser = Annotation.Root({ ...MessagesAnnotation.spec, user: Annotation<string> });

type Tools = ConstructorParameters<NodeClass>[0];

/** A graph of one node, with the state of the messages and a user. */
function graphOf(Node: NodeClass, tools: Tools) {
  return new StateGraph(WithUser, z.object({ team: z.string() }))
    .addNode('tools', new Node(tools))
    .addEdge(START, 'tools')
    .compile({ store: new InMemoryStore() });
}

const CONTEXT = { context: { team: 'blue' } };

/** What a tool sees, by name; filled while it runs. */
function spy(name: string, look: (config: Parameters<Parameters<typeof toolOf>[1]>[0]) => unknown) {
  const saw: unknown[] = [];
  const spying = toolOf(name, async (config) => {
    saw.push(await look(config));
    return 'seen';
  });
  return { spying, saw };
}

class Counts extends BaseCallbackHandler {
  name = 'counts';
  override awaitHandlers = true;
  readonly saw: unknown[] = [];
  override handleChainStart(_chain: unknown, _inputs: unknown, _id: string, _parent?: string, ...rest: unknown[]) {
    this.saw.push(`chain ${rest.find((one) => typeof one === 'string')}`);
  }
  override handleToolStart(...args: unknown[]) {
    const [, input, , parent, tags, , name, id] = args;
    this.saw.push({ tool: name, id, input, tags, nested: parent !== undefined });
  }
  override handleToolEnd(output: unknown) {
    this.saw.push(seen(output));
  }
  override handleToolError(error: Error) {
    this.saw.push(seen(error));
  }
}

export const runtimeCases: readonly ToolNodeCase[] = [
  {
    name: 'gives the tool its call: id, name and arguments',
    run: async (Node) => {
      const saw: unknown[] = [];
      const look = tool(
        async (args, config) => {
          const { toolCallId, toolCall } = config as unknown as { toolCallId: string; toolCall: unknown };
          saw.push({ args, toolCallId, toolCall });
          return 'seen';
        },
        { name: 'look', description: 'Looks', schema: z.object({ n: z.number() }) },
      );
      await new Node([look]).invoke([asks({ name: 'look', args: { n: 1 }, id: 'c1' })]);
      return saw;
    },
    sees: [
      {
        args: { n: 1 },
        toolCallId: 'c1',
        toolCall: { id: 'c1', name: 'look', args: { n: 1 }, type: 'tool_call' },
      },
    ],
  },
  {
    name: 'gives the tool the state that the node got, of whatever form',
    run: async (Node) => {
      const { spying, saw } = spy('look', ({ state }) => seen(state));
      const node = new Node([spying]);
      const message = asks({ name: 'look' });
      await node.invoke([message]);
      await node.invoke({ messages: [message], user: 'Ada' });
      await node.invoke({ lg_tool_call: { name: 'look', args: {}, id: '1' }, messages: [], user: 'Ada' });
      return saw;
    },
    sees: [
      [{ ai: '', calls: ['1 look'] }],
      { messages: [{ ai: '', calls: ['1 look'] }], user: 'Ada' },
      { messages: [], user: 'Ada' },
    ],
  },
  {
    name: 'gives the tool no store and no writer outside a graph',
    run: async (Node) => {
      const { spying, saw } = spy('look', ({ store, writer, context }) => ({ store, writer, context }));
      await new Node([spying]).invoke([asks({ name: 'look' })]);
      return saw;
    },
    sees: [{ store: undefined, writer: undefined, context: undefined }],
  },
  {
    name: 'gives the tool the config of the graph: configurable, metadata, tags, context, store',
    run: async (Node) => {
      const { spying, saw } = spy('look', async ({ configurable, metadata, tags, context, store, config }) => ({
        user: configurable?.user,
        thread: configurable?.thread_id,
        node: metadata?.langgraph_node,
        mine: metadata?.mine,
        tags: tags?.filter((tag) => !tag.startsWith('seq:')),
        context,
        store: store instanceof Object,
        config: [config?.configurable?.user, config?.context],
      }));
      const config = { ...CONTEXT, configurable: { user: 'Ada', thread_id: 't' }, metadata: { mine: 1 }, tags: ['x'] };
      await graphOf(Node, [spying]).invoke({ messages: [asks({ name: 'look' })] }, config);
      return saw;
    },
    sees: [
      {
        user: 'Ada',
        thread: 't',
        node: 'tools',
        mine: 1,
        tags: ['x'],
        context: { team: 'blue' },
        store: true,
        config: ['Ada', { team: 'blue' }],
      },
    ],
  },
  {
    name: 'keeps the ambient config of the graph: getConfig, getStore, getWriter, getCurrentTaskInput',
    run: async (Node) => {
      const written: unknown[] = [];
      const { spying, saw } = spy('look', async () => {
        await new Promise<void>((resolve) => setImmediate(resolve));
        await getStore()?.put(['facts'], 'a', { n: 1 });
        getWriter()?.('half way');
        const { user } = getCurrentTaskInput<{ user: string }>();
        return [getConfig().configurable?.who, (await getStore()?.get(['facts'], 'a'))?.value, user];
      });
      const config = { ...CONTEXT, configurable: { who: 'Ada' }, streamMode: 'custom' as const };
      const input = { messages: [asks({ name: 'look' })], user: 'Eve' };
      for await (const chunk of await graphOf(Node, [spying]).stream(input, config)) written.push(chunk);
      return { saw, written };
    },
    sees: { saw: [['Ada', { n: 1 }, 'Eve']], written: [] },
  },
  {
    name: 'keeps the ambient config for tool classes, too',
    run: async (Node) => {
      class Looks extends StructuredTool {
        name = 'looks';
        description = 'Looks';
        schema = z.object({});
        async _call() {
          const { user } = getCurrentTaskInput<{ user: string }>();
          return `${getConfig().configurable?.who} ${user}`;
        }
      }
      const config = { ...CONTEXT, configurable: { who: 'Ada' } };
      const { messages } = await graphOf(Node, [new Looks()]).invoke(
        { messages: [asks({ name: 'looks' })], user: 'Eve' },
        config,
      );
      return messages.at(-1)?.content;
    },
    sees: 'Ada Eve',
  },
  {
    name: 'streams what a tool writes with its writer',
    run: async (Node) => {
      const writes = toolOf('writes', ({ writer }) => {
        writer?.({ step: 1 });
        writer?.({ step: 2 });
        return 'written';
      });
      const written: unknown[] = [];
      const input = { messages: [asks({ name: 'writes' })] };
      for await (const chunk of await graphOf(Node, [writes]).stream(input, { ...CONTEXT, streamMode: 'custom' }))
        written.push(chunk);
      return written;
    },
    sees: [{ step: 1 }, { step: 2 }],
  },
  {
    name: "streams the calls under streamMode 'tools': start, events, end and error, each with the call's id",
    run: async (Node) => {
      const counts = tool(
        async function* () {
          yield 'one';
          yield 'two';
          return 'three';
        },
        { name: 'counts', description: 'Counts', schema: z.object({}) },
      );
      const events: unknown[] = [];
      const input = { messages: [asks({ name: 'counts' }, { name: 'broken' }, { name: 'echo', args: { text: 'a' } })] };
      const stream = await graphOf(Node, [counts, broken, echo]).stream(input, { ...CONTEXT, streamMode: 'tools' });
      for await (const event of stream) events.push(seen(event));
      // The calls run side by side: only the order of each call's own events is fixed.
      const callOf = (event: unknown) => (event as { toolCallId: string }).toolCallId;
      return events.sort((a, b) => callOf(a).localeCompare(callOf(b)));
    },
    sees: [
      { event: 'on_tool_start', toolCallId: '1', name: 'counts', input: '{}' },
      { event: 'on_tool_event', toolCallId: '1', name: 'counts', data: 'one' },
      { event: 'on_tool_event', toolCallId: '1', name: 'counts', data: 'two' },
      {
        event: 'on_tool_end',
        toolCallId: '1',
        name: 'counts',
        output: { tool: 'three', for: '1', name: 'counts', status: 'success' },
      },
      { event: 'on_tool_start', toolCallId: '2', name: 'broken', input: '{}' },
      { event: 'on_tool_error', toolCallId: '2', name: 'broken', error: { threw: 'the cable is out' } },
      { event: 'on_tool_start', toolCallId: '3', name: 'echo', input: '{"text":"a"}' },
      {
        event: 'on_tool_end',
        toolCallId: '3',
        name: 'echo',
        output: { tool: 'echo: a', for: '3', name: 'echo', status: 'success' },
      },
    ],
  },
  {
    name: 'traces each call as a tool run with its id, and itself not at all',
    run: async (Node) => {
      const handler = new Counts();
      const message = asks({ name: 'echo', args: { text: 'a' }, id: 'c1' }, { name: 'broken', id: 'c2' });
      await new Node([echo, broken]).invoke([message], { callbacks: [handler] });
      // The calls run side by side: only the order of each call's own events is fixed.
      const isEcho = (one: unknown) => JSON.stringify(one).includes('echo');
      return { echo: handler.saw.filter(isEcho), broken: handler.saw.filter((one) => !isEcho(one)) };
    },
    sees: {
      echo: [
        { tool: 'echo', id: 'c1', input: '{"text":"a"}', tags: [], nested: false },
        { tool: 'echo: a', for: 'c1', name: 'echo', status: 'success' },
      ],
      broken: [{ tool: 'broken', id: 'c2', input: '{}', tags: [], nested: false }, { threw: 'the cable is out' }],
    },
  },
  {
    name: 'traces its calls under the run that it was called in, without a config',
    run: async (Node) => {
      const handler = new Counts();
      const node = new Node([echo]);
      const wrapper = RunnableLambda.from(async () => node.invoke([asks({ name: 'echo', args: { text: 'a' } })]));
      await wrapper.invoke({}, { callbacks: [handler] });
      return handler.saw.filter((one) => typeof one === 'object');
    },
    sees: [
      { tool: 'echo', id: '1', input: '{"text":"a"}', tags: [], nested: true },
      { tool: 'echo: a', for: '1', name: 'echo', status: 'success' },
    ],
  },
  {
    name: 'takes a name and tags, which its tools see',
    run: async (Node) => {
      const handler = new Counts();
      const node = new Node([echo], { name: 'my tools', tags: ['mine'] });
      await node.invoke([asks({ name: 'echo', args: { text: 'a' } })], { callbacks: [handler], tags: ['yours'] });
      const started = handler.saw[0] as { tags: string[] };
      return { name: node.name, shown: node.getName(), tags: started.tags, bare: new Node([echo]).getName() };
    },
    sees: { name: 'my tools', shown: 'my tools', tags: ['mine', 'yours'], bare: 'func' },
  },
  {
    name: "aborts the tool's signal when the graph is aborted, and the graph rejects",
    run: async (Node) => {
      const started = gate();
      const aborted = gate<string>();
      const waits = toolOf('waits', ({ signal }) => {
        signal?.addEventListener('abort', () => aborted.open('signal aborted'));
        started.open();
        return aborted.opened;
      });
      const controller = new AbortController();
      const input = { messages: [asks({ name: 'waits' })] };
      const work = graphOf(Node, [waits]).invoke(input, { ...CONTEXT, signal: controller.signal });
      await started.opened;
      controller.abort();
      const rejected = await work.then(
        () => 'resolved',
        () => 'rejected',
      );
      return [rejected, await aborted.opened];
    },
    sees: ['rejected', 'signal aborted'],
  },
  {
    name: 'answers calls that are aborted by a signal of the node alone with an error',
    run: async (Node) => {
      const started = gate();
      const waits = toolOf('waits', () => {
        started.open();
        return new Promise(() => {});
      });
      const controller = new AbortController();
      const work = new Node([waits]).invoke([asks({ name: 'waits' })], { signal: controller.signal });
      await started.opened;
      controller.abort(new Error('the user left'));
      return seenOf(work);
    },
    sees: [{ tool: 'Error: the user left\n Please fix your mistakes.', for: '1', name: 'waits', status: 'error' }],
  },
];
