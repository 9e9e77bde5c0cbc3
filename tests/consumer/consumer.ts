/**
 * The library without LangGraph, as somebody who installed it has it. The step `lib` of scripts/test.mjs checks its types
 * against the built library; scripts/testPackage.mjs also runs it, where only @langchain/core is installed.
 */
import { tool } from '@langchain/core/tools';
import { execute, predict, type Run, readRunFile, type Tool, writeRunFile } from 'fanout';
import { createParallelExecutor, executeTool, fromLangChain, parallelExecutor, stateOf } from 'fanout/langchain';

const wait: Tool = {
  name: 'wait',
  invoke: (_args, { clock }) => new Promise<void>((resolve) => clock.after(10, resolve)),
};
const double = tool(({ value }: { value: number }) => value * 2, {
  name: 'double',
  description: 'Twice a number',
  schema: {
    type: 'object',
    properties: { value: { type: 'number' } },
    required: ['value'],
    additionalProperties: false,
  } as const,
});

const plan = { calls: [{ id: 'wait_1', name: 'wait', args: {} }] };
const predicted: Run = await predict(plan, { tools: [wait] });
expect(predicted.makespan, 10);
const { outcomes } = await execute(plan, { tools: [wait, fromLangChain(double)] });
expect(outcomes[0]?.kind, 'succeeded');

const calls = [
  { id: 'right', name: 'double', args: { value: 21 } },
  { id: 'wrong', name: 'double', args: { value: 'x' } },
];
const after = await createParallelExecutor({ tools: [double] })(stateOf({ calls }));
expect(after.results?.right, 42);
expect(after.errors?.wrong?.startsWith('Error: '), true);
const one = await executeTool({ tool_name: 'fast_tool', args: { query: 'x' } });
expect(one.status === 'success' ? one.result : one.error, 'Fast result for: x');
expect(await parallelExecutor({}), {});
expect(readRunFile(writeRunFile(predicted)).makespan, 10);

/** Throws where the two differ as JSON. */
function expect(got: unknown, wanted: unknown): void {
  const [a, b] = [got, wanted].map((value) => JSON.stringify(value));
  if (a !== b) throw new Error(`got ${a}, expected ${b}`);
}
