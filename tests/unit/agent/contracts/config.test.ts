import { AsyncLocalStorage } from 'node:async_hooks';
import { BaseCallbackHandler } from '@langchain/core/callbacks/base';
import { tool } from '@langchain/core/tools';
import { InMemoryStore } from '@langchain/langgraph';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fromLangChain } from '../../../../src/agent/adapter/fromLangChain.ts';
import { executeTool } from '../../../../src/agent/executeTool.ts';
import { createParallelExecutor } from '../../../../src/agent/parallelExecutor.ts';
import { realClock } from '../../../../src/engine/clocks/realClock.ts';
import { virtualClock } from '../../../../src/engine/clocks/virtualClock.ts';
import { execute } from '../../../../src/engine/execute.ts';
import type { RunEvent } from '../../../../src/run/types.ts';
import { type Config, graphOf, named, pending, thread, turns } from './graphs.ts';

describe('the config of the graph', () => {
  it('is the ambient one when the node is called without: thread, callbacks, store', async () => {
    const seen: unknown[] = [];
    const started: string[] = [];
    class Handler extends BaseCallbackHandler {
      override name = 'watch';
      override handleToolStart() {
        started.push('tool');
      }
    }
    const look = named('look', (_args, config) => {
      seen.push(config.configurable.thread_id, config.store !== undefined && config.store !== null);
      return '';
    });
    const inner = createParallelExecutor({ tools: [look] });
    const graph = graphOf(async (state) => {
      await executeTool({ id: 'x', tool_name: 'look', args: {} }, { tools: [look] });
      return inner(state);
    });
    graph.store = new InMemoryStore();
    await graph.invoke({ pending_tools: pending('look') }, { ...thread('mine'), callbacks: [new Handler()] });
    expect(seen).toEqual(['mine', true, 'mine', true]);
    expect(started).toEqual(['tool', 'tool']);
  });

  it('a tool sees its call’s id, with artifacts too', async () => {
    const seen: unknown[] = [];
    const look = (_: unknown, config: Config) => {
      seen.push([config.toolCall?.id, config.toolCallId, config.configurable.fanout.callId]);
      return ['words', [1]] as never;
    };
    const plain = named('plain', look);
    const both = tool(look as never, {
      name: 'both',
      description: '',
      schema: z.object({}),
      responseFormat: 'content_and_artifact',
    }) as never;
    await createParallelExecutor({ tools: [plain, both] })({ pending_tools: pending('plain', 'both') });
    expect(seen).toEqual([
      ['plain', 'plain', 'plain'],
      ['both', 'both', 'both'],
    ]);
  });
});

describe('cancellation of a tool that polls its signal', () => {
  const polling = (ended: string[], onEnd = () => {}) =>
    named('polling', async (_args, { signal, configurable }) => {
      const { clock } = configurable.fanout;
      while (!signal.aborted) await new Promise<void>((resolve) => clock.after(1, resolve));
      ended.push(`${(signal.reason as Error)?.name} at ${clock.now()}`);
      onEnd();
      return 'stopped';
    });

  it.each([
    ['timeout', { timeoutMs: 10 }, 'TimeoutError at 10'],
    ['deadline', { deadlineMs: 20 }, 'TimeoutError at 20'],
  ])('ends within one tick of its %s', async (_what, policy, at) => {
    const ended: string[] = [];
    const clock = virtualClock();
    let onEnd = () => {};
    const over = new Promise<void>((resolve) => {
      onEnd = resolve;
    });
    const node = createParallelExecutor({ tools: [polling(ended, onEnd)], policy, clock });
    await clock.drive(node({ pending_tools: pending('polling') }));
    await clock.drive(over);
    expect(ended).toEqual([at]);
  });

  it('ends when the graph is aborted, and its work is followed to its real end', async () => {
    const ended: string[] = [];
    const events: RunEvent[] = [];
    const stop = new AbortController();
    let late = () => {};
    const over = new Promise<void>((resolve) => {
      late = resolve;
    });
    const onEvent = (event: RunEvent) => {
      events.push(event);
      if (event.type === 'late') late();
    };
    const graph = graphOf(createParallelExecutor({ tools: [polling(ended)], onEvent }));
    const run = graph.invoke({ pending_tools: pending('polling') }, { ...thread(), signal: stop.signal });
    await turns(5);
    stop.abort();
    await expect(run).rejects.toThrow();
    await over;
    expect(ended).toHaveLength(1);
    expect(events.filter(({ type }) => type === 'settled' || type === 'late').map(({ type }) => type)).toEqual([
      'settled',
      'late',
    ]);
  });
});

