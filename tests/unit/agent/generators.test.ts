import { tool as langChainTool } from '@langchain/core/tools';
import { describe, expect, test } from 'vitest';
import * as z from 'zod/v4';
import { toLangChain } from '../../../src/agent/adapter/toLangChain.ts';
import { executeTool } from '../../../src/agent/executeTool.ts';
import { tool } from '../support/tools.ts';

const fields = { schema: z.object({}), description: 'counts' };

async function* counts() {
  try {
    yield 1;
    yield 2;
    return { all: 3 };
  } finally {
    closed++;
  }
}
let closed = 0;

describe('tools that are generators, at LangChain’s edge', () => {
  test.each<[string, () => unknown]>([
    ['async', counts],
    [
      'sync',
      function* () {
        yield 1;
        yield Promise.resolve(2);
        return { all: 3 };
      },
    ],
  ])('an engine tool (%s): LangChain streams its items and takes its return value', async (_, body) => {
    const events: unknown[] = [];
    const wrapped = toLangChain({ ...tool(body), name: 'counts' }, fields);
    const message = await wrapped.invoke(
      { type: 'tool_call', id: 'call_1', name: 'counts', args: {} },
      { callbacks: [{ handleToolEvent: (chunk: unknown) => void events.push(chunk), awaitHandlers: true } as never] },
    );
    expect(message).toMatchObject({ content: '{"all":3}', artifact: { all: 3 }, tool_call_id: 'call_1' });
    expect(events).toEqual([1, 2]);
  });

  test.each([
    ['LangChain’s own', langChainTool(counts as never, { ...fields, name: 'counts' })],
    ['an engine tool as one of LangChain', toLangChain({ ...tool(counts), name: 'counts' }, fields)],
    ['an engine tool', { ...tool(counts), name: 'counts' }],
  ])('%s, in a run: its return value is the result, and it is closed', async (_, one) => {
    closed = 0;
    const result = await executeTool({ id: 'a', tool_name: 'counts', args: {} } as never, { tools: [one] });
    expect(result).toMatchObject({ status: 'success', result: { all: 3 } });
    expect(closed).toBe(1);
  });
});
