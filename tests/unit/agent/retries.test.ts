import { AIMessage, HumanMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { createAgent } from 'langchain';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { simulatedLangChainTools } from '../../../src/agent/adapter/simulatedTools.ts';
import { engineTools } from '../../../src/agent/adapter/tools.ts';
import { executeTool } from '../../../src/agent/executeTool.ts';
import { createParallelExecutor } from '../../../src/agent/parallelExecutor.ts';
import { createFailedRunner } from '../../../src/agent/runFailedAgain.ts';
import { createPool } from '../../../src/engine/admission/pool.ts';
import { predict } from '../../../src/engine/predict.ts';
import { policyMiddleware, ToolNode, type ToolNodeOptions } from '../../../src/langgraph.ts';
import type { Run } from '../../../src/run/types.ts';
import { simulatedTools } from '../../../src/tools/simulated.ts';
import { ScriptedModel } from '../../toolNode/model.ts';
import { ofType } from '../support/laws.ts';

const retry = { attempts: 3, baseMs: 1, factor: 1, maxMs: 1, jitter: 0 };
const denied = Object.assign(new Error('not allowed'), { status: 401 });
const busy = Object.assign(new Error('slow down'), { status: 429, retryAfterMs: 0 });
const throwing = (name: string, thrown: Error) =>
  tool(() => Promise.reject(thrown), { name, description: name, schema: z.object({}) });
const tools = [throwing('denied', denied), throwing('busy', busy)];
const state = { pending_tools: ['denied', 'busy'].map((name) => ({ id: name, tool_name: name, args: {} })) };

test('an error of a LangChain tool keeps what decides about its retry: status and pause', async () => {
  let run: Run | undefined;
  await createParallelExecutor({
    tools,
    policy: { retry: { ...retry, on: 'transient' } },
    onDone: (done) => (run = done),
  })(state);
  expect(run?.outcomes.map(({ attempts }) => attempts)).toEqual([1, 3]);
  const [first] = ofType(run?.events ?? [], 'attemptEnded').filter(({ key }) => key === 1);
  expect(first?.backoffMs).toBe(0);
});

test('retryOn is an option of the node, and gets what the tool’s own function threw', async () => {
  const asked: unknown[] = [];
  const retryOn = (error: unknown) => asked.push(error) > 9;
  await createParallelExecutor({ tools, policy: { retry }, retryOn })(state);
  expect(asked).toEqual([denied, busy]);
  expect(asked[0]).toBe(denied);
});

test('an unknown policy setting rejects the node before any call has started', async () => {
  const node = createParallelExecutor({ tools, policy: { timeoutMS: 5 } as never });
  await expect(node(state)).rejects.toThrow('policy.timeoutMS: unknown; did you mean timeoutMs?');
});

test('the page’s tools decide through LangChain as they do without it', async () => {
  const calls = [
    { id: 'a', name: 'failing_tool', args: { query: '', ms: 10, code: '401' } },
    { id: 'b', name: 'flaky_tool', args: { query: '', ms: 10, code: '503', retryAfterMs: 70 } },
    { id: 'c', name: 'failing_tool', args: { query: '', ms: 10, code: 7 } },
  ];
  const plan = { calls, policy: { retry: { ...retry, on: 'transient' as const } } };
  const ends = ({ events }: Run) => ofType(events, 'attemptEnded').map(({ seq: _, ...rest }) => rest);
  const [one, other] = await Promise.all(
    [simulatedTools, engineTools(simulatedLangChainTools)].map((of) => predict(plan, { tools: of })),
  );
  expect(ends(one as Run)).toEqual(ends(other as Run));
  expect(one?.outcomes.map(({ kind, attempts }) => [kind, attempts])).toEqual([
    ['failed', 1],
    ['succeeded', 2],
    ['rejected', 0],
  ]);
});

type Options = Pick<ToolNodeOptions, 'policy' | 'retryOn' | 'pool'>;

const message = new AIMessage({
  content: '',
  tool_calls: state.pending_tools.map(({ id, tool_name: name, args }) => ({ id, name, args })),
});

const NODES: [string, (options: Options, own?: typeof tools) => Promise<unknown>][] = [
  ['createParallelExecutor', (options, own = tools) => createParallelExecutor({ tools: own, ...options })(state)],
  [
    'executeTool',
    (options, own = tools) =>
      Promise.all(state.pending_tools.map((call) => executeTool(call, { tools: own, ...options }))),
  ],
  [
    'createFailedRunner',
    (options, own = tools) =>
      createFailedRunner({ tools: own, ...options })({ messages: [message], errors: { denied: 'x', busy: 'x' } }),
  ],
  ['ToolNode', (options, own = tools) => new ToolNode(own, options).invoke([message])],
  [
    'policyMiddleware',
    (options, own = tools) =>
      createAgent({
        model: new ScriptedModel([message, new AIMessage('done')]),
        tools: [...own],
        middleware: [policyMiddleware(options)],
      }).invoke({ messages: [new HumanMessage('hi')] }),
  ],
];

describe.each(NODES)('%s', (_, run) => {
  const attempts = { denied: 0, busy: 0 };
  const counting = Object.entries({ denied, busy }).map(([name, thrown]) =>
    tool(
      () => {
        attempts[name as keyof typeof attempts]++;
        return Promise.reject(thrown);
      },
      { name, description: name, schema: z.object({}) },
    ),
  );
  const counted = async (options: Options) => {
    Object.assign(attempts, { denied: 0, busy: 0 });
    await run(options, counting);
    return attempts;
  };

  test('tries again what retry.on and retryOn say', async () => {
    expect(await counted({ policy: { retry } })).toEqual({ denied: 3, busy: 3 });
    expect(await counted({ policy: { retry: { ...retry, on: 'transient' } } })).toEqual({ denied: 1, busy: 3 });
    expect(await counted({ policy: { retry }, retryOn: (error) => error === denied })).toEqual({ denied: 3, busy: 1 });
  });

  test('takes places of a pool', async () => {
    const pool = createPool({ limit: 1 });
    let most = 0;
    const watching = ['denied', 'busy'].map((name) =>
      tool(
        async () => {
          most = Math.max(most, pool.active);
          await new Promise((resolve) => setImmediate(resolve));
          return name;
        },
        { name, description: name, schema: z.object({}) },
      ),
    );
    await run({ pool }, watching as never);
    expect([most, pool.active]).toEqual([1, 0]);
  });

  test('refuses a policy setting that it does not know', async () => {
    const options = { policy: { timeoutMS: 5 } as never };
    await expect((async () => run(options))()).rejects.toThrow('policy.timeoutMS: unknown; did you mean timeoutMs?');
  });
});
