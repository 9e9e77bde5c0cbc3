import { AIMessage, HumanMessage } from '@langchain/core/messages';
import { Command, interrupt, MemorySaver } from '@langchain/langgraph';
import { createReactAgent } from '@langchain/langgraph/prebuilt';
import { createAgent } from 'langchain';
import { describe, expect, it } from 'vitest';
import { createPool } from '../../../../src/engine/admission/pool.ts';
import { virtualClock } from '../../../../src/engine/clocks/virtualClock.ts';
import {
  type PolicyMiddlewareOptions,
  policyMiddleware,
  ToolNode,
  type ToolNodeOptions,
} from '../../../../src/langgraph.ts';
import type { Run } from '../../../../src/run/types.ts';
import { asks, seen } from '../../../toolNode/case.ts';
import { ScriptedModel } from '../../../toolNode/model.ts';
import { broken, echo, type ToolConfig, toolOf } from '../../../toolNode/tools.ts';
import { expectNothingUnhandled } from '../../support/unhandled.ts';

expectNothingUnhandled();

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const script = (...calls: Parameters<typeof asks>) => [asks(...calls), new AIMessage('done')];
const four = script({ name: 'busy' }, { name: 'busy' }, { name: 'busy' }, { name: 'other' });

type Tools = ConstructorParameters<typeof ToolNode>[0];

/** Tools that count how many of them run at once. */
function counting(names: readonly string[] = ['busy', 'other']) {
  let running = 0;
  let most = 0;
  const tools: Tools = names.map((name) =>
    toolOf(name, async () => {
      running++;
      most = Math.max(most, running);
      for (let i = 0; i < 5; i++) await turn();
      running--;
      return name;
    }),
  );
  return { tools, most: () => most };
}

/** An agent of one Send per call. */
function sending(options: ToolNodeOptions, { tools }: { tools: Tools } = counting(), answers = four) {
  return createReactAgent({ llm: new ScriptedModel(answers), tools: new ToolNode(tools, options), version: 'v2' });
}

describe('one Send per call', () => {
  it.each<[string, ToolNodeOptions, number]>([
    ['no limit', {}, 4],
    ['the limit of the policy', { policy: { limit: 2 } }, 2],
    ['the limit of a tool', { toolSettings: { busy: { limit: 1 } } }, 2],
    ['both', { policy: { limit: 3 }, toolSettings: { busy: { limit: 2 } } }, 3],
    ['a pool', { pool: createPool({ limit: 1 }) }, 1],
    ['a pool and the limit of the policy', { pool: createPool({ limit: 3 }), policy: { limit: 2 } }, 2],
    ['a pool and the limit of a tool', { pool: createPool({ limit: 3 }), toolSettings: { busy: { limit: 1 } } }, 2],
  ])('all calls of a message share %s', async (_, options, most) => {
    const counted = counting();
    const { messages } = await sending(options, counted).invoke({ messages: [] });
    expect(messages.slice(1, -1).map(({ content }) => content)).toEqual(['busy', 'busy', 'busy', 'other']);
    expect(counted.most()).toBe(most);
  });

  it('two runs of a graph do not share the limit of the policy', async () => {
    const counted = counting();
    const agent = sending({ policy: { limit: 1 } }, counted);
    await Promise.all([agent.invoke({ messages: [] }), agent.invoke({ messages: [] })]);
    expect(counted.most()).toBe(2);
  });

  it('all calls of a message share the rate: the third start waits', async () => {
    const starts: unknown[] = [];
    const clock = virtualClock();
    const options: ToolNodeOptions = {
      clock,
      policy: { rate: { starts: 2, perMs: 1000 } },
      onRun: ({ outcomes }) => starts.push(outcomes[0]?.startedAt),
    };
    const instant = ['busy', 'other'].map((name) => toolOf(name, () => name));
    await clock.drive(sending(options, { tools: instant }).invoke({ messages: [] }));
    expect(starts).toEqual([0, 0, 1000, 1000]);
  });

  it('backoffs are jittered differently for each call', async () => {
    const backoffs: number[] = [];
    const retry = { attempts: 2, baseMs: 4, factor: 1, maxMs: 4, jitter: 1 };
    const options: ToolNodeOptions = {
      policy: { retry },
      onEvent: (event) =>
        event.type === 'attemptEnded' && event.backoffMs !== undefined && backoffs.push(event.backoffMs),
    };
    const calls = script({ name: 'broken' }, { name: 'broken' }, { name: 'broken' });
    await sending(options, { tools: [broken] }, calls).invoke({ messages: [] });
    expect(new Set(backoffs).size).toBe(3);
  });

  it.each<[ToolNodeOptions, string]>([
    [
      { policy: { batchSize: 2 } },
      'policy.batchSize: expected no batches, since the graph sends each call of a message',
    ],
    [{ policy: { order: 'priority' } }, 'policy.order: expected the listed order, since the graph sends each call'],
    [{ policy: { onError: 'fail-fast' } }, 'policy.onError: expected "collect", since the graph sends each call'],
    [
      { pool: createPool({ limit: 1 }), policy: { limit: 1 }, toolSettings: { busy: { limit: 1 } } },
      'toolSettings.busy.limit: expected no limit beside `pool` and the limit or rate of the policy',
    ],
  ])('%j is refused', async (options, text) => {
    const one = script({ name: 'busy' });
    await expect(sending(options, counting(), one).invoke({ messages: [] })).rejects.toThrow(text);
  });
});

