import { BaseCallbackHandler } from '@langchain/core/callbacks/base';
import { tool } from '@langchain/core/tools';
import { InMemoryStore } from '@langchain/langgraph';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { executeTool } from '../../../../src/agent/executeTool.ts';
import { createParallelExecutor } from '../../../../src/agent/parallelExecutor.ts';
import { virtualClock } from '../../../../src/engine/clocks/virtualClock.ts';
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
