import { AsyncLocalStorage } from 'node:async_hooks';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createController } from '../../../src/engine/controller.ts';
import { execute } from '../../../src/engine/execute.ts';
import { deepCopy } from '../../../src/engine/isolation/ownArguments.ts';
import { predict } from '../../../src/engine/predict.ts';
import type { Tool } from '../../../src/engine/types.ts';
import { property } from '../support/property.ts';

describe('the arguments of an attempt', () => {
  const changing: Tool = {
    name: 'changing',
    invoke(args) {
      for (const value of Object.values(args)) if (Array.isArray(value)) value.push('changed');
      (args.at as { deep: unknown }).deep = 'changed';
      throw new Error('no');
    },
  };
  const given = () => ({ list: [1], at: { deep: 1 } });

  test('are its own: neither the plan of the caller nor that of the log changes, and a fallback gets what was given', async () => {
    const args = given();
    const seen: unknown[] = [];
    const other: Tool = { name: 'other', invoke: (own) => void seen.push(own) };
    const calls = [{ id: 'a', name: 'changing', args, fallback: { tool: 'other' } }];
    const retry = { attempts: 2, baseMs: 1, factor: 1, maxMs: 1, jitter: 0 };
    const plan = { calls, policy: { retry, recovery: 'fallback' as const } };
    const run = await predict(plan, { tools: [changing, other] });
    expect(seen).toEqual([given()]);
    expect(args).toEqual(given());
    expect(run.plan.calls[0]?.args).toEqual(given());
  });

  test('a check that changes them changes them for nobody', async () => {
    const tool: Tool = {
      name: 'checked',
      check(args) {
        (args.list as unknown[]).push('changed');
        return [];
      },
      invoke: ({ list }) => list,
    };
    const run = await predict({ calls: [{ id: 'a', name: 'checked', args: given() }] }, { tools: [tool] });
    expect(run.outcomes[0]?.value).toEqual([1]);
  });

  test('instances of classes, functions and what cannot be read are passed on as they are', async () => {
    class Connection {
      readonly #open = true;
      get isOpen() {
        return this.#open;
      }
    }
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const args = { connection: new Connection(), inside: [new Connection(), () => 1], proxy, bytes: new Uint8Array(2) };
    const seen: Partial<typeof args> = {};
    const tool: Tool<typeof args> = { name: 'it', invoke: (own) => void Object.assign(seen, own) };
    await execute({ calls: [{ id: 'a', name: 'it', args }] }, { tools: [tool] });
    expect(seen.connection?.isOpen).toBe(true);
    expect(seen.connection).toBe(args.connection);
    expect(seen.inside?.every((one, i) => one === args.inside[i])).toBe(true);
    expect(seen.proxy === proxy).toBe(true);
    expect(seen.bytes).toBe(args.bytes);
  });

  test('circles, maps, sets, dates, a key named __proto__ and objects without a prototype are copied', () => {
    const given: Record<string, unknown> = JSON.parse('{"__proto__": {"a": [1]}}');
    given.self = given;
    given.map = new Map([[{ key: 1 }, [new Set([1])]]]);
    given.at = new Date(5);
    given.bare = Object.assign(Object.create(null), { a: [1] });
    const copy = deepCopy(given);
    expect(copy).toEqual(given);
    expect(copy.self).toBe(copy);
    expect(Object.keys(copy)).toEqual(Object.keys(given));
    for (const name of Object.keys(given)) expect(Object.is(copy[name], given[name])).toBe(false);
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
  });

  property('a copy of any value of JSON equals it and shares nothing with it', fc.jsonValue(), (value) => {
    const copy = deepCopy(value);
    expect(copy).toEqual(value);
    const parts = (one: unknown): object[] =>
      typeof one === 'object' && one !== null ? [one, ...Object.values(one).flatMap(parts)] : [];
    const given = new Set(parts(value));
    expect(parts(copy).filter((part) => given.has(part))).toEqual([]);
  });
});

describe('the asynchronous context of a run', () => {
  test('is that of its caller, also where the controller is used in another one', async () => {
    const storage = new AsyncLocalStorage<string>();
    const controller = createController();
    controller.pause();
    const seen: unknown[] = [];
    const tools: Tool[] = [{ name: 'look', invoke: () => void seen.push(storage.getStore()) }];
    const plan = { calls: ['a', 'b'].map((id) => ({ id, name: 'look', args: {} })) };
    const run = storage.run('caller', () => execute(plan, { tools, controller }));
    storage.run('another request', () => controller.resume());
    await run;
    expect(seen).toEqual(['caller', 'caller']);
  });

  test('is that of its caller in a generator, before and after it has waited', async () => {
    const storage = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];
    const items: Tool = {
      name: 'items',
      async *invoke(_, { clock }) {
        seen.push(storage.getStore());
        storage.enterWith('changed');
        yield 1;
        await new Promise<void>((resolve) => clock.after(1, resolve));
        seen.push(storage.getStore());
      },
    };
    const plan = { calls: ['a', 'b'].map((id) => ({ id, name: 'items', args: {} })), policy: { limit: 1 } };
    await storage.run('caller', () => execute(plan, { tools: [items] }));
    expect(seen.filter((_, i) => i % 2 === 0)).toEqual(['caller', 'caller']);
  });
});
