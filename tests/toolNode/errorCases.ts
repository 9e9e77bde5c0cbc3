import { tool } from '@langchain/core/tools';
import { GraphDrained, GraphInterrupt, NodeInterrupt, ParentCommand } from '@langchain/langgraph';
import { z } from 'zod';
import { asks, seenOf, type ToolNodeCase } from './case.ts';
import { broken, echo, toolOf } from './tools.ts';

const failed = (message: string, id: string, name: string) => ({
  tool: `Error: ${message}\n Please fix your mistakes.`,
  for: id,
  name,
  status: 'error',
});

const throws = (thrown: unknown) =>
  toolOf('throws', () => {
    throw thrown;
  });

const CHECKED_FIRST =
  'Arguments are checked before the run: such a call takes no slot and is not tried again. The text names the argument.';

const invalid = asks({ name: 'echo', args: { text: 5 } });

export const errorCases: readonly ToolNodeCase[] = [
  {
    name: 'answers an error with a tool message of status error; the other calls are answered',
    run: async (Node) => {
      const message = asks({ name: 'broken' }, { name: 'echo', args: { text: 'ok' } });
      return seenOf(new Node([broken, echo]).invoke([message]));
    },
    sees: [failed('the cable is out', '1', 'broken'), { tool: 'echo: ok', for: '2', name: 'echo', status: 'success' }],
  },
  {
    name: 'answers a call of an unknown tool with an error',
    run: async (Node) => seenOf(new Node([echo]).invoke([asks({ name: 'ecko', args: { text: 'a' } })])),
    sees: [failed('Tool "ecko" not found.', '1', 'ecko')],
  },
  {
    name: 'rejects with the error itself under handleToolErrors: false',
    run: async (Node) => {
      const error = new Error('broken for good');
      const work = new Node([throws(error)], { handleToolErrors: false }).invoke([asks({ name: 'throws' })]);
      return work.catch((thrown: unknown) => thrown === error);
    },
    sees: true,
  },
  {
    name: 'rejects at the first error under handleToolErrors: false, while other calls run',
    run: async (Node) => {
      const hangs = toolOf('hangs', () => new Promise(() => {}));
      const node = new Node([hangs, broken], { handleToolErrors: false });
      return seenOf(node.invoke([asks({ name: 'hangs' }, { name: 'broken' })]));
    },
    sees: { rejected: 'the cable is out' },
  },
  {
    name: 'rejects for an unknown tool under handleToolErrors: false',
    run: async (Node) => seenOf(new Node([echo], { handleToolErrors: false }).invoke([asks({ name: 'ecko' })])),
    sees: { rejected: 'Tool "ecko" not found.' },
  },
  {
    name: 'follows handleToolErrors when it is changed later',
    run: async (Node) => {
      const node = new Node([broken]);
      const before = node.handleToolErrors;
      node.handleToolErrors = false;
      return { before, after: await seenOf(node.invoke([asks({ name: 'broken' })])) };
    },
    sees: { before: true, after: { rejected: 'the cable is out' } },
  },
  ...[GraphInterrupt, NodeInterrupt, GraphDrained].map(
    (Thrown): ToolNodeCase => ({
      name: `lets ${Thrown.name} through, whatever handleToolErrors says`,
      run: async (Node) => {
        const work = [true, false].map((handleToolErrors) =>
          new Node([throws(new Thrown('stop' as never))], { handleToolErrors }).invoke([asks({ name: 'throws' })]),
        );
        return Promise.all(work.map((one) => one.catch((thrown: unknown) => thrown instanceof Thrown)));
      },
      sees: [true, true],
    }),
  ),
  {
    name: 'lets a command to the parent graph through that a subgraph in a tool throws',
    run: async (Node) => {
      const node = new Node([throws(new ParentCommand({ graph: '__parent__', goto: ['bob'] } as never))]);
      return node.invoke([asks({ name: 'throws' })]).then(
        (answer: { content: string }[]) => answer.map(({ content }) => content),
        (thrown: unknown) => thrown instanceof ParentCommand,
      );
    },
    sees: ['Error: \n Please fix your mistakes.'],
    intended: {
      sees: true,
      why: 'LangGraph answers the model with an empty error, and the command is lost. Ours lets it act.',
    },
  },
  {
    name: 'answers a text that was thrown with that text',
    run: async (Node) => seenOf(new Node([throws('out of paper')]).invoke([asks({ name: 'throws' })])),
    sees: [failed('undefined', '1', 'throws')],
    intended: {
      sees: [failed('out of paper', '1', 'throws')],
      why: 'The model reads what was thrown, not `undefined`.',
    },
  },
  {
    name: 'answers null that was thrown, and the other calls, too',
    run: async (Node) => {
      const message = asks({ name: 'throws' }, { name: 'echo', args: { text: 'ok' } });
      return seenOf(new Node([throws(null), echo]).invoke([message]));
    },
    sees: { rejected: "Cannot read properties of null (reading 'name')" },
    intended: {
      sees: [failed('null was thrown', '1', 'throws'), { tool: 'echo: ok', for: '2', name: 'echo', status: 'success' }],
      why: 'One call with an odd error does not take the answers of the others away.',
    },
  },
  {
    name: 'refuses arguments that do not fit a zod schema before any call starts',
    run: async (Node) => seenOf(new Node([echo]).invoke([invalid])),
    sees: [
      failed(
        'Received tool input did not match expected schema\n\n✖ Invalid input: expected string, received number\n  → at text',
        '1',
        'echo',
      ),
    ],
    intended: {
      sees: [failed('Invalid arguments: text: Invalid input: expected string, received number', '1', 'echo')],
      why: CHECKED_FIRST,
    },
  },
  {
    name: 'names the argument that does not fit a JSON schema',
    run: async (Node) => {
      const json = tool(async () => 'never', {
        name: 'json',
        description: 'JSON schema',
        schema: { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] },
      });
      return seenOf(new Node([json]).invoke([asks({ name: 'json', args: { n: 'x' } })]));
    },
    sees: [failed('Received tool input did not match expected schema', '1', 'json')],
    intended: {
      sees: [failed('Invalid arguments: n: Instance type "string" is invalid. Expected "number".', '1', 'json')],
      why: CHECKED_FIRST,
    },
  },
  {
    name: 'answers arguments that are null, a list or a text with one error for each call',
    run: async (Node) => {
      const calls = [null, [1], 'hi'].map((args) => ({ name: 'echo', args }));
      return seenOf(new Node([echo]).invoke([asks(...calls, { name: 'echo', args: { text: 'ok' } })])).then((answer) =>
        (answer as { status: string; for: string }[]).map(({ status, for: id }) => `${id} ${status}`),
      );
    },
    sees: ['1 error', '2 error', '3 error', '4 success'],
  },
  {
    name: 'answers a schema with asynchronous checks',
    run: async (Node) => {
      const schema = z.object({ n: z.number() }).refine(async ({ n }) => n > 0, { message: 'n must be above 0' });
      const strict = tool(async ({ n }) => `got ${n}`, { name: 'strict', description: 'Async check', schema });
      const message = asks({ name: 'strict', args: { n: 1 } }, { name: 'strict', args: { n: -1 } });
      return seenOf(new Node([strict]).invoke([message]));
    },
    sees: [
      { tool: 'got 1', for: '1', name: 'strict', status: 'success' },
      failed('Received tool input did not match expected schema\n\n✖ n must be above 0', '2', 'strict'),
    ],
    intended: {
      sees: [
        { tool: 'got 1', for: '1', name: 'strict', status: 'success' },
        failed('Invalid arguments: n must be above 0', '2', 'strict'),
      ],
      why: 'The same words as for other arguments that do not fit. The attempt is not tried again.',
    },
  },
  {
    name: 'answers with what is behind an error: its cause, the errors that it joins',
    run: async (Node) => {
      const refused = Object.assign(new Error('connect ECONNREFUSED ::1:80'), { code: 'ECONNREFUSED' });
      const tools = [
        toolOf('fetches', () => Promise.reject(new TypeError('fetch failed', { cause: refused }))),
        toolOf('connects', () => Promise.reject(new AggregateError([refused]))),
      ];
      return seenOf(new Node(tools).invoke([asks({ name: 'fetches' }, { name: 'connects' })]));
    },
    sees: [failed('fetch failed', '1', 'fetches'), failed('', '2', 'connects')],
    intended: {
      sees: [
        failed('fetch failed (cause: connect ECONNREFUSED ::1:80)', '1', 'fetches'),
        failed('AggregateError: connect ECONNREFUSED ::1:80', '2', 'connects'),
      ],
      why: 'An error may say nothing by itself. The model, and who reads the thread, need the reason.',
    },
  },
];
