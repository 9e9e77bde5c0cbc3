import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { AIMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { ToolNode } from '@langchain/langgraph/prebuilt';
import { Effect } from 'effect';
import pLimit from 'p-limit';
import PQueue from 'p-queue';
import * as z from 'zod';
import { createParallelExecutor } from '../src/agent/parallelExecutor.ts';
import { execute } from '../src/engine/execute.ts';
import { predict } from '../src/engine/predict.ts';
import { presetOf } from '../src/lessons/allPresets.ts';
import type { Plan, Policy, ToolCall } from '../src/run/types.ts';
import { simulatedTools } from '../src/tools/simulated.ts';
import { interleaved, median, timed } from './statistics.ts';
import type { Row } from './table.ts';

const LIMIT = 64;
const TIMEOUT_MS = 60_000;
/** Every policy setting that has a cost per call. Add a line for each new setting of the engine. */
const EVERYTHING: Partial<Policy> = {
  limit: LIMIT,
  timeoutMs: TIMEOUT_MS,
  deadlineMs: TIMEOUT_MS,
  retry: { attempts: 2, baseMs: 10, factor: 2, maxMs: 100, jitter: 0.5 },
  recovery: 'fallback',
};

const CALLS = 10_000;
const SOME = 1000;
const ROUNDS = 15;
const MEMORY_RUNS = 20;

/**
 * Exposes `gc` without restarting Node. For the memory rows only: a forced collection before each timed run resets V8's
 * young generation to its smallest size, so that the subject that allocates most (the engine, for its log) pays for its
 * growth in every round, 16x in place of 6x, which no real program does.
 */
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const noop = async () => {};

export async function engineRows(): Promise<Row[]> {
  return [
    ...(await manyCalls()),
    ...(await someLangChainCalls()),
    ...(await prediction()),
    await seeds(),
    await held(),
    await memory(),
  ];
}

function callsOf(count: number, name: string): ToolCall[] {
  return Array.from({ length: count }, (_, i) => ({ id: `call_${i + 1}`, name, args: { query: `task ${i + 1}` } }));
}

async function manyCalls(): Promise<Row[]> {
  const plan: Plan = { calls: callsOf(CALLS, 'noop'), policy: EVERYTHING, seed: 1 };
  const tools = [{ name: 'noop', invoke: noop }];
  const each = <T>(start: () => T) => Array.from({ length: CALLS }, start);
  const limit = pLimit(LIMIT);
  let events = 0;

  const medians = await interleaved(
    {
      ours: timed(async () => {
        const { signal } = new AbortController();
        await execute(plan, { tools, signal, onEvent: () => events++ });
      }),
      bare: timed(() => Promise.allSettled(each(noop))),
      pLimit: timed(() => Promise.allSettled(each(() => limit(noop)))),
      pQueue: timed(() => {
        const queue = new PQueue({ concurrency: LIMIT, timeout: TIMEOUT_MS });
        return Promise.allSettled(each(() => queue.add(noop)));
      }),
      effect: timed(() => {
        const one = Effect.promise(noop).pipe(Effect.timeout(TIMEOUT_MS), Effect.exit);
        return Effect.runPromise(
          Effect.all(
            each(() => one),
            { concurrency: LIMIT },
          ),
        );
      }),
    },
    { rounds: ROUNDS, warmUps: 3 },
  );
  if (events === 0) throw new Error('no event was received');

  const what = '10,000 no-op calls: limit 64, timeouts, deadline, retries, events, signal';
  const measured = medians.ours;
  return [
    {
      what,
      unit: 'ms',
      measured,
      baseline: { name: 'Promise.allSettled, bare', measured: medians.bare },
      budget: { kind: 'ratio', most: 15 },
    },
    {
      what,
      unit: 'ms',
      measured,
      baseline: { name: 'p-queue, concurrency 64, timeouts', measured: medians.pQueue },
      budget: { kind: 'below' },
    },
    { what, unit: 'ms', measured, baseline: { name: 'p-limit, 64', measured: medians.pLimit } },
    { what, unit: 'ms', measured, baseline: { name: 'Effect.all, 64, timeouts', measured: medians.effect } },
  ];
}

/** Both subjects take the same message with the same calls of one LangChain tool, and return ToolMessages. */
async function someLangChainCalls(): Promise<Row[]> {
  const noopTool = tool(async () => 'done', {
    name: 'noop',
    description: 'Does nothing.',
    schema: z.object({ query: z.string() }),
  });
  const calls = callsOf(SOME, 'noop');
  const messages = [
    new AIMessage({ content: '', tool_calls: calls.map((call) => ({ ...call, type: 'tool_call' as const })) }),
  ];
  const pending_tools = calls.map(({ id, name, args }) => ({ id, tool_name: name, args }));
  const ours = createParallelExecutor({ tools: [noopTool], policy: EVERYTHING });
  const toolNode = new ToolNode([noopTool]);

  const medians = await interleaved(
    {
      ours: timed(() => ours({ messages, pending_tools, results: {}, errors: {} })),
      toolNode: timed(() => toolNode.invoke({ messages })),
      bare: timed(() => Promise.allSettled(calls.map(({ args }) => noopTool.invoke({ query: String(args.query) })))),
    },
    { rounds: ROUNDS, warmUps: 3 },
  );

  const what = '1,000 no-op LangChain calls: parallelExecutor';
  const measured = medians.ours;
  return [
    { what, unit: 'ms', measured, baseline: { name: "LangGraph's ToolNode", measured: medians.toolNode } },
    { what, unit: 'ms', measured, baseline: { name: 'Promise.allSettled over tool.invoke', measured: medians.bare } },
  ];
}

async function prediction(): Promise<Row[]> {
  const { plan } = presetOf('stress-1000') ?? { plan: { calls: [] } };
  const once = timed(() => predict(plan, { tools: simulatedTools }));
  const first = await once();
  const later: number[] = [];
  for (let i = 0; i < ROUNDS; i++) later.push(await once());
  return [
    {
      what: 'prediction of 1,000 calls, in Node',
      unit: 'ms',
      measured: median(later),
      baseline: { name: 'the first of this process', measured: first },
      budget: { kind: 'value', most: 50 },
    },
  ];
}

/** Predictions of the tutorial's four calls with different seeds, under a policy that uses random numbers. */
async function seeds(): Promise<Row> {
  const { plan } = presetOf('tutorial') ?? { plan: { calls: [] } };
  const policy: Partial<Policy> = { ...EVERYTHING, limit: 3 };
  const all = timed(async () => {
    for (let seed = 0; seed < 100; seed++) await predict({ ...plan, policy, seed }, { tools: simulatedTools });
  });
  await all();
  return {
    what: 'prediction of the tutorial with 100 seeds, in Node',
    unit: 'ms',
    measured: await all(),
    budget: { kind: 'value', most: 1000 },
  };
}

/** Memory of the result of a run of 10,000 calls: log, outcomes and the copy of the plan. */
async function held(): Promise<Row> {
  const plan: Plan = { calls: callsOf(CALLS, 'noop'), policy: EVERYTHING, seed: 1 };
  const tools = [{ name: 'noop', invoke: noop }];
  collect();
  const before = process.memoryUsage().heapUsed;
  const run = await execute(plan, { tools });
  collect();
  const after = process.memoryUsage().heapUsed;
  if (run.outcomes.length !== CALLS) throw new Error('some call has no outcome');
  return {
    what: 'heap held by a run of 10,000 calls, above the plan',
    unit: 'MB',
    measured: (after - before) / 1e6,
    budget: { kind: 'value', most: 30 },
  };
}

async function memory(): Promise<Row> {
  const plan: Plan = { calls: callsOf(SOME, 'noop'), policy: EVERYTHING, seed: 1 };
  const tools = [{ name: 'noop', invoke: noop }];
  const once = async () => {
    await execute(plan, { tools, signal: new AbortController().signal, onEvent: () => {} });
    collect();
    return process.memoryUsage().heapUsed / 1e6;
  };
  const first = await once();
  let last = first;
  for (let i = 1; i < MEMORY_RUNS; i++) last = await once();
  return {
    what: 'heap after 20 runs of 1,000 calls, over the first, in Node',
    unit: 'MB',
    measured: last - first,
    budget: { kind: 'value', most: 5 },
  };
}
