import { AIMessage, HumanMessage } from '@langchain/core/messages';
import type { ToolMessage } from '@langchain/core/messages/tool';
import { createAgent } from 'langchain';
import { expect } from 'vitest';
import type { ZodType } from 'zod';
import type { AnyTools } from '../../../../src/agent/adapter/tools.ts';
import { engineTools } from '../../../../src/agent/adapter/tools.ts';
import { executeTool } from '../../../../src/agent/executeTool.ts';
import { createParallelExecutor } from '../../../../src/agent/parallelExecutor.ts';
import { createFailedRunner } from '../../../../src/agent/runFailedAgain.ts';
import type { State } from '../../../../src/agent/state.ts';
import { execute } from '../../../../src/engine/execute.ts';
import type { ExecuteOptions, ToolContext } from '../../../../src/engine/types.ts';
import { policyMiddleware, ToolNode } from '../../../../src/langgraph.ts';
import type { PendingCall } from '../../../../src/run/plainState.ts';
import { fullErrorLines } from '../../../../src/run/text/errorLines.ts';
import type { Plan } from '../../../../src/run/types.ts';
import { ScriptedModel } from '../../../toolNode/model.ts';
import { graphOf, named, thread } from './graphs.ts';

/** What a tool does, whichever kind of tool it becomes. */
export interface Body {
  (args: Record<string, unknown>, ctx: ToolContext): unknown;
  /** Of the tool of LangChain; any arguments by default. */
  schema?: ZodType;
}
export type Bodies = Record<string, Body>;

export type EntryOptions = Omit<ExecuteOptions, 'tools'> & Pick<Plan, 'policy' | 'seed'>;

/** How a call ended, as whoever reads the entry's result sees it. */
export interface Ended {
  status: 'success' | 'error';
  /** The text of its message, or of its error. */
  text: unknown;
}

export interface Entry {
  name: string;
  /** Runs the calls and gives their ends, in their order. */
  run(bodies: Bodies, calls: readonly PendingCall[], options?: EntryOptions): Promise<Ended[]>;
}

const langChainTools = (bodies: Bodies) =>
  Object.entries(bodies).map(([name, body]) =>
    named(name, (args, { configurable }) => body(args, configurable.fanout), body.schema),
  );

const ownTools = (bodies: Bodies) => Object.entries(bodies).map(([name, invoke]) => ({ name, invoke }));

const asked = (calls: readonly PendingCall[]) =>
  new AIMessage({
    content: '',
    tool_calls: calls.map(({ id = '', tool_name, args }) => ({ id, name: tool_name, args })),
  });

const endedOf = (messages: readonly unknown[] = []): Ended[] =>
  (messages as ToolMessage[])
    .filter(({ type }) => type === 'tool')
    .map(({ status, content }) => ({ status: status ?? 'success', text: content }));

/** Runs the node in a graph that stores its State, and reads State back from the store. */
async function stored(node: Parameters<typeof graphOf>[0], state: object): Promise<Ended[]> {
  const graph = graphOf(node);
  await graph.invoke(state, thread());
  const { values } = await graph.getState(thread());
  expect(() => JSON.stringify(values)).not.toThrow();
  return endedOf((values as State).messages);
}

const withTools = (tools: (bodies: Bodies) => AnyTools): Entry[] => [
  {
    name: 'execute',
    async run(bodies, calls, { policy = {}, seed = 0, ...options } = {}) {
      const plan = {
        calls: calls.map(({ id = '', tool_name, args }) => ({ id, name: tool_name, args })),
        policy,
        seed,
      };
      const run = await execute(plan, { ...options, tools: engineTools(tools(bodies)) });
      const failures = fullErrorLines(run);
      return run.outcomes.map(({ value }, key) =>
        failures[key] === undefined ? { status: 'success', text: value } : { status: 'error', text: failures[key] },
      );
    },
  },
  {
    name: 'createParallelExecutor',
    run: (bodies, calls, options) =>
      stored(createParallelExecutor({ ...options, tools: tools(bodies) }), { pending_tools: calls }),
  },
  {
    name: 'executeTool',
    run: (bodies, calls, options) =>
      Promise.all(
        calls.map(async (call): Promise<Ended> => {
          const { status, ...rest } = await executeTool(call, { ...options, tools: tools(bodies) });
          return { status, text: 'result' in rest ? rest.result : rest.error };
        }),
      ),
  },
  {
    name: 'createFailedRunner',
    run: (bodies, calls, options) =>
      stored(createFailedRunner({ ...options, tools: tools(bodies) }), {
        messages: [asked(calls)],
        errors: Object.fromEntries(calls.map(({ id }) => [id, 'Error: at first'])),
      }),
  },
];

/** Every entry that runs tools, with each kind of tool that it takes. */
export const ENTRIES: readonly Entry[] = [
  ...withTools(ownTools).map((entry) => ({ ...entry, name: `${entry.name}, tools of the engine` })),
  ...withTools(langChainTools).map((entry) => ({ ...entry, name: `${entry.name}, tools of LangChain` })),
  {
    name: 'ToolNode',
    run: (bodies, calls, options) => {
      const node = new ToolNode(langChainTools(bodies) as never, options);
      return stored((state, config) => node.invoke(state, config), { messages: [asked(calls)] });
    },
  },
  {
    name: 'policyMiddleware',
    async run(bodies, calls, options) {
      const agent = createAgent({
        model: new ScriptedModel([asked(calls), new AIMessage('done')]),
        tools: langChainTools(bodies) as never[],
        middleware: [policyMiddleware(options)],
      });
      const { messages } = await agent.invoke({ messages: [new HumanMessage('hi')] });
      return endedOf(messages);
    },
  },
];
