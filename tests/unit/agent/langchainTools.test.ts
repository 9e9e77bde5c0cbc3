import { ToolMessage } from '@langchain/core/messages/tool';
import { type DynamicStructuredTool, DynamicTool, tool } from '@langchain/core/tools';
import { toJsonSchema } from '@langchain/core/utils/json_schema';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fromLangChain } from '../../../src/agent/adapter/fromLangChain.ts';
import { simulatedLangChainTools } from '../../../src/agent/adapter/simulatedTools.ts';
import { toLangChain } from '../../../src/agent/adapter/toLangChain.ts';
import type { LangChainTool } from '../../../src/agent/adapter/watchedTool.ts';
import { virtualClock } from '../../../src/engine/clocks/virtualClock.ts';
import { execute } from '../../../src/engine/execute.ts';
import { predict } from '../../../src/engine/predict.ts';
import type { Tool, ToolContext } from '../../../src/engine/types.ts';
import type { Outcome, RunEvent } from '../../../src/run/types.ts';
import { simulatedTools } from '../../../src/tools/simulated.ts';

const named = (name: string) => simulatedLangChainTools.find((one) => one.name === name) as DynamicStructuredTool;
const nothing = z.object({});
const describeIt = { description: 'for tests', schema: nothing };

async function outcomeOf(lc: LangChainTool, args: Record<string, unknown> = {}) {
  const run = await execute({ calls: [{ id: 'a', name: lc.name, args }] }, { tools: [fromLangChain(lc)] });
  return run.outcomes[0] as Outcome;
}

describe('the simulated tools as LangChain tools', () => {
  it('answer a tool call outside our engine with text and the value beside it', async () => {
    const call = { type: 'tool_call' as const, id: 'c1', name: 'fast_tool', args: { query: 'task', ms: 3 } };
    const message = await named('fast_tool').invoke(call);
    expect(message).toMatchObject({
      content: 'Fast result for: task',
      artifact: 'Fast result for: task',
      tool_call_id: 'c1',
      name: 'fast_tool',
      status: 'success',
    });
  });

  it('fail outside our engine as themselves', async () => {
    await expect(named('slow_tool').invoke({ query: 'fail', ms: 1 })).rejects.toThrow(/^Simulated failure$/);
    await expect(named('flaky_tool').invoke({ query: 'x', ms: 1 })).rejects.toThrow('Simulated failure on attempt 1');
  });

  it('stop at the signal of a graph that does not use our engine', async () => {
    const config = { signal: AbortSignal.timeout(5) };
    await expect(named('slow_tool').invoke({ query: 'x', ms: 60_000 }, config)).rejects.toThrow(/timeout|abort/i);
  });

  it('take their time from the clock in config.configurable.fanout', async () => {
    const clock = virtualClock();
    const signal = new AbortController().signal;
    const fanout: ToolContext = { clock, signal, key: 0, callId: 'a', attempt: 2, random: () => 0.5, report() {} };
    const value = await clock.drive(named('flaky_tool').invoke({ query: 'x' }, { configurable: { fanout } }));
    expect(value).toBe('Flaky result for: x');
    expect(clock.now()).toBe(400);
  });

  it('end exactly as the plain ones are predicted to, blocking ones beside them included', async () => {
    const calls = simulatedTools.flatMap(({ name }, n) =>
      ['task', 'fail'].map((query) => ({ id: `${name}_${query}`, name, args: { query, spread: 0.3, ms: 100 * n } })),
    );
    for (const policy of [{}, { limit: 3 }, { batchSize: 4 }]) {
      const plan = { calls, policy, seed: 7 };
      const plain = await predict(plan, { tools: simulatedTools });
      const wrapped = await predict(plan, { tools: simulatedLangChainTools.map((one) => fromLangChain(one)) });
      expect(wrapped.outcomes).toEqual(plain.outcomes);
    }
  });

  it('tell a model of their arguments', () => {
    const { required, properties } = toJsonSchema(named('flaky_tool').schema) as Record<string, object>;
    expect(required).toEqual(['query']);
    expect(properties).toMatchObject({
      query: { type: 'string', maxLength: 10_000, description: expect.any(String) },
      failures: { type: 'integer', minimum: 0, maximum: 100, description: expect.any(String) },
    });
  });

  it('refuse the same arguments with the same words as the plain ones', () => {
    const value = fc.oneof(
      fc.anything(),
      fc.constantFrom(
        '',
        'x'.repeat(10_001),
        0,
        -0,
        1,
        0.5,
        -1,
        100,
        101,
        1e9,
        2 ** 53,
        Number.NaN,
        Number.POSITIVE_INFINITY,
        null,
        undefined,
        true,
      ),
    );
    const args = fc.record(
      { query: fc.oneof(fc.string(), value), ms: value, spread: value, failures: value, deaf: value, other: value },
      { requiredKeys: [] },
    );
    const pairs = simulatedTools.map((plain): [Tool, Tool] => [plain, fromLangChain(named(plain.name))]);
    fc.assert(
      fc.property(args, fc.constantFrom(...pairs), (given, [plain, wrapped]) => {
        expect(wrapped.check?.(given)).toEqual(plain.check?.(given));
      }),
      { numRuns: 500 },
    );
  });
});

