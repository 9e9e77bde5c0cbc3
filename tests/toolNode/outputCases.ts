import { ToolMessage } from '@langchain/core/messages';
import { RunnableLambda } from '@langchain/core/runnables';
import { DynamicTool, StructuredTool, tool } from '@langchain/core/tools';
import { Command, Send } from '@langchain/langgraph';
import { z } from 'zod';
import { asks, seenOf, type ToolNodeCase } from './case.ts';
import { echo, toolOf } from './tools.ts';

const IMAGE = { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } };
const TEXT = { type: 'text', text: 'a dot' };

class Doubles extends StructuredTool {
  name = 'doubles';
  description = 'Doubles a number';
  schema = z.object({ n: z.number() });
  async _call({ n }: { n: number }) {
    return String(2 * n);
  }
}

const withArtifact = (name: string, content: unknown, artifact: unknown) =>
  tool(async () => [content, artifact], {
    name,
    description: 'Content and artifact',
    schema: z.object({}),
    responseFormat: 'content_and_artifact',
  });

const handOver = (name: string, target: string) =>
  toolOf(name, ({ toolCall }) => {
    const content = `over to ${target}`;
    const message = new ToolMessage({ content, tool_call_id: toolCall?.id as string, name });
    return new Command({ goto: target, graph: Command.PARENT, update: { messages: [message] } });
  });

const sends = (name: string, target: string) =>
  toolOf(name, () => new Command({ graph: Command.PARENT, goto: [new Send(target, { topic: name })] }));

const handed = (id: string, name: string, target: string) => ({
  command: true,
  graph: Command.PARENT,
  goto: [target],
  update: { messages: [{ tool: `over to ${target}`, for: id, name }] },
});

const ok = (content: unknown, id: string, name: string) => ({ tool: content, for: id, name, status: 'success' });

/** What tools return, in the answer. */
export const outputCases: readonly ToolNodeCase[] = [
  {
    name: 'writes objects, lists, numbers and null as JSON',
    run: async (Node) => {
      const node = new Node([
        toolOf('object', () => ({ degrees: 9, of: ['C'] })),
        toolOf('list', () => [1, 2]),
        toolOf('number', () => 7),
        toolOf('null', () => null),
      ]);
      return seenOf(node.invoke([asks({ name: 'object' }, { name: 'list' }, { name: 'number' }, { name: 'null' })]));
    },
    sees: [
      ok('{"degrees":9,"of":["C"]}', '1', 'object'),
      ok('[1,2]', '2', 'list'),
      ok('7', '3', 'number'),
      ok('null', '4', 'null'),
    ],
  },
  {
    name: 'writes nothing as an empty text',
    run: async (Node) => seenOf(new Node([toolOf('nothing', () => undefined)]).invoke([asks({ name: 'nothing' })])),
    sees: [ok('', '1', 'nothing')],
  },
  {
    name: 'keeps content blocks as they are',
    run: async (Node) => seenOf(new Node([toolOf('draw', () => [TEXT, IMAGE])]).invoke([asks({ name: 'draw' })])),
    sees: [ok([TEXT, IMAGE], '1', 'draw')],
  },
  {
    name: 'keeps content and artifact, also an empty artifact',
    run: async (Node) => {
      const node = new Node([withArtifact('rows', 'two rows', [1, 2]), withArtifact('none', 'no rows', [])]);
      return seenOf(node.invoke([asks({ name: 'rows' }, { name: 'none' })]));
    },
    sees: [
      { ...ok('two rows', '1', 'rows'), artifact: [1, 2] },
      { ...ok('no rows', '2', 'none'), artifact: [] },
    ],
  },
  {
    name: 'keeps a tool message that a tool returns',
    run: async (Node) => {
      const own = toolOf('own', ({ toolCall }) => {
        const tool_call_id = toolCall?.id as string;
        return new ToolMessage({ content: 'mine', tool_call_id, name: 'own', artifact: { a: 1 } });
      });
      return seenOf(new Node([own]).invoke([asks({ name: 'own' })]));
    },
    sees: [{ tool: 'mine', for: '1', name: 'own', artifact: { a: 1 } }],
  },
  {
    name: 'runs tool classes, text tools, JSON schema tools and runnables as tools',
    run: async (Node) => {
      const text = new DynamicTool({ name: 'text', description: 'Text in', func: async (input) => `got ${input}` });
      const json = tool(async (args: unknown) => `got ${(args as { n: number }).n}`, {
        name: 'json',
        description: 'JSON schema',
        schema: { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] },
      });
      const schema = z.object({ text: z.string() });
      const runnable = RunnableLambda.from(async (input: { text: string }) => `ran ${input.text}`).asTool({
        name: 'runnable',
        description: 'A runnable',
        schema,
      });
      const message = asks(
        { name: 'doubles', args: { n: 4 } },
        { name: 'text', args: { input: 'words' } },
        { name: 'json', args: { n: 5 } },
        { name: 'runnable', args: { text: 'far' } },
      );
      return seenOf(new Node([new Doubles(), text, json, runnable]).invoke([message]));
    },
    sees: [
      ok('8', '1', 'doubles'),
      ok('got words', '2', 'text'),
      ok('got 5', '3', 'json'),
      ok('ran far', '4', 'runnable'),
    ],
  },
];

/** Commands, in the answer of the node alone. */
export const commandCases: readonly ToolNodeCase[] = [
  {
    name: 'answers with a list of commands and updates, in the order of the calls',
    run: async (Node) => {
      const message = asks(
        { name: 'echo', args: { text: 'a' } },
        { name: 'to_bob' },
        { name: 'echo', args: { text: 'b' } },
      );
      return seenOf(new Node([echo, handOver('to_bob', 'bob')]).invoke({ messages: [message] }));
    },
    sees: [
      { messages: [ok('echo: a', '1', 'echo')] },
      handed('2', 'to_bob', 'bob'),
      { messages: [ok('echo: b', '3', 'echo')] },
    ],
  },
  {
    name: 'answers a list of messages with lists and commands',
    run: async (Node) => {
      const message = asks({ name: 'to_bob' }, { name: 'echo', args: { text: 'a' } }, { name: 'to_ann' });
      return seenOf(new Node([echo, handOver('to_bob', 'bob'), handOver('to_ann', 'ann')]).invoke([message]));
    },
    sees: [handed('1', 'to_bob', 'bob'), [ok('echo: a', '2', 'echo')], handed('3', 'to_ann', 'ann')],
  },
  {
    name: 'joins the Sends of commands to the parent in one command, which comes last',
    run: async (Node) => {
      const message = asks({ name: 'ann' }, { name: 'to_carl' }, { name: 'bob' });
      return seenOf(new Node([sends('ann', 'a'), handOver('to_carl', 'carl'), sends('bob', 'b')]).invoke([message]));
    },
    sees: [
      handed('2', 'to_carl', 'carl'),
      {
        command: true,
        graph: Command.PARENT,
        goto: [
          { send: 'a', args: { topic: 'ann' } },
          { send: 'b', args: { topic: 'bob' } },
        ],
      },
    ],
  },
  {
    name: 'answers the command of a Send with a list',
    run: async (Node) => {
      const call = { name: 'to_bob', args: {}, id: '5', type: 'tool_call' as const };
      return seenOf(new Node([handOver('to_bob', 'bob')]).invoke({ lg_tool_call: call, messages: [] }));
    },
    sees: [handed('5', 'to_bob', 'bob')],
  },
];