describe('an attempt never sees what another did', () => {
  it('arguments: each attempt gets its own, however deep', async () => {
    const seen: string[] = [];
    const greedy = tool(
      (args: { list: { n: number }[] }) => {
        seen.push(JSON.stringify(args));
        args.list.push({ n: 0 });
        (args.list[0] as { n: number }).n = 99;
        throw new Error('again');
      },
      { name: 'greedy', description: '', schema: { type: 'object' } },
    );
    const calls = [{ id: 'a', tool_name: 'greedy', args: { list: [{ n: 1 }] } }];
    const policy = { retry: { attempts: 3, baseMs: 0, factor: 1, maxMs: 0, jitter: 0 } };
    await createParallelExecutor({ tools: [greedy as never], policy })({ pending_tools: calls });
    const engine = {
      name: 'greedy',
      invoke: (args: never) => (greedy as unknown as { func(a: never): unknown }).func(args),
    };
    await createParallelExecutor({ tools: [engine], policy })({ pending_tools: calls });
    expect(new Set(seen)).toEqual(new Set(['{"list":[{"n":1}]}']));
    expect(calls).toEqual([{ id: 'a', tool_name: 'greedy', args: { list: [{ n: 1 }] } }]);
  });

  it('the message history', async () => {
    const counts: unknown[] = [];
    const nosy = named('nosy', (_args, { state }) => {
      counts.push(state?.messages?.length);
      state?.messages?.push('mine');
      return '';
    });
    const messages = ['one', 'two'] as never[];
    await createParallelExecutor({ tools: [nosy] })({ messages, pending_tools: pending('nosy', 'nosy') });
    expect(counts).toEqual([2, 2]);
    expect(messages).toHaveLength(2);
  });

  it.each([
    ['a retry', { retry: { attempts: 2, baseMs: 2, factor: 1, maxMs: 2, jitter: 0 } }],
    ['a rate', { rate: { starts: 1, perMs: 3 } }],
    ['a limit', { limit: 1 }],
  ])('its asynchronous context, behind %s and on a clock that two runs share', async (_what, policy) => {
    const storage = new AsyncLocalStorage<string>();
    const clock = realClock();
    const seen: string[] = [];
    const user = named('user', async (_args, { configurable }) => {
      const { clock: own, attempt, callId } = configurable.fanout;
      const before = storage.getStore();
      storage.enterWith('spoiled');
      await new Promise<void>((resolve) => own.after(1, resolve));
      seen.push(`${callId} ${before}`);
      if (attempt === 1 && 'retry' in policy) throw new Error('again');
      return '';
    });
    const node = createParallelExecutor({ tools: [user], policy, clock });
    await Promise.all(
      ['ann', 'bob'].map((name) =>
        storage.run(name, () =>
          node({ pending_tools: [1, 2].map((n) => ({ id: `${name}${n}`, tool_name: 'user', args: {} })) }),
        ),
      ),
    );
    expect(seen.length).toBeGreaterThanOrEqual(4);
    for (const line of seen) expect(line).toMatch(/^(ann\d ann|bob\d bob)$/);
  });

  it('a timer of its clock fires in the context that set it', async () => {
    const storage = new AsyncLocalStorage<string>();
    const clock = realClock();
    const seen: unknown[] = [];
    const timed = named('timed', async (_args, { configurable }) => {
      const { clock: own } = configurable.fanout;
      await storage.run(
        'inner',
        () =>
          new Promise<void>((resolve) =>
            own.after(2, () => {
              seen.push(storage.getStore());
              resolve();
            }),
          ),
      );
      return '';
    });
    const node = createParallelExecutor({ tools: [timed], clock });
    await storage.run('outer', () => node({ pending_tools: pending('timed', 'timed') }));
    expect(seen).toEqual(['inner', 'inner']);
  });

  it('a context can be taken apart, spread and passed on', async () => {
    const seen: unknown[] = [];
    const apart = named('apart', async (_args, { configurable }) => {
      const { report, clock, random, signal } = { ...configurable.fanout };
      report('half');
      await new Promise<void>((resolve) => clock.after(0, resolve));
      seen.push(random() < 1, signal.aborted);
      return '';
    });
    const plan = { calls: [{ id: 'a', name: 'apart', args: {} }] };
    const { events } = await execute(plan, { tools: [fromLangChain(apart)] });
    expect(seen).toEqual([true, false]);
    expect(events.find(({ type }) => type === 'partial')).toMatchObject({ value: 'half' });
  });
});