describe('fromLangChain', () => {
  it.each([
    ['undefined', undefined],
    ['null', null],
    ['a bigint', 10n],
    ['an object', { a: 1 }],
    ['an array', [1, 2]],
    ['an empty array', []],
    ['a text', 'Error: no'],
    ['a map', new Map([[1, 2]])],
  ])('gives back %s as it is', async (_what, value) => {
    const plain = tool(async () => value, { name: 'plain', ...describeIt });
    const beside = tool(async () => ['words', value], {
      name: 'beside',
      responseFormat: 'content_and_artifact',
      ...describeIt,
    });
    const ours = toLangChain({ name: 'ours', invoke: () => value }, describeIt);
    expect((await outcomeOf(plain)).value).toBe(value);
    expect((await outcomeOf(ours)).value).toBe(value);
    const isEmpty = value === undefined || value === null || (Array.isArray(value) && value.length === 0);
    expect((await outcomeOf(beside)).value).toBe(isEmpty ? 'words' : value);
  });

  it.each([
    ['a text', 'broken', { name: 'Error', message: 'broken' }],
    ['a plain object', { message: 'broken' }, { name: 'Error', message: 'broken' }],
    ['null', null, { name: 'Error', message: 'null was thrown' }],
    ['undefined', undefined, { name: 'Error', message: 'undefined was thrown' }],
    ['a frozen error', Object.freeze(new RangeError('cold')), { name: 'RangeError', message: 'cold' }],
  ])('gives back %s that was thrown', async (_what, thrown, error) => {
    const throwing = tool(
      () => {
        throw thrown;
      },
      { name: 'throwing', ...describeIt },
    );
    expect(await outcomeOf(throwing)).toMatchObject({ kind: 'failed', error });
    expect(await outcomeOf(toLangChain({ name: 't', invoke: () => Promise.reject(thrown) }, describeIt))).toMatchObject(
      {
        kind: 'failed',
        error,
      },
    );
  });

  it('takes a returned ToolMessage for what it says', async () => {
    const saying = (status: 'success' | 'error') =>
      tool(async () => new ToolMessage({ content: 'said', tool_call_id: 'x', status, artifact: { n: 1 } }), {
        name: 'saying',
        ...describeIt,
      });
    expect(await outcomeOf(saying('success'))).toMatchObject({ kind: 'succeeded', value: { n: 1 } });
    expect(await outcomeOf(saying('error'))).toMatchObject({ kind: 'failed', error: { message: 'said' } });
  });

  it('takes sync and thenable results, and the defaults of the schema', async () => {
    const schema = z.object({ n: z.number().default(2) });
    // biome-ignore lint/suspicious/noThenProperty: a thenable is what is tested.
    const then = tool(({ n }) => ({ then: (done: (v: number) => void) => done(n * 2) }), {
      name: 'then',
      description: '',
      schema,
    });
    expect((await outcomeOf(then)).value).toBe(4);
  });

  it('checks by zod and by JSON schema, with paths, and never calls the tool', async () => {
    let called = 0;
    const count = () => ++called;
    const zod = tool(count, {
      name: 'zod',
      description: '',
      schema: z.object({ list: z.array(z.object({ n: z.number() })) }),
    });
    const json = tool(count, {
      name: 'json',
      description: '',
      schema: {
        type: 'object',
        properties: { n: { type: 'number' }, s: { type: 'string' } },
        required: ['s'],
      } as const,
    });
    expect(fromLangChain(zod).check?.({ list: [{ n: 1 }, { n: 'x' }] })).toMatchObject([{ path: 'list[1].n' }]);
    expect(fromLangChain(json).check?.({ s: '', n: 'x' })).toMatchObject([{ path: 'n' }]);
    expect(fromLangChain(json).check?.({ n: 1 })).toMatchObject([{ path: 's' }]);
    expect(fromLangChain(json).check?.({ s: '', n: 1 })).toEqual([]);
    expect((await outcomeOf(zod, { list: 5 })).kind).toBe('rejected');
    expect((await outcomeOf(json, {})).kind).toBe('rejected');
    expect(called).toBe(0);
  });

  it('takes tools of one text', async () => {
    const one = new DynamicTool({ name: 'one', description: '', func: async (input) => `got ${input}` });
    expect((await outcomeOf(one, { input: 'it' })).value).toBe('got it');
  });

  it('passes the signal on, and a deaf tool that is cut off still runs until it really ends', async () => {
    const signals: unknown[] = [];
    const deaf = tool(
      async (_args, config) => {
        signals.push(config.signal);
        const fanout = config.configurable?.fanout as ToolContext;
        await new Promise<void>((done) => fanout.clock.after(100, done));
      },
      { name: 'deaf', ...describeIt },
    );
    const stop = new AbortController();
    const clock = virtualClock();
    clock.after(40, () => stop.abort());
    const ended: RunEvent[] = [];
    const late = new Promise<void>((done) => {
      const onEvent = (event: RunEvent) => {
        ended.push(event);
        if (event.type === 'late') done();
      };
      const options = { tools: [fromLangChain(deaf)], clock, signal: stop.signal, onEvent };
      void execute({ calls: [{ id: 'a', name: 'deaf', args: {} }] }, options);
    });
    await clock.drive(late);
    expect(signals).toMatchObject([{ aborted: true }]);
    expect(ended.find(({ type }) => type === 'settled')).toMatchObject({ at: 40, kind: 'cancelled', abandoned: true });
    expect(ended.find(({ type }) => type === 'late')).toMatchObject({ at: 100, result: 'succeeded' });
  });
});
