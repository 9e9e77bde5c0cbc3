import { AsyncLocalStorage } from 'node:async_hooks';
import { HumanMessage } from '@langchain/core/messages';
import { describe, expect, it } from 'vitest';
import { createParallelExecutor } from '../../../../src/agent/parallelExecutor.ts';
import { createPool } from '../../../../src/engine/admission/pool.ts';
import { realClock } from '../../../../src/engine/clocks/realClock.ts';
import type { ToolContext as Ctx } from '../../../../src/engine/types.ts';
import { ToolNode } from '../../../../src/langgraph.ts';
import { asks } from '../../../toolNode/case.ts';
import { expectNothingUnhandled } from '../../support/unhandled.ts';
import { ENTRIES, type EntryOptions } from './entries.ts';
import { named, pending } from './graphs.ts';

expectNothingUnhandled();

const NOW = { attempts: 2, baseMs: 0, factor: 1, maxMs: 0, jitter: 0 };

describe.each(ENTRIES)('an attempt sees nothing of another: $name', ({ name, run }) => {
  it('changed arguments, however deep, stay in the attempt that changed them', async () => {
    const seen: string[] = [];
    const greedy = (args: Record<string, unknown>, { attempt }: { attempt: number }) => {
      seen.push(JSON.stringify(args));
      const { list, at } = args as { list: { n: number }[]; at: { deep: { er: string[] } } };
      list.push({ n: 0 });
      (list[0] as { n: number }).n = 99;
      at.deep.er.length = 0;
      args.more = true;
      if (attempt === 1) throw new Error('again');
      return 'done';
    };
    const given = { list: [{ n: 1 }], at: { deep: { er: ['a'] } } };
    // Two calls with the very same object as their arguments.
    const calls = ['a', 'b'].map((id) => ({ id, tool_name: 'greedy', args: given }));
    const ended = await run({ greedy }, calls, { policy: { retry: NOW } });
    expect(ended).toEqual(Array(2).fill({ status: 'success', text: 'done' }));
    expect(seen).toEqual(Array(4).fill('{"list":[{"n":1}],"at":{"deep":{"er":["a"]}}}'));
    expect(given).toEqual({ list: [{ n: 1 }], at: { deep: { er: ['a'] } } });
  });

  it.each<[string, () => EntryOptions]>([
    ['a retry', () => ({ policy: { retry: { ...NOW, baseMs: 2, maxMs: 2 } } })],
    ['a rate', () => ({ policy: { rate: { starts: 1, perMs: 3 } } })],
    ['a limit', () => ({ policy: { limit: 1 } })],
    ['a pool of two callers', () => ({ pool: createPool({ limit: 1 }) })],
  ])('the asynchronous context of its caller is its own behind %s, on a clock of two callers', async (_, optionsOf) => {
    const storage = new AsyncLocalStorage<string>();
    const options = { ...optionsOf(), clock: realClock() };
    const isRetried = options.policy?.retry !== undefined;
    const seen: string[] = [];
    const user = async ({ who }: Record<string, unknown>, { clock, attempt }: Ctx) => {
      const before = storage.getStore();
      storage.enterWith('spoiled');
      await new Promise<void>((resolve) => clock.after(1, resolve));
      seen.push(`${who} in ${before}`);
      if (attempt === 1 && isRetried) throw new Error('again');
      return '';
    };
    await Promise.all(
      ['ann', 'bob'].map((who) =>
        storage.run(who, () =>
          run(
            { user },
            [1, 2].map((n) => ({ id: `${who}${n}`, tool_name: 'user', args: { who } })),
            options,
          ),
        ),
      ),
    );
    expect(seen.toSorted()).toEqual(
      ['ann', 'bob'].flatMap((who) => Array<string>(isRetried ? 4 : 2).fill(`${who} in ${who}`)),
    );
  });

  it('a timer of a shared clock fires in the context that set it', async () => {
    const storage = new AsyncLocalStorage<string>();
    const clock = realClock();
    const seen: unknown[] = [];
    const timed = async ({ who }: Record<string, unknown>, ctx: Ctx) => {
      const note = (resolve: () => void) => () => {
        seen.push([who, storage.getStore()]);
        resolve();
      };
      await storage.run(`inside ${who}`, () => new Promise<void>((resolve) => ctx.clock.after(2, note(resolve))));
      await storage.run(`next ${who}`, () => new Promise<void>((resolve) => ctx.clock.after(0, note(resolve))));
      return '';
    };
    await Promise.all(
      ['ann', 'bob'].map((who) =>
        storage.run(who, () => run({ timed }, [{ id: who, tool_name: 'timed', args: { who } }], { clock })),
      ),
    );
    expect(seen.toSorted()).toEqual([
      ['ann', 'inside ann'],
      ['ann', 'next ann'],
      ['bob', 'inside bob'],
      ['bob', 'next bob'],
    ]);
  });

  it('its context can be taken apart, spread, wrapped and given to another function', async () => {
    const seen: unknown[] = [];
    const apart = async (_: unknown, ctx: Ctx) => {
      const { report, clock, random, signal, attempt, callId } = { ...ctx };
      const { after, now } = clock;
      await (({ clock: own }: Ctx) => new Promise<void>((resolve) => own.after(0, resolve)))(new Proxy(ctx, {}));
      await new Promise<void>((resolve) => after(0, resolve));
      report('half');
      seen.push(random() < 1, signal.aborted, attempt, callId, now() >= 0, Object.keys({ ...ctx }).length);
      return '';
    };
    const partials: unknown[] = [];
    await run({ apart }, [{ id: 'a', tool_name: 'apart', args: {} }], {
      onEvent: (event) => void (event.type === 'partial' && partials.push(event.value)),
    });
    expect(seen).toEqual([true, false, 1, 'a', true, 7]);
    expect(partials).toEqual(['half']);
  });

  it('each attempt has numbers and a signal of its own', async () => {
    const seen: { id: string; numbers: number[]; signal: AbortSignal }[] = [];
    const draw = (_: unknown, { random, signal, attempt, callId }: Ctx) => {
      seen.push({ id: `${callId} ${attempt}`, numbers: [random(), random()], signal });
      if (attempt === 1) throw new Error('again');
      return '';
    };
    const calls = ['a', 'b'].map((id) => ({ id, tool_name: 'draw', args: {} }));
    await run({ draw }, calls, { policy: { retry: NOW, timeoutMs: 1000 }, seed: 5 });
    expect(new Set(seen.map(({ id }) => id)).size).toBe(4);
    expect(new Set(seen.map(({ signal }) => signal)).size).toBe(4);
    // Each call of executeTool is the first of a run of its own, and draws what the first call draws.
    expect(new Set(seen.map(({ numbers }) => numbers.join())).size).toBe(name.startsWith('executeTool') ? 2 : 4);
  });
});

describe('what a tool does to the list of messages, no other attempt and not the graph sees', () => {
  const history = [new HumanMessage('one'), new HumanMessage('two')];
  const nosy = (counts: unknown[]) =>
    named('nosy', (_args, { state, configurable }) => {
      counts.push(state?.messages?.length);
      state?.messages?.push('mine');
      if (configurable.fanout.attempt === 1) throw new Error('again');
      return '';
    });

  it('createParallelExecutor', async () => {
    const counts: unknown[] = [];
    const messages = [...history];
    const node = createParallelExecutor({ tools: [nosy(counts)], policy: { retry: NOW, limit: 1 } });
    await node({ messages, pending_tools: pending('nosy', 'nosy') });
    expect(counts).toEqual([2, 2, 2, 2]);
    expect(messages).toEqual(history);
  });

  it('ToolNode', async () => {
    const counts: unknown[] = [];
    const messages = [...history, asks({ name: 'nosy' }, { name: 'nosy' })];
    const node = new ToolNode([nosy(counts)] as never, { policy: { retry: NOW, limit: 1 } });
    await node.invoke({ messages });
    expect(counts).toEqual([3, 3, 3, 3]);
    expect(messages).toHaveLength(3);
  });
});
