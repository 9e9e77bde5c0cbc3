import { AIMessage, HumanMessage } from '@langchain/core/messages';
import { interrupt, MemorySaver, MessagesAnnotation, START, StateGraph } from '@langchain/langgraph';
import { createAgent } from 'langchain';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { executeTool } from '../../../../src/agent/executeTool.ts';
import { createParallelExecutor } from '../../../../src/agent/parallelExecutor.ts';
import { createFailedRunner } from '../../../../src/agent/runFailedAgain.ts';
import { execute } from '../../../../src/engine/execute.ts';
import {
  type PolicyMiddlewareOptions,
  policyMiddleware,
  ToolNode,
  type ToolNodeOptions,
} from '../../../../src/langgraph.ts';
import type { Run, RunEvent } from '../../../../src/run/types.ts';
import { ScriptedModel } from '../../../toolNode/model.ts';
import { graphOf, named, pending, thread, turns } from './graphs.ts';

const echo = named('echo', () => 'echo');
const asking = new AIMessage({ content: '', tool_calls: [{ id: 'echo', name: 'echo', args: {} }] });
const failed = { messages: [asking], errors: { echo: 'Error: no' } };

/** The agent of LangChain with the middleware, which calls the tool once. */
const agentOf = (options: PolicyMiddlewareOptions) =>
  createAgent({
    model: new ScriptedModel([asking, new AIMessage('done')]),
    tools: [echo],
    middleware: [policyMiddleware(options)],
  }).invoke({ messages: [new HumanMessage('hi')] });

const graphOfNode = (options: ToolNodeOptions) =>
  new StateGraph(MessagesAnnotation)
    .addNode('tools', new ToolNode([echo], options))
    .addEdge(START, 'tools')
    .compile({ checkpointer: new MemorySaver() })
    .invoke({ messages: [asking] }, thread());

const unhandled: unknown[] = [];
const note = (reason: unknown) => unhandled.push(reason);
beforeEach(() => {
  unhandled.length = 0;
  process.on('unhandledRejection', note);
});
afterEach(() => {
  process.off('unhandledRejection', note);
});

type Listener = (event: RunEvent) => unknown;

const WITH_ON_EVENT: [string, (onEvent: Listener) => Promise<unknown>][] = [
  [
    'execute',
    (onEvent) =>
      execute({ calls: [{ id: 'a', name: 'it', args: {} }] }, { tools: [{ name: 'it', invoke: () => 1 }], onEvent }),
  ],
  [
    'createParallelExecutor',
    (onEvent) => createParallelExecutor({ tools: [echo], onEvent })({ pending_tools: pending('echo') }),
  ],
  ['executeTool', (onEvent) => executeTool({ id: 'echo', tool_name: 'echo', args: {} }, { tools: [echo], onEvent })],
  ['createFailedRunner', (onEvent) => createFailedRunner({ tools: [echo], onEvent })(failed)],
  ['ToolNode', (onEvent) => new ToolNode([echo], { onEvent }).invoke([asking])],
  ['policyMiddleware', (onEvent) => agentOf({ onEvent })],
];

describe.each(WITH_ON_EVENT)('onEvent of %s', (_, start) => {
  it.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('no');
      },
    ],
    ['rejects', () => Promise.reject(new Error('no'))],
    ['rejects later', () => turns(3).then(() => Promise.reject(new Error('no')))],
    [
      'returns a thenable that throws',
      () => ({
        // biome-ignore lint/suspicious/noThenProperty: a thenable is the point.
        get then() {
          throw new Error('no');
        },
      }),
    ],
  ])('that %s costs no call, and one warning; nothing is left unhandled', async (_what, listener) => {
    const events: RunEvent[] = [];
    await start((event) => {
      events.push(event);
      return listener();
    });
    await turns(10);
    expect(unhandled).toEqual([]);
    const settled = events.flatMap((event) => (event.type === 'settled' ? [event.kind] : []));
    expect(settled).toEqual(['succeeded']);
    const warnings = events.filter((event) => event.type === 'warning');
    expect(warnings.map(({ code, message }) => [code, message])).toEqual([['listener-threw', 'A listener threw: no']]);
  });
});

type AtEnd = (run: Run) => unknown;

const WITH_END: [string, (atEnd: AtEnd) => Promise<unknown>][] = [
  [
    'onDone of createParallelExecutor',
    (onDone) => createParallelExecutor({ tools: [echo], onDone })({ pending_tools: pending('echo') }),
  ],
  ['onDone of createFailedRunner', (onDone) => createFailedRunner({ tools: [echo], onDone })(failed)],
  ['onRun of ToolNode', (onRun) => new ToolNode([echo], { onRun }).invoke([asking])],
  ['onRun of a ToolNode that keeps results', (onRun) => graphOfNode({ onRun, keepResults: true })],
  ['onRun of policyMiddleware', (onRun) => agentOf({ onRun })],
];

describe.each(WITH_END)('%s', (_, start) => {
  it('is awaited', async () => {
    let done = false;
    await start(async () => {
      await turns(3);
      done = true;
    });
    expect(done).toBe(true);
  });

  it.each<[string, AtEnd]>([
    [
      'throws',
      () => {
        throw new Error('not stored');
      },
    ],
    ['rejects', () => turns(2).then(() => Promise.reject(new Error('not stored')))],
  ])('that %s rejects the node, and nothing else', async (_what, atEnd) => {
    await expect(start(atEnd)).rejects.toThrow('not stored');
    await turns(5);
    expect(unhandled).toEqual([]);
  });
});

it('onDone gets the run of a node that interrupts, too: the call that asks is no failure in it', async () => {
  const runs: Run[] = [];
  const ask = named('ask', () => interrupt('may I?') as string);
  const node = createParallelExecutor({ tools: [ask, echo], onDone: (run) => void runs.push(run) });
  const state = await graphOf(node).invoke({ pending_tools: pending('ask', 'echo') }, thread());
  expect(state).toMatchObject({ __interrupt__: [{ value: 'may I?' }] });
  expect(runs.map(({ outcomes }) => outcomes.map(({ kind, cause }) => [kind, cause]))).toEqual([
    [
      ['cancelled', 'interrupt'],
      ['succeeded', undefined],
    ],
  ]);
});
