import { AIMessage, HumanMessage, ToolMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import {
  Annotation,
  Command,
  END,
  interrupt,
  MemorySaver,
  MessagesAnnotation,
  Send,
  START,
  StateGraph,
} from '@langchain/langgraph';
import { createReactAgent, ToolNode, toolsCondition } from '@langchain/langgraph/prebuilt';
import { z } from 'zod';
import { asks, type NodeClass, seen, seenOf, type ToolNodeCase } from './case.ts';
import { ScriptedModel } from './model.ts';
import { broken, echo, toolOf } from './tools.ts';

type Tools = ConstructorParameters<NodeClass>[0];

const done = () => new AIMessage('done');
const echoCall = { name: 'echo', args: { text: 'a' } };
const ok = (content: string, id: string, name: string) => ({ tool: content, for: id, name, status: 'success' });

/** An agent of a scripted model and a node. */
function agentOf(Node: NodeClass, tools: Tools, script: AIMessage[], options: object = {}) {
  const node = new Node(tools);
  return createReactAgent({ llm: new ScriptedModel(script), tools: node, checkpointer: new MemorySaver(), ...options });
}

const thread = (thread_id = 't') => ({ configurable: { thread_id } });

/** The same case with one node run for all calls of a message (v1), and with one Send per call (v2). */
function bothVersions(name: string, run: (Node: NodeClass, version: 'v1' | 'v2') => Promise<unknown>, sees: unknown) {
  return (['v1', 'v2'] as const).map(
    (version): ToolNodeCase => ({
      name: `createReactAgent ${version}: ${name}`,
      run: (Node) => run(Node, version),
      sees,
    }),
  );
}

/** As a node of graphs and agents. */
export const graphCases: readonly ToolNodeCase[] = [
  {
    name: 'is recognised: instanceof, name space, tools, no trace',
    run: async (Node) => {
      const node = new Node([echo]);
      const { lc_namespace, trace, tools } = node;
      return { is: node instanceof ToolNode, lc_namespace, trace, tools: tools.map(({ name }) => name) };
    },
    sees: { is: true, lc_namespace: ['langgraph'], trace: false, tools: ['echo'] },
  },
  {
    name: 'is drawn as a node of a graph',
    run: async (Node) => {
      const graph = new StateGraph(MessagesAnnotation)
        .addNode('agent', () => ({ messages: [done()] }))
        .addNode('tools', new Node([echo]))
        .addEdge(START, 'agent')
        .addConditionalEdges('agent', toolsCondition, ['tools', END])
        .addEdge('tools', 'agent')
        .compile();
      const { nodes, edges } = await graph.getGraphAsync();
      return { nodes: Object.keys(nodes), edges: edges.map(({ source, target }) => `${source} > ${target}`) };
    },
    sees: {
      nodes: ['__start__', 'agent', 'tools', '__end__'],
      edges: ['__start__ > agent', 'tools > agent', 'agent > tools', 'agent > __end__'],
    },
  },
  {
    name: 'updates the messages of a graph, streams one update, and stores one checkpoint a step',
    run: async (Node) => {
      const checkpointer = new MemorySaver();
      const graph = new StateGraph(MessagesAnnotation)
        .addNode('tools', new Node([echo]))
        .addEdge(START, 'tools')
        .compile({ checkpointer });
      const updates: unknown[] = [];
      const input = { messages: [asks(echoCall)] };
      for await (const chunk of await graph.stream(input, { ...thread(), streamMode: 'updates' }))
        updates.push(seen(chunk));
      const { values } = await graph.getState(thread());
      const steps: unknown[] = [];
      for await (const { metadata } of checkpointer.list(thread())) steps.push(metadata?.source);
      return { updates, values: seen(values), steps };
    },
    sees: {
      updates: [{ tools: { messages: [ok('echo: a', '1', 'echo')] } }],
      values: { messages: [{ ai: '', calls: ['1 echo'] }, ok('echo: a', '1', 'echo')] },
      steps: ['loop', 'loop', 'input'],
    },
  },
  {
    name: 'gives each call an id of its own, also in the message of the model',
    run: async (Node) => {
      const message = asks(echoCall, { ...echoCall, id: '1' }, { ...echoCall, id: undefined });
      message.id = 'm';
      const graph = new StateGraph(MessagesAnnotation)
        .addNode('tools', new Node([echo]))
        .addEdge(START, 'tools')
        .compile();
      return seen((await graph.invoke({ messages: [message] })).messages);
    },
    sees: [
      { ai: '', calls: ['1 echo', '1 echo', 'undefined echo'] },
      ok('echo: a', '1', 'echo'),
      ok('echo: a', '1', 'echo'),
      { tool: 'echo: a', name: 'echo', status: 'success' },
    ],
    intended: {
      sees: [
        { ai: '', calls: ['1 echo', '1_2 echo', 'call_3 echo'] },
        ok('echo: a', '1', 'echo'),
        ok('echo: a', '1_2', 'echo'),
        ok('echo: a', 'call_3', 'echo'),
      ],
      why: 'Model providers refuse answers without an id, and two with one. Missing and equal ids are mended in both messages.',
    },
  },
  {
    name: 'keeps a thread whole when an artifact holds a big integer',
    run: async (Node) => {
      const counts = tool(async () => ['many', { rows: 10n }], {
        name: 'counts',
        description: 'Counts',
        schema: z.object({}),
        responseFormat: 'content_and_artifact',
      });
      const graph = new StateGraph(MessagesAnnotation)
        .addNode('tools', new Node([counts]))
        .addEdge(START, 'tools')
        .compile({ checkpointer: new MemorySaver() });
      await graph.invoke({ messages: [asks({ name: 'counts' })] }, thread());
      const { messages } = await graph.invoke({ messages: [asks({ name: 'counts', id: '2' })] }, thread());
      return messages.length;
    },
    sees: 2,
    intended: { sees: 4, why: 'A checkpointer cannot store a big integer. Ours puts its digits into the artifact.' },
  },
  {
    name: 'applies commands: update and goto in the graph, goto in the parent graph',
    run: async (Node) => {
      const State = Annotation.Root({ ...MessagesAnnotation.spec, note: Annotation<string> });
      const notes = tool(
        async ({ text }) => new Command({ update: { note: text }, goto: 'inner' }) as unknown as string,
        { name: 'notes', description: 'Notes', schema: z.object({ text: z.string() }) },
      );
      const leaves = toolOf('leaves', ({ toolCall }) => {
        const message = new ToolMessage({ content: 'left', tool_call_id: toolCall?.id as string, name: 'leaves' });
        return new Command({ graph: Command.PARENT, goto: 'outer', update: { messages: [message] } });
      });
      const visited: string[] = [];
      const visit = (name: string) => () => {
        visited.push(name);
        return {};
      };
      const child = new StateGraph(State)
        .addNode('tools', new Node([notes, leaves]), { ends: ['inner'] })
        .addNode('inner', visit('inner'))
        .addEdge(START, 'tools')
        .compile();
      const parent = new StateGraph(State)
        .addNode('child', child, { ends: ['outer'] })
        .addNode('outer', visit('outer'))
        .addEdge(START, 'child')
        .compile();
      const noted = await child.invoke({ messages: [asks({ name: 'notes', args: { text: 'rain' } })] });
      const left = await parent.invoke({ messages: [asks({ name: 'leaves' })] });
      return { note: noted.note, left: seen(left.messages.at(-1)), visited };
    },
    sees: { note: 'rain', left: { tool: 'left', for: '1', name: 'leaves' }, visited: ['inner', 'outer'] },
  },
  ...bothVersions(
    'runs the calls of each turn',
    async (Node, version) => {
      const script = [asks(echoCall, { name: 'broken' }), asks({ ...echoCall, id: '3' }), done()];
      const agent = agentOf(Node, [echo, broken], script, { version });
      return seen(await agent.invoke({ messages: [new HumanMessage('hi')] }, thread()));
    },
    {
      messages: [
        { human: 'hi' },
        { ai: '', calls: ['1 echo', '2 broken'] },
        ok('echo: a', '1', 'echo'),
        {
          tool: 'Error: the cable is out\n Please fix your mistakes.',
          for: '2',
          name: 'broken',
          status: 'error',
        },
        { ai: '', calls: ['3 echo'] },
        ok('echo: a', '3', 'echo'),
        { ai: 'done' },
      ],
    },
  ),
  ...bothVersions(
    'ends after a tool with returnDirect',
    async (Node, version) => {
      const direct = tool(async () => 'the answer', {
        name: 'direct',
        description: 'Answers',
        schema: z.object({}),
        returnDirect: true,
      });
      const agent = agentOf(Node, [direct], [asks({ name: 'direct' }), done()], { version });
      return seen(await agent.invoke({ messages: [] }, thread()));
    },
    { messages: [{ ai: '', calls: ['1 direct'] }, ok('the answer', '1', 'direct')] },
  ),
  ...bothVersions(
    'rejects under handleToolErrors: false',
    async (Node, version) => {
      const node = new Node([broken], { handleToolErrors: false });
      const agent = createReactAgent({ llm: new ScriptedModel([asks({ name: 'broken' })]), tools: node, version });
      return seenOf(agent.invoke({ messages: [] }));
    },
    { rejected: 'the cable is out' },
  ),
  ...bothVersions(
    'leaves out calls that a postModelHook has answered',
    async (Node, version) => {
      const postModelHook = ({ messages }: typeof MessagesAnnotation.State) => {
        const last = messages.at(-1) as AIMessage;
        const id = last.tool_calls?.[0]?.id;
        return id ? { messages: [new ToolMessage({ content: 'refused', tool_call_id: id, name: 'echo' })] } : {};
      };
      const script = [asks(echoCall, { name: 'echo', args: { text: 'b' } }), done()];
      const agent = agentOf(Node, [echo], script, { version, postModelHook });
      return seen(await agent.invoke({ messages: [] }, thread()));
    },
    {
      messages: [
        { ai: '', calls: ['1 echo', '2 echo'] },
        { tool: 'refused', for: '1', name: 'echo' },
        ok('echo: b', '2', 'echo'),
        { ai: 'done' },
      ],
    },
  ),
  ...bothVersions(
    'interrupts, and goes on with the answer',
    async (Node, version) => {
      const approve = toolOf('approve', () => `said ${interrupt({ question: 'pay?' })}`);
      const agent = agentOf(Node, [approve], [asks({ name: 'approve' }), done()], { version });
      const before = await agent.invoke({ messages: [new HumanMessage('hi')] }, thread());
      const asked = (before as { __interrupt__?: { value: unknown }[] }).__interrupt__?.map(({ value }) => value);
      const after = await agent.invoke(new Command({ resume: 'yes' }), thread());
      return { asked, before: before.messages.length, after: seen(after.messages.slice(2)) };
    },
    { asked: [{ question: 'pay?' }], before: 2, after: [ok('said yes', '1', 'approve'), { ai: 'done' }] },
  ),
];

/** Two calls of one message, one of which asks a person. */
export const interruptCases: readonly ToolNodeCase[] = [
  {
    name: 'lets the other calls of the message finish before it interrupts',
    run: async (Node) => {
      const ended: string[] = [];
      const approve = toolOf('approve', () => interrupt('pay?'));
      const slow = toolOf('slow', async () => {
        // Far more turns of the event loop than a graph takes to stop.
        for (let i = 0; i < 500; i++) await new Promise<void>((resolve) => setImmediate(resolve));
        ended.push('slow ended');
        return 'slow';
      });
      const agent = agentOf(Node, [approve, slow], [asks({ name: 'approve' }, { name: 'slow' }), done()], {
        version: 'v1',
      });
      await agent.invoke({ messages: [] }, thread());
      return [...ended];
    },
    sees: [],
    intended: {
      sees: ['slow ended'],
      why: 'The other calls finish before the graph stops: nothing runs on unseen while a person is asked.',
    },
  },
  {
    name: 'asks one question after the other where two calls ask, and nobody twice',
    run: async (Node) => {
      const answers: string[] = [];
      const ask = (name: string) =>
        toolOf(name, () => {
          const answer = `${name}: ${interrupt(`${name}?`)}`;
          answers.push(answer);
          return answer;
        });
      const agent = agentOf(
        Node,
        [ask('first'), ask('second')],
        [asks({ name: 'first' }, { name: 'second' }), done()],
        {
          version: 'v1',
        },
      );
      const asked: unknown[] = [];
      let state: { __interrupt__?: { value: unknown }[]; messages: unknown[] } = await agent.invoke(
        { messages: [] },
        thread(),
      );
      for (const resume of ['yes', 'no']) {
        asked.push(...(state.__interrupt__ ?? []).map(({ value }) => value));
        state = await agent.invoke(new Command({ resume }), thread());
      }
      return { asked, after: seen(state.messages.slice(1)) };
    },
    sees: {
      asked: ['first?', 'second?'],
      after: [ok('first: yes', '1', 'first'), ok('second: no', '2', 'second'), { ai: 'done' }],
    },
  },
  {
    name: 'with one Send per call, keeps what the other calls returned, and runs them once',
    run: async (Node) => {
      let runs = 0;
      const approve = toolOf('approve', () => `said ${interrupt('pay?')}`);
      const counted = toolOf('counted', () => `run ${++runs}`);
      const script = [asks({ name: 'approve' }, { name: 'counted' }), done()];
      const agent = agentOf(Node, [approve, counted], script, { version: 'v2' });
      await agent.invoke({ messages: [] }, thread());
      const after = await agent.invoke(new Command({ resume: 'yes' }), thread());
      return seen(after.messages.slice(1));
    },
    sees: [ok('said yes', '1', 'approve'), ok('run 1', '2', 'counted'), { ai: 'done' }],
  },
  {
    name: 'runs in a graph with one Send per call',
    run: async (Node) => {
      const graph = new StateGraph(MessagesAnnotation)
        .addNode('agent', ({ messages }) => ({
          messages: [messages.length === 0 ? asks(echoCall, { ...echoCall, args: { text: 'b' } }) : done()],
        }))
        .addNode('tools', new Node([echo]))
        .addEdge(START, 'agent')
        .addConditionalEdges(
          'agent',
          (state) => {
            const calls = (state.messages.at(-1) as AIMessage).tool_calls ?? [];
            return calls.length === 0 ? END : calls.map((call) => new Send('tools', { ...state, lg_tool_call: call }));
          },
          ['tools', END],
        )
        .addEdge('tools', 'agent')
        .compile();
      return seen((await graph.invoke({ messages: [] })).messages);
    },
    sees: [
      { ai: '', calls: ['1 echo', '2 echo'] },
      ok('echo: a', '1', 'echo'),
      ok('echo: b', '2', 'echo'),
      { ai: 'done' },
    ],
  },
];
