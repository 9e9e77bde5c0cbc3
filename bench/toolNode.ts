import { AIMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { ToolNode as LangGraphToolNode } from '@langchain/langgraph/prebuilt';
import * as z from 'zod';
import { ToolNode } from '../src/langgraph.ts';
import type { Policy } from '../src/run/types.ts';
import { interleaved, timed } from './statistics.ts';
import type { Row } from './table.ts';

const POLICY: Partial<Policy> = { limit: 64, timeoutMs: 60_000 };

/** What our ToolNode adds to a call, beside LangGraph's, each in the same run of the benchmark. */
export async function toolNodeRows(): Promise<Row[]> {
  return [...(await rows(1000, 25)), ...(await rows(10_000, 9))];
}

async function rows(count: number, rounds: number): Promise<Row[]> {
  const noop = tool(async () => 'done', {
    name: 'noop',
    description: 'Does nothing.',
    schema: z.object({ query: z.string() }),
  });
  const tool_calls = Array.from({ length: count }, (_, i) => ({
    type: 'tool_call' as const,
    id: `call_${i + 1}`,
    name: 'noop',
    args: { query: `task ${i + 1}` },
  }));
  const input = { messages: [new AIMessage({ content: '', tool_calls })] };
  let events = 0;
  const theirs = new LangGraphToolNode([noop]);
  const plain = new ToolNode([noop]);
  const full = new ToolNode([noop], {
    policy: POLICY,
    onEvent: () => events++,
    onRun: ({ events: log }) => {
      events += log.length;
    },
  });

  const medians = await interleaved(
    {
      theirs: timed(() => theirs.invoke(input)),
      plain: timed(() => plain.invoke(input)),
      full: timed(() => full.invoke(input)),
    },
    { rounds, warmUps: 3 },
  );
  if (events === 0) throw new Error('no event was received');

  const what = `${count.toLocaleString('en')} no-op calls, our ToolNode`;
  const baseline = { name: "LangGraph's ToolNode", measured: medians.theirs };
  return [
    { what, unit: 'ms', measured: medians.plain, baseline, budget: { kind: 'ratio', most: 1.1 } },
    {
      what: `${what}: limit 64, timeouts, log`,
      unit: 'ms',
      measured: medians.full,
      baseline,
      budget: { kind: 'ratio', most: 1.25 },
    },
  ];
}
