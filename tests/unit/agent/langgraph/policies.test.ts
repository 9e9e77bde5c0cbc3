import { AIMessage, ToolMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { Command, interrupt, MemorySaver, MessagesAnnotation, START, StateGraph } from '@langchain/langgraph';
import { createReactAgent } from '@langchain/langgraph/prebuilt';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { virtualClock } from '../../../../src/engine/clocks/virtualClock.ts';
import type { ToolContext } from '../../../../src/engine/types.ts';
import { ToolNode, type ToolNodeOptions } from '../../../../src/langgraph.ts';
import type { Run, RunEvent } from '../../../../src/run/types.ts';
import { asks, seen } from '../../../toolNode/case.ts';
import { ScriptedModel } from '../../../toolNode/model.ts';
import { broken, echo, toolOf } from '../../../toolNode/tools.ts';
import { expectNothingUnhandled } from '../../support/unhandled.ts';

type Tools = ConstructorParameters<typeof ToolNode>[0];

/** A tool that takes `ms` of the engine's clock. */
const sleeps = tool(
  async ({ ms }, config) => {
    const { clock } = (config as unknown as { configurable: { fanout: ToolContext } }).configurable.fanout;
    await new Promise<void>((resolve) => clock.after(ms, resolve));
    return `slept ${ms}`;
  },
  { name: 'sleeps', description: 'Sleeps', schema: z.object({ ms: z.number() }) },
);

const sleep = (ms: number) => ({ name: 'sleeps', args: { ms } });

/** The answers of a node on the virtual clock, and its run. */
async function answered(tools: Tools, options: ToolNodeOptions, message: AIMessage) {
  const clock = virtualClock();
  const runs: Run[] = [];
  const node = new ToolNode(tools, { clock, onRun: (run) => runs.push(run), ...options });
  const messages = (await clock.drive(node.invoke([message]))) as ToolMessage[];
  return { messages, contents: messages.map(({ content }) => content), run: runs[0] as Run };
}

const failing = (times: number, error = () => new Error('busy')) => {
  let left = times;
  return toolOf('flaky', () => {
    if (left-- > 0) throw error();
    return 'worked';
  });
};

const RETRY = { attempts: 3, baseMs: 10, factor: 2, maxMs: 100, jitter: 0 };

expectNothingUnhandled();

describe("ToolNode's policy", () => {
  it('cuts calls off at their timeout, and names it in the answer', async () => {
    const message = asks(sleep(50), sleep(500));
    const { messages, run } = await answered([sleeps], { policy: { timeoutMs: 100 } }, message);
    expect(messages.map((one) => seen(one))).toEqual([
      { tool: 'slept 50', for: '1', name: 'sleeps', status: 'success' },
      { tool: 'Error: timed out after 0.10 s', for: '2', name: 'sleeps', status: 'error' },
    ]);
    expect(run.makespan).toBe(100);
  });

  it("aborts the signal of the attempt that timed out, and of no other, with LangChain's own tools", async () => {
    const aborted: string[] = [];
    const listens = tool(
      async ({ ms }, config) => {
        const { signal, configurable } = config as unknown as {
          signal: AbortSignal;
          configurable: { fanout: ToolContext };
        };
        signal.addEventListener('abort', () => aborted.push(`${ms}: ${signal.reason.name}`));
        await new Promise<void>((resolve) => configurable.fanout.clock.after(ms, resolve));
        return 'done';
      },
      { name: 'sleeps', description: 'Sleeps', schema: z.object({ ms: z.number() }) },
    );
    await answered([listens], { policy: { timeoutMs: 100 } }, asks(sleep(50), sleep(500)));
    expect(aborted).toEqual(['500: TimeoutError']);
  });

  it('retries after a backoff, and answers with the last attempt', async () => {
    const { contents, run } = await answered([failing(2)], { policy: { retry: RETRY } }, asks({ name: 'flaky' }));
    expect(contents).toEqual(['worked']);
    expect(run.outcomes[0]).toMatchObject({ kind: 'succeeded', attempts: 3, value: 'worked' });
    expect(run.makespan).toBe(30);
  });

  it('answers with the error of the last attempt when all have failed', async () => {
    const message = asks({ name: 'flaky' });
    const { contents } = await answered([failing(9)], { policy: { retry: RETRY } }, message);
    expect(contents).toEqual(['Error: busy\n Please fix your mistakes.']);
  });

  it('retries a tool message of status error, and keeps its text where all fail', async () => {
    let attempts = 0;
    const refuses = tool(
      async (_, config) => {
        attempts++;
        const { toolCallId } = config as unknown as { toolCallId: string };
        return new ToolMessage({
          content: 'the door is shut',
          tool_call_id: toolCallId,
          status: 'error',
        }) as unknown as string;
      },
      { name: 'refuses', description: 'Refuses', schema: z.object({}) },
    );
    const { contents } = await answered([refuses], { policy: { retry: RETRY } }, asks({ name: 'refuses' }));
    expect({ attempts, contents }).toEqual({ attempts: 3, contents: ['the door is shut'] });
  });

  it('replaces what failed by the fallback of its tool: a value, or another tool under the name of the call', async () => {
    const cached = toolOf('cached', () => 'from the cache');
    const options: ToolNodeOptions = {
      toolSettings: { broken: { fallback: { value: { degrees: 9 } } }, flaky: { fallback: { tool: 'cached' } } },
    };
    const message = asks({ name: 'broken' }, { name: 'flaky' });
    const { messages } = await answered([broken, failing(9), cached], options, message);
    expect(messages.map((one) => seen(one))).toEqual([
      { tool: '{"degrees":9}', for: '1', name: 'broken', status: 'success' },
      { tool: 'from the cache', for: '2', name: 'flaky', status: 'success' },
    ]);
  });

  it('keeps the limit of the policy and of a tool, the rate, and the timeout of a tool', async () => {
    const three = asks(sleep(100), sleep(100), sleep(100));
    expect((await answered([sleeps], { policy: { limit: 2 } }, three)).run.makespan).toBe(200);
    expect((await answered([sleeps], { toolSettings: { sleeps: { limit: 1 } } }, three)).run.makespan).toBe(300);
    expect((await answered([sleeps], { policy: { rate: { starts: 1, perMs: 1000 } } }, three)).run.makespan).toBe(2100);
    const timed = await answered([sleeps], { toolSettings: { sleeps: { timeoutMs: 40 } } }, three);
    expect(timed.run.makespan).toBe(40);
  });

  it('starts calls by the priority and the expected duration of their tools', async () => {
    const tools = ['low', 'high'].map((name) => toolOf(name, () => name));
    const message = asks({ name: 'low' }, { name: 'high' });
    const starts = ({ run }: { run: Run }) =>
      run.events.flatMap((event) => (event.type === 'started' ? run.outcomes[event.key]?.name : []));
    const byPriority: ToolNodeOptions = {
      policy: { limit: 1, order: 'priority' },
      toolSettings: { high: { priority: 5 } },
    };
    expect(starts(await answered(tools, byPriority, message))).toEqual(['high', 'low']);
    const shortest: ToolNodeOptions = {
      policy: { limit: 1, order: 'shortest-first' },
      toolSettings: { low: { expectedMs: 900 }, high: { expectedMs: 5 } },
    };
    expect(starts(await answered(tools, shortest, message))).toEqual(['high', 'low']);
  });

  it('takes a batch size above the number of calls for one batch', async () => {
    const { contents } = await answered([sleeps], { policy: { batchSize: 10 } }, asks(sleep(1), sleep(2)));
    expect(contents).toEqual(['slept 1', 'slept 2']);
  });

  it('ends the run at its deadline: what has not started is skipped', async () => {
    const message = asks(sleep(100), sleep(100));
    const { contents } = await answered([sleeps], { policy: { limit: 1, deadlineMs: 150 } }, message);
    expect(contents).toEqual(['slept 100', 'Error: timed out after 0.05 s']);
  });

  it('rejects with a TimeoutError under handleToolErrors: false', async () => {
    const clock = virtualClock();
    const node = new ToolNode([sleeps], { clock, policy: { timeoutMs: 100 }, handleToolErrors: false });
    const work = clock.drive(node.invoke([asks(sleep(500))]));
    await expect(work).rejects.toMatchObject({ name: 'TimeoutError', message: 'sleeps timed out after 100 ms' });
  });
});

describe("ToolNode's listeners", () => {
  it('get each event with the config of the graph, and each run', async () => {
    const events: RunEvent[] = [];
    const threads = new Set<unknown>();
    const runs: Run[] = [];
    const node = new ToolNode([echo], {
      onEvent: (event, { configurable }) => {
        events.push(event);
        threads.add(configurable?.thread_id);
      },
      onRun: (run) => runs.push(run),
    });
    const graph = new StateGraph(MessagesAnnotation).addNode('tools', node).addEdge(START, 'tools').compile();
    const messages = [asks({ name: 'echo', args: { text: 'a' } })];
    await graph.invoke({ messages }, { configurable: { thread_id: 't7' } });
    expect(threads).toEqual(new Set(['t7']));
    expect(runs).toHaveLength(1);
    expect(events).toEqual(runs[0]?.events);
    expect(runs[0]?.outcomes).toMatchObject([{ id: '1', name: 'echo', kind: 'succeeded', value: 'echo: a' }]);
  });

  it('may be asynchronous: what onEvent rejects is a warning, what onRun rejects the node rejects', async () => {
    const message = asks({ name: 'echo', args: { text: 'a' } });
    const late = new ToolNode([echo], { onEvent: async () => Promise.reject(new Error('disk full')) });
    const [answer] = (await late.invoke([message])) as ToolMessage[];
    expect(answer?.content).toBe('echo: a');
    const node = new ToolNode([echo], { onRun: async () => Promise.reject(new Error('disk full')) });
    await expect(node.invoke([message])).rejects.toThrow('disk full');
  });

  it('get the run of a node that interrupts, in which the call that asks is no failure', async () => {
    const runs: Run[] = [];
    const approve = toolOf('approve', () => interrupt('pay?'));
    const node = new ToolNode([approve, echo], {
      policy: { retry: RETRY, recovery: 'fallback', onError: 'fail-fast' },
      toolSettings: { approve: { fallback: { value: 'no' } } },
      onRun: (run) => runs.push(run),
    });
    const graph = new StateGraph(MessagesAnnotation)
      .addNode('tools', node)
      .addEdge(START, 'tools')
      .compile({ checkpointer: new MemorySaver() });
    const messages = [asks({ name: 'approve' }, { name: 'echo', args: { text: 'a' } })];
    const config = { configurable: { thread_id: 't' } };
    const asked = await graph.invoke({ messages }, config);
    expect(asked).toMatchObject({ __interrupt__: [{ value: 'pay?' }] });
    expect(runs[0]?.outcomes).toMatchObject([
      { kind: 'cancelled', cause: 'interrupt', attempts: 1 },
      { kind: 'succeeded' },
    ]);
    const after = await graph.invoke(new Command({ resume: 'yes' }), config);
    expect(after.messages.slice(1).map(({ content }) => content)).toEqual(['yes', 'echo: a']);
  });
});

describe('what a person has answered', () => {
  it('is not asked again when the call fails after it and is tried again', async () => {
    let fails = 1;
    const approve = toolOf('approve', () => {
      const answer = interrupt('pay?');
      if (fails-- > 0) throw new Error('busy');
      return `paid: ${answer}`;
    });
    const agent = createReactAgent({
      llm: new ScriptedModel([asks({ name: 'approve' }), new AIMessage('done')]),
      tools: new ToolNode([approve], { policy: { retry: { ...RETRY, baseMs: 0 } } }),
      checkpointer: new MemorySaver(),
    });
    const config = { configurable: { thread_id: 't' } };
    await agent.invoke({ messages: [] }, config);
    const after = await agent.invoke(new Command({ resume: 'yes' }), config);
    expect(after.messages.slice(1).map(({ content }) => content)).toEqual(['paid: yes', 'done']);
  });

  it('runs the other calls of the message again, since the node has one task for all of them', async () => {
    let runs = 0;
    const counted = toolOf('counted', () => `run ${++runs}`);
    const approve = toolOf('approve', () => interrupt('pay?'));
    const agent = createReactAgent({
      llm: new ScriptedModel([asks({ name: 'approve' }, { name: 'counted' }), new AIMessage('done')]),
      tools: new ToolNode([approve, counted]),
      checkpointer: new MemorySaver(),
      version: 'v1',
    });
    const config = { configurable: { thread_id: 't' } };
    await agent.invoke({ messages: [] }, config);
    const after = await agent.invoke(new Command({ resume: 'yes' }), config);
    expect(after.messages.slice(1).map(({ content }) => content)).toEqual(['yes', 'run 2', 'done']);
  });
});

describe('keepResults', () => {
  /** An agent whose tools ask one after the other, fail, count and hand over. */
  function keeping(options: ToolNodeOptions = {}) {
    const runs: string[] = [];
    const ask = (name: string) => toolOf(name, () => `${name}: ${interrupt(`${name}?`)}`);
    const counted = toolOf('counted', () => {
      runs.push('counted');
      return `run ${runs.length}`;
    });
    const fails = toolOf('fails', () => {
      runs.push('fails');
      throw new Error('no');
    });
    const notes = toolOf('notes', ({ toolCallId }) => {
      runs.push('notes');
      const message = new ToolMessage({ content: 'noted', tool_call_id: toolCallId as string, name: 'notes' });
      return new Command({ update: { messages: [message] } });
    });
    const calls = ['first', 'counted', 'fails', 'notes', 'second'].map((name) => ({ name }));
    const agent = createReactAgent({
      llm: new ScriptedModel([asks(...calls), new AIMessage('done')]),
      tools: new ToolNode([ask('first'), counted, fails, notes, ask('second')], { keepResults: true, ...options }),
      checkpointer: new MemorySaver(),
      version: 'v1',
    });
    return { agent, runs };
  }
  const config = { configurable: { thread_id: 't' } };

  it('runs only the calls that asked again, and an answer without an id is for one question', async () => {
    const { agent, runs } = keeping({ policy: { limit: 2, retry: { ...RETRY, attempts: 2, baseMs: 0 } } });
    await agent.invoke({ messages: [] }, config);
    await agent.invoke(new Command({ resume: 'yes' }), config);
    const after = await agent.invoke(new Command({ resume: 'no' }), config);
    const contents = after.messages.slice(1).map(({ content }) => content);
    expect(contents).toHaveLength(6);
    expect(new Set(contents)).toEqual(
      new Set(['first: yes', 'run 1', 'Error: no\n Please fix your mistakes.', 'noted', 'second: no', 'done']),
    );
    expect(runs.toSorted()).toEqual(['counted', 'fails', 'fails', 'notes']);
  });

  it('answers all questions of one message at once, by their ids', async () => {
    const { agent, runs } = keeping();
    await agent.invoke({ messages: [] }, config);
    const { tasks } = await agent.getState(config);
    const asked = tasks.flatMap(({ interrupts }) => interrupts);
    expect(asked.map(({ value }) => value)).toEqual(['first?', 'second?']);
    const resume = Object.fromEntries(asked.map(({ id, value }) => [id, `${value} yes`]));
    const after = await agent.invoke(new Command({ resume }), config);
    const contents = after.messages.map(({ content }) => content);
    expect(contents).toContain('first: first? yes');
    expect(contents).toContain('second: second? yes');
    expect(runs).toHaveLength(3);
  });

  it('rejects with the error of a tool under handleToolErrors: false', async () => {
    const only = new ToolNode([broken, echo], { keepResults: true, handleToolErrors: false });
    const graph = new StateGraph(MessagesAnnotation)
      .addNode('tools', only)
      .addEdge(START, 'tools')
      .compile({ checkpointer: new MemorySaver() });
    const messages = [asks({ name: 'broken' }, { name: 'echo', args: { text: 'a' } })];
    await expect(graph.invoke({ messages }, config)).rejects.toThrow('the cable is out');
  });

  it('changes nothing without a checkpointer', async () => {
    const message = asks({ name: 'echo', args: { text: 'a' } });
    const answers = (await new ToolNode([echo], { keepResults: true }).invoke([message])) as ToolMessage[];
    expect(answers.map(({ content }) => content)).toEqual(['echo: a']);
  });
});

describe('hostile tools', () => {
  const unreadable = (property: string) =>
    new Proxy(
      toolOf(`no_${property}`, () => 'never'),
      {
        get(target, name) {
          if (name === property) throw new Error('no entry');
          return Reflect.get(target, name, target);
        },
      },
    );
  const twice = toolOf('twice', () => ({
    // biome-ignore lint/suspicious/noThenProperty: a thenable that breaks its contract.
    then(resolve: (value: string) => void, reject: (error: Error) => void) {
      resolve('once');
      reject(new Error('and again'));
      throw new Error('and again');
    },
  }));
  const proxied = toolOf(
    'proxied',
    () => new Proxy({}, { get: () => fail(), ownKeys: () => fail(), has: () => fail() }),
  );
  const asRunnable = Object.assign(Object.create(toolOf('odd', () => '')), {
    invoke: async () => new Proxy({}, { get: (_, name) => (name === 'then' ? undefined : fail()), has: () => fail() }),
  });
  const fail = (): never => {
    throw new Error('no entry');
  };

  it.each([true, false])('fail their own calls and no others (handleToolErrors: %s)', async (handleToolErrors) => {
    const tools = [unreadable('schema'), unreadable('name'), twice, proxied, asRunnable, echo];
    const names = ['no_schema', 'no_name', 'twice', 'proxied', 'odd'].map((name) => ({ name }));
    const node = new ToolNode(tools, { handleToolErrors, policy: { onError: 'collect' } });
    const work = node.invoke([asks(...names, { name: 'echo', args: { text: 'a' } })]);
    if (!handleToolErrors) {
      await expect(work).rejects.toThrow(Error);
      return;
    }
    const messages = (await work) as ToolMessage[];
    expect(messages.map(({ status }) => status)).toEqual(['error', 'error', 'success', 'error', 'error', 'success']);
    expect(messages[0]?.content).toContain('no_schema cannot be read: no entry');
    expect(messages[2]?.content).toBe('once');
  });
});

describe('ids', () => {
  it('are distinct in the answer, and the message of the model is repaired with them', async () => {
    const message = asks(
      { name: 'echo', args: { text: 'a' }, id: 'same' },
      { name: 'echo', args: { text: 'b' }, id: 'same' },
      { name: 'echo', args: { text: 'c' }, id: undefined },
    );
    message.id = 'm1';
    const graph = new StateGraph(MessagesAnnotation)
      .addNode('tools', new ToolNode([echo]))
      .addEdge(START, 'tools')
      .compile();
    const { messages } = await graph.invoke({ messages: [message] });
    expect(messages.map((one) => seen(one))).toEqual([
      { ai: '', calls: ['same echo', 'same_2 echo', 'call_3 echo'] },
      { tool: 'echo: a', for: 'same', name: 'echo', status: 'success' },
      { tool: 'echo: b', for: 'same_2', name: 'echo', status: 'success' },
      { tool: 'echo: c', for: 'call_3', name: 'echo', status: 'success' },
    ]);
  });
});

describe('what a checkpointer cannot store', () => {
  it('does not reach the state: a big integer in an artifact becomes its digits', async () => {
    const counts = tool(async () => ['many', { rows: 10n }], {
      name: 'counts',
      description: 'Counts',
      schema: z.object({}),
      responseFormat: 'content_and_artifact',
    });
    const graph = new StateGraph(MessagesAnnotation)
      .addNode('tools', new ToolNode([counts]))
      .addEdge(START, 'tools')
      .compile({ checkpointer: new MemorySaver() });
    const config = { configurable: { thread_id: 't' } };
    await graph.invoke({ messages: [asks({ name: 'counts' })] }, config);
    const { messages } = await graph.invoke({ messages: [asks({ name: 'counts', id: '2' })] }, config);
    expect(messages).toHaveLength(4);
    expect((messages.at(-1) as ToolMessage).artifact).toEqual({ rows: '10' });
  });
});

describe('settings that cannot be run are refused when the node is made', () => {
  it.each<[string, ToolNodeOptions, string]>([
    [
      'a setting of the policy beside it',
      { timeoutMs: 500 } as never,
      'timeoutMs: expected it in the policy: policy: { timeoutMs }, got 500',
    ],
    [
      'a setting of the policy that is unknown',
      { policy: { timeoutMS: 5 } as never },
      'policy.timeoutMS: unknown; did you mean timeoutMs?',
    ],
    [
      'a limit of 0',
      { policy: { limit: 0 } },
      'policy.limit: expected a whole number from 1, or null for all at once, got 0',
    ],
    [
      'settings of an unknown tool',
      { toolSettings: { eco: {} } },
      'toolSettings.eco: expected the name of one of the tools: echo, got "eco"',
    ],
    [
      'an unknown setting',
      { toolSettings: { echo: { timeout: 5 } as never } },
      'toolSettings.echo.timeout: expected one of timeoutMs, limit, priority, expectedMs, fallback, got "timeout"',
    ],
    [
      'a timeout of 0',
      { toolSettings: { echo: { timeoutMs: 0 } } },
      'toolSettings.echo.timeoutMs: expected milliseconds above 0',
    ],
    [
      'a fallback to an unknown tool',
      { toolSettings: { echo: { fallback: { tool: 'ecco' } } } },
      'toolSettings.echo.fallback.tool: expected the name of one of the tools: echo, got "ecco"',
    ],
    [
      'an expected duration below 0',
      { toolSettings: { echo: { expectedMs: -1 } } },
      'toolSettings.echo.expectedMs: expected a number from 0, got -1',
    ],
  ])('%s', (_, options, text) => {
    expect(() => new ToolNode([echo], options)).toThrow(text);
  });
});