/** An agent of LangChain with the middleware. */
function agentOf(
  options: PolicyMiddlewareOptions,
  { tools }: { tools: Tools } = counting(),
  answers = four,
  more = {},
) {
  const model = new ScriptedModel(answers);
  return createAgent({ model, tools, middleware: [policyMiddleware(options)], ...more });
}

const answersOf = async (agent: { invoke(input: { messages: HumanMessage[] }): Promise<{ messages: unknown[] }> }) =>
  seen((await agent.invoke({ messages: [new HumanMessage('hi')] })).messages.slice(2, -1));

describe('policyMiddleware in createAgent', () => {
  it('leaves an agent as it is without a policy', async () => {
    const calls = script({ name: 'echo', args: { text: 'a' } }, { name: 'broken' });
    const answers = await answersOf(agentOf({}, { tools: [echo, broken] }, calls));
    expect(answers).toEqual([
      { tool: 'echo: a', for: '1', name: 'echo', status: 'success' },
      { tool: 'Error: the cable is out\n Please fix your mistakes.', for: '2', name: 'broken', status: 'error' },
    ]);
  });

  it.each<[string, PolicyMiddlewareOptions, number]>([
    ['no limit', {}, 4],
    ['the limit of the policy', { policy: { limit: 2 } }, 2],
    ['the limit of a tool', { toolSettings: { busy: { limit: 1 } } }, 2],
    ['a pool', { pool: createPool({ limit: 1 }) }, 1],
  ])('all calls of a run share %s', async (_, options, most) => {
    const counted = counting();
    await answersOf(agentOf(options, counted));
    expect(counted.most()).toBe(most);
  });

  it('two runs of an agent share a pool, and not the limit of the policy', async () => {
    const limited = counting();
    const one = agentOf({ policy: { limit: 1 } }, limited);
    await Promise.all([answersOf(one), answersOf(one)]);
    expect(limited.most()).toBe(2);
    const pooled = counting();
    const other = agentOf({ pool: createPool({ limit: 1 }) }, pooled);
    await Promise.all([answersOf(other), answersOf(other)]);
    expect(pooled.most()).toBe(1);
  });

  it('retries, cuts off at a timeout whose signal the tool hears, and takes fallbacks of values and tools', async () => {
    let attempts = 0;
    const flaky = toolOf('flaky', () => {
      if (++attempts < 3) throw new Error('busy');
      return 'worked';
    });
    const aborted: string[] = [];
    const hangs = toolOf('hangs', ({ signal }: ToolConfig) => {
      signal?.addEventListener('abort', () => aborted.push(signal.reason.name));
      return new Promise(() => {});
    });
    const tools = [flaky, hangs, broken, toolOf('cached', () => 'from the cache')];
    const options: PolicyMiddlewareOptions = {
      policy: { retry: { attempts: 3, baseMs: 0, factor: 1, maxMs: 0, jitter: 0 }, recovery: 'fallback' },
      toolSettings: {
        hangs: { timeoutMs: 5, fallback: { value: 'gave up' } },
        broken: { fallback: { tool: 'cached' } },
      },
    };
    const calls = script({ name: 'flaky' }, { name: 'hangs' }, { name: 'broken' });
    expect(await answersOf(agentOf(options, { tools }, calls))).toEqual([
      { tool: 'worked', for: '1', name: 'flaky', status: 'success' },
      { tool: 'gave up', for: '2', name: 'hangs', status: 'success' },
      { tool: 'from the cache', for: '3', name: 'broken', status: 'success' },
    ]);
    expect(aborted).toEqual(Array(3).fill('TimeoutError'));
  });

  it('answers invalid arguments and unknown tools with one error each', async () => {
    const calls = script({ name: 'echo', args: { text: 5 } }, { name: 'echo', args: null }, { name: 'ecko' });
    const answers = await answersOf(agentOf({}, { tools: [echo] }, calls));
    expect(answers).toMatchObject([
      {
        tool: 'Error: Invalid arguments: text: Invalid input: expected string, received number\n Please fix your mistakes.',
      },
      { status: 'error', for: '2' },
      { status: 'error', for: '3', tool: expect.stringContaining('ecko is not a valid tool') },
    ]);
  });

  it('lets an interrupt through, and asks nobody twice after a retry', async () => {
    let fails = 1;
    const approve = toolOf('approve', () => {
      const answer = interrupt('pay?');
      if (fails-- > 0) throw new Error('busy');
      return `paid: ${answer}`;
    });
    const options = { policy: { retry: { attempts: 3, baseMs: 0, factor: 1, maxMs: 0, jitter: 0 } } };
    const agent = agentOf(options, { tools: [approve] }, script({ name: 'approve' }), {
      checkpointer: new MemorySaver(),
    });
    const config = { configurable: { thread_id: 't' } };
    const asked = await agent.invoke({ messages: [new HumanMessage('hi')] }, config);
    expect(asked).toMatchObject({ __interrupt__: [{ value: 'pay?' }] });
    const { messages } = await agent.invoke(new Command({ resume: 'yes' }), config);
    expect(messages.slice(2).map(({ content }) => content)).toEqual(['paid: yes', 'done']);
  });

  it('gives its listeners each event and each run with the config', async () => {
    const threads = new Set<unknown>();
    const runs: Run[] = [];
    const agent = agentOf({
      onEvent: (_, { configurable }) => threads.add(configurable?.thread_id),
      onRun: (run) => runs.push(run),
    });
    await agent.invoke({ messages: [new HumanMessage('hi')] }, { configurable: { thread_id: 't7' } });
    expect(threads).toEqual(new Set(['t7']));
    expect(runs.map(({ outcomes }) => outcomes[0]?.name)).toEqual(['busy', 'busy', 'busy', 'other']);
  });

  it.each<[PolicyMiddlewareOptions, string]>([
    [
      { policy: { batchSize: 2 } },
      'policy.batchSize: expected no batches, since the middleware sees one call at a time',
    ],
    [{ policy: { order: 'priority' } }, 'policy.order: expected the listed order, since the middleware sees one call'],
    [
      { policy: { onError: 'first-success' } },
      'policy.onError: expected "collect", since the middleware sees one call',
    ],
    [{ policy: { limit: 0 } }, 'policy.limit: expected a whole number from 1'],
  ])('%j is refused when it is made', (options, text) => {
    expect(() => policyMiddleware(options)).toThrow(text);
  });
});
