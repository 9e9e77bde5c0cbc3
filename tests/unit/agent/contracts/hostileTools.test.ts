import { AIMessage, type ToolMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { MemorySaver, START, StateGraph } from '@langchain/langgraph';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { LangChainTool } from '../../../../src/agent/adapter/watchedTool.ts';
import { executeTool } from '../../../../src/agent/executeTool.ts';
import { StateAnnotation } from '../../../../src/agent/langgraph/stateAnnotation.ts';
import { ToolNode } from '../../../../src/agent/langgraph/toolNode.ts';
import { createParallelExecutor } from '../../../../src/agent/parallelExecutor.ts';
import { createFailedRunner } from '../../../../src/agent/runFailedAgain.ts';
import { execute } from '../../../../src/engine/execute.ts';
import type { Tool } from '../../../../src/engine/types.ts';
import { thread, turns } from './graphs.ts';

const thrower =
  (what = 'booby trap') =>
  (): never => {
    throw new Error(what);
  };
const trapped = (name: string, target: object = {}) =>
  Object.defineProperty(target, name, { get: thrower(), enumerable: true });
const everyTrap: ProxyHandler<object> = Object.fromEntries(
  ['get', 'has', 'ownKeys', 'getOwnPropertyDescriptor', 'getPrototypeOf', 'isExtensible'].map((name) => [
    name,
    thrower(),
  ]),
);
const revoked = () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};
const cyclic = () => {
  const object: Record<string, unknown> = { name: 'self' };
  object.self = object;
  return object;
};
const thenable = (then: (done: (value: unknown) => void, fail: (reason: unknown) => void) => void) => ({ then });

/** What the function of a tool does, and how its call ends: with one error, or with a result. */
const BODIES: [string, () => unknown, 'error' | 'result'][] = [
  [
    'throws an error whose message throws',
    () => {
      throw trapped('message', new Error('x'));
    },
    'error',
  ],
  [
    'throws an error whose name, code and cause throw',
    () => {
      throw trapped('code', trapped('name', trapped('cause', new Error('x'))));
    },
    'error',
  ],
  [
    'throws a proxy whose traps throw',
    () => {
      throw new Proxy({}, everyTrap);
    },
    'error',
  ],
  [
    'throws a revoked proxy',
    () => {
      throw revoked();
    },
    'error',
  ],
  [
    'throws a frozen error',
    () => {
      throw Object.freeze(new Error('frozen'));
    },
    'error',
  ],
  [
    'throws null',
    () => {
      throw null;
    },
    'error',
  ],
  [
    'throws a symbol',
    () => {
      throw Symbol('odd');
    },
    'error',
  ],
  [
    'throws a function',
    () => {
      throw () => 7;
    },
    'error',
  ],
  [
    'throws what cannot be turned into a text',
    () => {
      throw { toString: thrower(), [Symbol.toPrimitive]: thrower() };
    },
    'error',
  ],
  ['returns an object whose properties throw', () => trapped('a', { b: 1 }), 'result'],
  ['returns a proxy whose traps throw', () => new Proxy({}, everyTrap), 'error'],
  ['returns a revoked proxy', revoked, 'error'],
  ['returns an object whose toJSON throws', () => ({ toJSON: thrower() }), 'result'],
  ['returns a circle', cyclic, 'result'],
  ['returns a function', () => () => 7, 'result'],
  ['returns a symbol', () => Symbol('odd'), 'result'],
  ['returns an object whose then throws', () => trapped('then'), 'error'],
  [
    'returns a thenable that throws after it has settled',
    () =>
      thenable((done) => {
        done('settled');
        throw new Error('late');
      }),
    'result',
  ],
  [
    'returns a thenable that settles twice',
    () =>
      thenable((done, fail) => {
        done('first');
        fail(new Error('second'));
        done('third');
      }),
    'result',
  ],
  [
    'returns a thenable that fails, then succeeds',
    () =>
      thenable((done, fail) => {
        fail(new Error('first'));
        done('second');
      }),
    'error',
  ],
  ['returns a thenable of a thenable', () => thenable((done) => done(thenable((inner) => inner('deep')))), 'result'],
];

const calls = ['before', 'bad', 'after'].map((id) => ({ id, name: id, args: {} }));
const requested = () => new AIMessage({ id: 'ai', content: '', tool_calls: calls.map((call) => ({ ...call })) });
const pending_tools = calls.map(({ id, name, args }) => ({ id, tool_name: name, args }));

const engineTool = (name: string, invoke: () => unknown): Tool => ({ name, invoke });
const langChainTool = (name: string, body: () => unknown): LangChainTool =>
  tool(body as never, { name, description: '', schema: z.looseObject({}) }) as never;

describe.each([
  ['an engine tool', engineTool],
  ['a LangChain tool', langChainTool],
] as const)('%s that', (_kind, make) => {
  const toolsOf = (body: () => unknown) => [make('before', () => 1), make('bad', body), make('after', async () => 2)];

  it.each(BODIES)('%s: its call has one end, in words, and the others are untouched', async (_what, body, end) => {
    const tools = toolsOf(body);
    const graph = new StateGraph(StateAnnotation)
      .addNode('tools', createParallelExecutor({ tools }))
      .addEdge(START, 'tools')
      .compile({ checkpointer: new MemorySaver() });
    const state = await graph.invoke({ messages: [requested()], pending_tools }, thread());
    expectEnd(state, end);
    // What a checkpointer has stored is the same.
    expectEnd((await graph.getState(thread())).values, end);

    const alone = await executeTool({ id: 'bad', tool_name: 'bad', args: {} }, { tools });
    expect(alone.status).toBe(end === 'error' ? 'error' : 'success');

    const again = await createFailedRunner({ tools })({
      messages: [requested()],
      errors: { before: 'Error: x', bad: 'Error: x', after: 'Error: x' },
    });
    expectEnd(again, end);
    await turns(3);
  });

  if (make === engineTool)
    it.each(BODIES)('%s: so it is in the engine alone', async (_what, body, end) => {
      const run = await execute({ calls }, { tools: toolsOf(body) as Tool[] });
      expect(run.outcomes.map(({ kind }) => kind)).toEqual([
        'succeeded',
        end === 'error' ? 'failed' : 'succeeded',
        'succeeded',
      ]);
      if (end === 'error') expect(run.outcomes[1]?.error?.message).toMatch(/\S/);
    });
  else
    it.each(BODIES)('%s: so it is in our ToolNode', async (_what, body, end) => {
      const node = new ToolNode(toolsOf(body) as never);
      const answers: ToolMessage[] = await node.invoke([requested()]);
      expect(answers.map(({ tool_call_id }) => tool_call_id)).toEqual(['before', 'bad', 'after']);
      expect([answers[0]?.content, answers[2]?.content]).toEqual(['1', '2']);
      if (end === 'error')
        expect(answers[1]).toMatchObject({ status: 'error', content: expect.stringMatching(/^Error: \S/) });
    });
});

function expectEnd(
  state: { results?: object; errors?: Record<string, string> | undefined },
  end: 'error' | 'result',
): void {
  const { results = {}, errors = {} } = state;
  expect(results).toMatchObject({ before: 1, after: 2 });
  expect('bad' in results).toBe(end === 'result');
  if (end === 'error') expect(errors.bad).toMatch(/^Error: \S/);
  else expect(errors).toEqual({});
  expect(() => JSON.stringify(state)).not.toThrow();
}
