import { AIMessage, type ToolMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { describe, expect, it, test } from 'vitest';
import { z } from 'zod';
import { z as z3 } from 'zod/v3';
import type { LangChainTool } from '../../../../src/agent/adapter/watchedTool.ts';
import { executeTool } from '../../../../src/agent/executeTool.ts';
import { ToolNode } from '../../../../src/agent/langgraph/toolNode.ts';
import { createParallelExecutor } from '../../../../src/agent/parallelExecutor.ts';
import { createFailedRunner } from '../../../../src/agent/runFailedAgain.ts';
import { virtualClock } from '../../../../src/engine/clocks/virtualClock.ts';
import type { Run } from '../../../../src/run/types.ts';
import { ENTRIES, type EntryOptions } from './entries.ts';
import { named, pending } from './graphs.ts';

const refused = () => Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:80'), { code: 'ECONNREFUSED' });

const THROWN: [string, unknown, string][] = [
  [
    'several errors in one',
    new AggregateError([new Error('one'), new TypeError('two')], 'all failed'),
    'all failed: one; two',
  ],
  ['several errors without words of their own', new AggregateError([new Error('a')]), 'AggregateError: a'],
  ['an error with an empty message', new TypeError(''), 'TypeError'],
  ['an empty message with a code', Object.assign(new Error(''), { code: 'ENOENT' }), 'Error [ENOENT]'],
  [
    'a cause that says what went wrong',
    new Error('fetch failed', { cause: refused() }),
    'fetch failed (cause: connect ECONNREFUSED 127.0.0.1:80)',
  ],
  ['a code that the message has', refused(), 'connect ECONNREFUSED 127.0.0.1:80'],
  ['an HTTP status', Object.assign(new Error('Request failed'), { status: 429 }), 'Request failed (HTTP 429)'],
  [
    'a cause of a cause',
    new Error('a', { cause: new Error('b', { cause: new Error('c') }) }),
    'a (cause: b (cause: c))',
  ],
  ['a cause that repeats the message', new Error('down: b', { cause: new Error('b') }), 'down: b'],
  ['a text', 'plain words', 'plain words'],
  ['nothing', undefined, 'undefined was thrown'],
];

describe('an error keeps what a person needs', () => {
  it.each(THROWN)('%s', async (_what, thrown, words) => {
    const tools = [named('it', () => Promise.reject(thrown))];
    const [call] = pending('it');
    const update = await createParallelExecutor({ tools })({ pending_tools: pending('it') });
    expect(update.errors).toEqual({ it: `Error: ${words}` });
    expect(update.messages?.[0]?.content).toBe(`Error: ${words}`);
    expect(await executeTool(call as never, { tools })).toMatchObject({ error: `Error: ${words}` });
    const message = new AIMessage({ content: '', tool_calls: [{ id: 'it', name: 'it', args: {} }] });
    const again = await createFailedRunner({ tools })({ messages: [message], errors: { it: 'Error: x' } });
    expect(again.errors).toEqual({ it: `Error: ${words}` });
    const answers: ToolMessage[] = await new ToolNode(tools as never).invoke([message]);
    expect(answers[0]?.content).toBe(`Error: ${words}\n Please fix your mistakes.`);
  });

  test('a deadline that falls into a backoff names the error that was to be retried', async () => {
    const clock = virtualClock();
    let run: Run | undefined;
    const node = createParallelExecutor({
      tools: [named('it', () => Promise.reject(Object.assign(new Error('busy'), { status: 503 })))],
      policy: { deadlineMs: 50, retry: { attempts: 3, baseMs: 100, factor: 1, maxMs: 100, jitter: 0 } },
      clock,
      onDone: (done) => {
        run = done;
      },
    });
    const { errors } = await clock.drive(node({ pending_tools: pending('it') }));
    expect(errors).toEqual({ it: 'Error: timed out after 0.05 s; it was being retried after: busy (HTTP 503)' });
    expect(run?.outcomes[0]).toMatchObject({
      kind: 'timedOut',
      cause: 'deadline',
      error: { name: 'TimeoutError', cause: { message: 'busy', status: 503 } },
    });
  });
});

describe.each(ENTRIES)('the same in each entry: $name', ({ run }) => {
  const textOf = async (body: () => unknown, options: EntryOptions = {}) => {
    const [one] = await run({ it: body }, pending('it'), options);
    return String(one?.text).replace('\n Please fix your mistakes.', '');
  };

  it.each<[string, () => unknown, string]>([
    [
      'several errors without words of their own',
      () => new AggregateError([refused()]),
      `AggregateError: ${refused().message}`,
    ],
    ['a class without a message', () => new (class OutOfPaper extends Error {})(), 'OutOfPaper'],
    ['an empty text', () => '', '"" was thrown'],
    [
      'a cause and a code',
      () => new Error('a', { cause: Object.assign(new Error('b'), { code: 'E_B' }) }),
      'a (cause: b [E_B])',
    ],
  ])('%s', async (_, made, words) => {
    expect(await textOf(() => Promise.reject(made()))).toBe(`Error: ${words}`);
  });

  it('the error that was to be retried at the deadline', async () => {
    const clock = virtualClock();
    const policy = { deadlineMs: 100, retry: { attempts: 9, baseMs: 30, factor: 10, maxMs: 1e5, jitter: 0 } };
    const busy = () => Promise.reject(new Error('busy', { cause: 'no paper' }));
    expect(await clock.drive(textOf(busy, { policy, clock }))).toBe(
      'Error: timed out after 0.07 s; it was being retried after: busy (cause: no paper)',
    );
  });
});

const withSchema = (schema: unknown): LangChainTool =>
  tool(() => 'ran', { name: 'it', description: '', schema: schema as never }) as never;

const object = (properties: object, more = {}) => ({ type: 'object', properties, ...more });
const kinds = (z_: typeof z) =>
  z_.union([
    z_.object({ kind: z_.literal('a'), x: z_.number() }),
    z_.object({ kind: z_.literal('b'), y: z_.string() }),
  ]);

const SCHEMAS: [string, unknown, object, string][] = [
  [
    'integer or null, zod 4',
    z.object({ n: z.union([z.null(), z.int()]) }),
    { n: '5' },
    'n: Invalid input: expected number, received string',
  ],
  [
    'integer or null, zod 3',
    z3.object({ n: z3.union([z3.null(), z3.number().int()]) }),
    { n: '5' },
    'n: Expected number, received string',
  ],
  [
    'integer or null, JSON schema',
    object({ n: { anyOf: [{ type: 'null' }, { type: 'integer' }] } }),
    { n: '5' },
    'n: Instance type "string" is invalid. Expected "integer".',
  ],
  [
    'objects of two kinds, zod 4',
    z.object({ n: kinds(z) }),
    { n: { kind: 'b', y: 3 } },
    'n.y: Invalid input: expected string, received number',
  ],
  [
    'objects of two kinds, zod 3',
    z3.object({ n: kinds(z3 as never) as never }),
    { n: { kind: 'b', y: 3 } },
    'n.y: Expected string, received number',
  ],
  [
    'objects of two kinds, JSON schema',
    object({
      n: { oneOf: [object({ kind: { const: 'b' }, y: { type: 'string' } }), object({ kind: { const: 'a' } })] },
    }),
    { n: { kind: 'b', y: 3 } },
    'n.y: Instance type "number" is invalid. Expected "string".',
  ],
  [
    'a union in a union',
    z.object({ n: z.union([z.null(), z.union([z.boolean(), z.array(z.int())])]) }),
    { n: ['x'] },
    'n[0]: Invalid input: expected number, received string',
  ],
  ['a field that is not known, zod 4', z.strictObject({ a: z.string() }), { a: 'x', b: 1 }, 'Unrecognized key: "b"'],
  [
    'a field that is not known, zod 3',
    z3.object({ a: z3.string() }).strict(),
    { a: 'x', b: 1 },
    "Unrecognized key(s) in object: 'b'",
  ],
  [
    'a field that is not known, JSON schema',
    object({ a: { type: 'string' } }, { additionalProperties: false }),
    { a: 'x', b: 1 },
    'b: unknown field',
  ],
];

describe('a schema error speaks of the nearest alternative, and names the field', () => {
  it.each(SCHEMAS)('%s', async (_what, schema, args, words) => {
    const result = await executeTool({ tool_name: 'it', args: args as never }, { tools: [withSchema(schema)] });
    expect(result).toMatchObject({ error: `Error: Invalid arguments: ${words}` });
  });
});

describe('refinements that are async', () => {
  const isNot = async (value: string) => value !== 'bad';
  it.each([
    ['zod 4', z.object({ a: z.string().refine(isNot, 'must not be bad') })],
    ['zod 3', z3.object({ a: z3.string().refine(isNot, 'must not be bad') })],
  ])('of %s are awaited', async (_what, schema) => {
    const tools = [withSchema(schema)];
    expect(await executeTool({ tool_name: 'it', args: { a: 'good' } }, { tools })).toMatchObject({ result: 'ran' });
    const bad = await executeTool({ tool_name: 'it', args: { a: 'bad' } }, { tools });
    expect(bad).toMatchObject({ status: 'error', error: expect.stringContaining('must not be bad') });
    const message = new AIMessage({ content: '', tool_calls: [{ id: 'it', name: 'it', args: { a: 'bad' } }] });
    const answers: ToolMessage[] = await new ToolNode(tools as never).invoke([message]);
    expect(answers[0]?.content).toContain('must not be bad');
  });
});
