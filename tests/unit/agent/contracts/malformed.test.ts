import { AIMessage, type ToolMessage } from '@langchain/core/messages';
import { describe, expect, it } from 'vitest';
import { executeTool } from '../../../../src/agent/executeTool.ts';
import { ToolNode } from '../../../../src/agent/langgraph/toolNode.ts';
import { createParallelExecutor } from '../../../../src/agent/parallelExecutor.ts';
import { createFailedRunner } from '../../../../src/agent/runFailedAgain.ts';
import type { Tool } from '../../../../src/engine/types.ts';
import type { PendingCall } from '../../../../src/run/plainState.ts';
import { named } from './graphs.ts';

let ran = 0;
const langchain = named('it', () => `ran ${++ran}`);
const engine: Tool = { name: 'it', invoke: () => `ran ${++ran}` };
const beside = named('beside', () => 'beside');

const MALFORMED: [string, unknown, string][] = [
  ['null', null, 'null'],
  ['a list', ['Oslo'], '["Oslo"]'],
  ['a text', 'Oslo', '"Oslo"'],
  ['JSON that breaks off', '{"city":"Os', String.raw`"{\"city\":\"Os"`],
  ['a number', 7, '7'],
];
const expected = (got: string) => `Error: Invalid arguments: expected an object with the tool's arguments, got ${got}`;

describe.each([
  ['a LangChain tool', langchain],
  ['an engine tool', engine],
])('arguments of a call of %s that are no object', (_, it_) => {
  const tools = [it_, beside];

  it.each(MALFORMED)('%s: one error for that call; the others run', async (_what, args, got) => {
    ran = 0;
    const pending_tools = [
      { id: 'bad', tool_name: 'it', args },
      { id: 'good', tool_name: 'beside', args: {} },
    ] as PendingCall[];
    const update = await createParallelExecutor({ tools })({ pending_tools });
    expect(update.errors).toEqual({ bad: expected(got) });
    expect(update.results).toEqual({ good: 'beside' });
    expect(update.messages?.map(({ content }) => content)).toEqual([expected(got), 'beside']);
    expect(await executeTool(pending_tools[0] as PendingCall, { tools })).toMatchObject({ error: expected(got) });
    expect(ran).toBe(0);
  });

  it.each(MALFORMED)('%s: so it is when failed calls run again', async (_what, args, got) => {
    const tool_calls = [{ id: 'bad', name: 'it', args: args as never }];
    const state = { messages: [new AIMessage({ content: '', tool_calls })], errors: { bad: 'Error: no' } };
    expect((await createFailedRunner({ tools })(state)).errors).toEqual({ bad: expected(got) });
  });
});

it.each(MALFORMED)(
  'our ToolNode answers a call with %s by an error, and the others by their results',
  async (_, args) => {
    const tool_calls = [
      { id: 'bad', name: 'it', args: args as never },
      { id: 'good', name: 'beside', args: {} },
    ];
    const node = new ToolNode([langchain, beside]);
    const answers: ToolMessage[] = await node.invoke([new AIMessage({ content: '', tool_calls })]);
    expect(answers.map(({ tool_call_id, status }) => [tool_call_id, status])).toEqual([
      ['bad', 'error'],
      ['good', 'success'],
    ]);
    expect(answers[0]?.content).toMatch(/^Error: .*\S/);
  },
);

describe('a batch size above the number of calls', () => {
  const policy = { batchSize: 10 };
  const call: PendingCall = { id: 'a', tool_name: 'beside', args: {} };

  it('is one batch', async () => {
    const options = { tools: [beside], policy };
    const pending_tools = [call, { ...call, id: 'b' }];
    expect((await createParallelExecutor(options)({ pending_tools })).results).toEqual({ a: 'beside', b: 'beside' });
    expect(await executeTool(call, options)).toMatchObject({ result: 'beside' });
    const tool_calls = [{ id: 'a', name: 'beside', args: {} }];
    const failed = { messages: [new AIMessage({ content: '', tool_calls })], errors: { a: 'Error: no' } };
    expect((await createFailedRunner(options)(failed)).results).toEqual({ a: 'beside' });
    const answers: ToolMessage[] = await new ToolNode([beside], { policy }).invoke(failed.messages);
    expect(answers[0]?.content).toBe('beside');
  });

  it.each([0, -1, 1.5])('is refused where it is no size: %d', async (batchSize) => {
    const node = createParallelExecutor({ tools: [beside], policy: { batchSize } });
    await expect(node({ pending_tools: [call] })).rejects.toThrow('policy.batchSize: expected a whole number from 1');
  });
});
