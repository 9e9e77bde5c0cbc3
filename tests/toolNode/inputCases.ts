import { AIMessage, HumanMessage, SystemMessage, ToolMessage } from '@langchain/core/messages';
import { asks, gate, seen, seenOf, type ToolNodeCase } from './case.ts';
import { echo, toolOf } from './tools.ts';

const hello = { name: 'echo', args: { text: 'hello' } };
const helloSeen = { tool: 'echo: hello', for: '1', name: 'echo', status: 'success' };

export const inputCases: readonly ToolNodeCase[] = [
  {
    name: 'answers a list of messages with a list of tool messages',
    run: async (Node) => seenOf(new Node([echo]).invoke([new HumanMessage('hi'), asks(hello)])),
    sees: [helloSeen],
  },
  {
    name: 'answers a state with messages with an update of `messages` alone',
    run: async (Node) => seenOf(new Node([echo]).invoke({ messages: [asks(hello)], user: 'Ada' })),
    sees: { messages: [helloSeen] },
  },
  {
    name: 'answers the one call of a Send with a state update',
    run: async (Node) => {
      const call = { ...hello, id: 'c9', type: 'tool_call' as const };
      return seenOf(new Node([echo]).invoke({ lg_tool_call: call, messages: [asks(hello)] }));
    },
    sees: { messages: [{ ...helloSeen, for: 'c9' }] },
  },
  {
    name: 'gives no messages where no call is requested',
    run: async (Node) => [
      await seenOf(new Node([echo]).invoke([new AIMessage('done')])),
      await seenOf(new Node([echo]).invoke({ messages: [new AIMessage('done')] })),
    ],
    sees: [[], { messages: [] }],
  },
  {
    name: 'takes the calls of the last AI message, also when others follow it',
    run: async (Node) => {
      const messages = [asks({ ...hello, id: 'old' }), new AIMessage('no'), asks(hello), new SystemMessage('be brief')];
      return seenOf(new Node([echo]).invoke(messages));
    },
    sees: [helloSeen],
  },
  {
    name: 'leaves out calls that have a tool message',
    run: async (Node) => {
      const answered = new ToolMessage({ content: 'not allowed', tool_call_id: '1', name: 'echo' });
      return seenOf(new Node([echo]).invoke([asks(hello, { ...hello, args: { text: 'you' } }), answered]));
    },
    sees: [{ ...helloSeen, tool: 'echo: you', for: '2' }],
  },
  {
    name: 'runs a call whose id was used in an earlier turn',
    run: async (Node) => {
      const first = [asks(hello), new ToolMessage({ content: 'echo: hello', tool_call_id: '1', name: 'echo' })];
      return seenOf(new Node([echo]).invoke([...first, asks({ ...hello, args: { text: 'again' } })]));
    },
    sees: [],
    intended: {
      sees: [{ ...helloSeen, tool: 'echo: again' }],
      why: 'Some models count their ids from the start in every turn. LangGraph takes such a call for answered and drops it.',
    },
  },
  {
    name: 'rejects messages without an AI message',
    run: async (Node) => seenOf(new Node([echo]).invoke([new HumanMessage('hi')])),
    sees: { rejected: 'ToolNode only accepts AIMessages as input.' },
  },
  {
    name: 'rejects what is neither a list of messages nor a state with one',
    run: async (Node) => [
      await seenOf(new Node([echo]).invoke({ text: 'hi' })),
      await seenOf(new Node([echo]).invoke(['hi'])),
      await seenOf(new Node([echo]).invoke({ messages: 'hi' })),
    ],
    sees: Array(3).fill({
      rejected: 'ToolNode only accepts BaseMessage[] or { messages: BaseMessage[] } as input.',
    }),
  },
  {
    name: 'starts all calls at once, and answers in the order of the calls',
    run: async (Node) => {
      const order: string[] = [];
      const second = gate();
      const waits = toolOf('waits', async () => {
        order.push('waits starts');
        await second.opened;
        order.push('waits ends');
        return 'late';
      });
      const opens = toolOf('opens', async () => {
        order.push('opens');
        second.open();
        return 'early';
      });
      const answer = await seenOf(new Node([waits, opens]).invoke([asks({ name: 'waits' }, { name: 'opens' })]));
      return { order, answer };
    },
    sees: {
      order: ['waits starts', 'opens', 'waits ends'],
      answer: [
        { tool: 'late', for: '1', name: 'waits', status: 'success' },
        { tool: 'early', for: '2', name: 'opens', status: 'success' },
      ],
    },
  },
  {
    name: 'is a Runnable: batch, stream, pipe and withConfig',
    run: async (Node) => {
      const node = new Node<AIMessage[]>([echo]);
      const streamed: unknown[] = [];
      for await (const chunk of await node.stream([asks(hello)])) streamed.push(seen(chunk));
      const piped = node.pipe((messages: unknown[]) => messages.length);
      return {
        batch: seen(await node.batch([[asks(hello)], [asks(hello)]])),
        streamed,
        piped: await piped.invoke([asks(hello)]),
        withConfig: seen(await node.withConfig({ tags: ['x'] }).invoke([asks(hello)])),
      };
    },
    sees: { batch: [[helloSeen], [helloSeen]], streamed: [[helloSeen]], piped: 1, withConfig: [helloSeen] },
  },
  {
    name: 'finds tools that are added to `tools` later, and the first of two with one name',
    run: async (Node) => {
      const node = new Node([toolOf('one', () => 'first'), toolOf('one', () => 'second')]);
      node.tools.push(echo);
      return seenOf(node.invoke([asks({ name: 'one' }, hello)]));
    },
    sees: [
      { tool: 'first', for: '1', name: 'one', status: 'success' },
      { ...helloSeen, for: '2' },
    ],
  },
];
