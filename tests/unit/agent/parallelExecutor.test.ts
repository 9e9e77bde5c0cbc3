import { AIMessage, type ToolMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { withUpdate } from '../../../src/agent/commit.ts';
import { executeTool } from '../../../src/agent/executeTool.ts';
import {
  createParallelExecutor,
  executedLine,
  type ParallelExecutorOptions,
} from '../../../src/agent/parallelExecutor.ts';
import { plainState } from '../../../src/agent/plainState.ts';
import { parseState, type State } from '../../../src/agent/state.ts';
import { virtualClock } from '../../../src/engine/clocks/virtualClock.ts';
import { PlanError } from '../../../src/run/check/planError.ts';
import type { PendingCall } from '../../../src/run/plainState.ts';
import type { Run, RunEvent } from '../../../src/run/types.ts';

const tutorial: PendingCall[] = [
  { id: 'fast_1', tool_name: 'fast_tool', args: { query: 'task 1' } },
  { id: 'slow_1', tool_name: 'slow_tool', args: { query: 'task 2' } },
  { id: 'fast_2', tool_name: 'fast_tool', args: { query: 'task 3' } },
  { id: 'error_1', tool_name: 'slow_tool', args: { query: 'fail' } },
];

/** The node on a virtual clock. */
async function ran(state: Partial<State>, options: ParallelExecutorOptions = {}) {
  const clock = virtualClock();
  return clock.drive(createParallelExecutor({ clock, ...options })(state));
}

const tools = (bodies: Record<string, () => unknown>) =>
  Object.keys(bodies).map((name) => ({ name, invoke: () => bodies[name]?.() }));
const pending = (...names: string[]) => names.map((name) => ({ id: name, tool_name: name, args: {} }));

describe("the tutorial's run", () => {
  it('has its results, errors and line', async () => {
    let run: Run | undefined;
    const update = await ran({ pending_tools: tutorial }, { onDone: (done) => (run = done) });
    expect(update.results).toEqual({
      fast_1: 'Fast result for: task 1',
      slow_1: 'Slow result for: task 2',
      fast_2: 'Fast result for: task 3',
    });
    expect(Object.keys(update.results ?? {})).toEqual(['fast_1', 'slow_1', 'fast_2']);
    expect(update.errors).toEqual({ error_1: 'Error: Simulated failure' });
    expect(update.pending_tools).toEqual([]);
    expect(run && executedLine(run)).toBe('Executed 4 tools in 1.00 seconds');
  });

  it('case 14: answers each call with one ToolMessage', async () => {
    const update = await ran({ pending_tools: tutorial });
    const { messages } = plainState(withUpdate(parseState({}), update));
    const answer = (tool_call_id: string, name: string, content: string, status = 'success') => ({
      type: 'tool',
      content,
      tool_call_id,
      name,
      status,
    });
    expect(messages).toEqual([
      answer('fast_1', 'fast_tool', 'Fast result for: task 1'),
      answer('slow_1', 'slow_tool', 'Slow result for: task 2'),
      answer('fast_2', 'fast_tool', 'Fast result for: task 3'),
      answer('error_1', 'slow_tool', 'Error: Simulated failure', 'error'),
    ]);
  });

  it('without pending calls changes nothing', async () => {
    expect(await ran({})).toEqual({});
    expect(await ran({ results: { a: 1 }, pending_tools: [] })).toEqual({});
  });

  it('names an unknown tool', async () => {
    const { errors, messages } = await ran({ pending_tools: pending('toString') });
    expect(errors?.toString).toMatch(/^Error: Unknown tool toString\b.*fast_tool/);
    expect(messages).toHaveLength(1);
  });

  it('says one tool, not one tools', () => {
    expect(executedLine({ outcomes: new Array(1), makespan: 1002 })).toBe('Executed 1 tool in 1.00 seconds');
  });
});

describe('three faults of the tutorial, done right', () => {
  it('a success whose text starts with Error: is a success', async () => {
    const update = await ran({ pending_tools: pending('says') }, { tools: tools({ says: () => 'Error: is a word' }) });
    expect(update).toMatchObject({ results: { says: 'Error: is a word' }, errors: {} });
    expect(update.messages?.[0]).toMatchObject({ status: 'success', content: 'Error: is a word' });
  });

  it('a new run merges earlier results and errors', async () => {
    const before: Partial<State> = {
      results: { old: 1, fast_1: 'older', error_1: 'was fine' },
      errors: { lost: 'Error: x', slow_1: 'Error: once' },
      pending_tools: tutorial,
    };
    const { results = {}, errors = {} } = await ran(before);
    expect(Object.entries(results)).toEqual([
      ['old', 1],
      ['fast_1', 'Fast result for: task 1'],
      ['slow_1', 'Slow result for: task 2'],
      ['fast_2', 'Fast result for: task 3'],
    ]);
    expect(errors).toEqual({ lost: 'Error: x', error_1: 'Error: Simulated failure' });
    expect(before.results).toEqual({ old: 1, fast_1: 'older', error_1: 'was fine' });
  });

  it('all arguments reach the tool', async () => {
    const seen: unknown[] = [];
    const schema = z.object({ a: z.number(), b: z.object({ c: z.string() }) });
    const two = tool((args) => void seen.push(args), { name: 'two', description: '', schema });
    const args = { a: 1, b: { c: 'ü' } };
    await ran({ pending_tools: [{ id: 'x', tool_name: 'two', args }] }, { tools: [two] });
    expect(await executeTool({ id: 'x', tool_name: 'two', args }, { tools: [two] })).toMatchObject({
      result: undefined,
    });
    expect(seen).toEqual([args, args]);
  });
});

describe('executeTool', () => {
  const on = (call: PendingCall) => {
    const clock = virtualClock();
    return clock.drive(executeTool(call, { clock }));
  };
  it('answers with the id and the result, or the text of the error', async () => {
    const [fast, , , error] = tutorial as [PendingCall, PendingCall, PendingCall, PendingCall];
    expect(await on(fast)).toMatchObject({ id: 'fast_1', status: 'success', result: 'Fast result for: task 1' });
    expect(await on(error)).toMatchObject({ id: 'error_1', status: 'error', error: 'Error: Simulated failure' });
    const unknown = await on({ id: 'u', tool_name: 'nope', args: {} });
    expect(unknown.status === 'error' && unknown.error).toMatch(/^Error: Unknown tool nope\b/);
    const wrong = await on({ id: 'w', tool_name: 'fast_tool', args: { query: 'x', ms: -1 } });
    expect(wrong.status === 'error' && wrong.error).toMatch(/^Error: Invalid arguments: ms: expected a number/);
  });

  it('refuses what is no call', async () => {
    await expect(executeTool({ id: 'x' } as never)).rejects.toThrow(/^tool_name: expected the tool's name/);
  });
});

describe('every call in the messages has exactly one ToolMessage', () => {
  const idsOf = (update: Partial<State>) => update.messages?.map((message) => (message as ToolMessage).tool_call_id);

  it('when the run is stopped: texts say why', async () => {
    const stop = new AbortController();
    const clock = virtualClock();
    clock.after(50, () => stop.abort('enough'));
    const two = [...tutorial.slice(0, 2), ...pending('nope')];
    const node = createParallelExecutor({ clock, signal: stop.signal, policy: { limit: 1 } });
    const update = await clock.drive(node({ pending_tools: two }));
    expect(idsOf(update)).toEqual(['fast_1', 'slow_1', 'nope']);
    expect(update.errors).toMatchObject({ fast_1: 'Error: cancelled: enough', slow_1: 'Error: cancelled: enough' });
    expect(update.results).toEqual({});
  });

  it('when ids are double or missing: both run, the second gets a suffix, a missing one is made', async () => {
    const warnings: RunEvent[] = [];
    const calls = [
      tutorial[0],
      { ...tutorial[0], args: { query: 'again' } },
      { tool_name: 'fast_tool', args: { query: 'x' } },
    ];
    const onEvent = (event: RunEvent) => void (event.type === 'warning' && warnings.push(event));
    const update = await ran({ pending_tools: calls as PendingCall[] }, { onEvent });
    expect(idsOf(update)).toEqual(['fast_1', 'fast_1_2', 'call_3']);
    expect(update.results).toEqual({
      fast_1: 'Fast result for: task 1',
      fast_1_2: 'Fast result for: again',
      call_3: 'Fast result for: x',
    });
    expect(warnings).toMatchObject([{ code: 'duplicate-id' }, { code: 'missing-id' }]);
  });

  it('and the AI message that asked is mended in its place', async () => {
    const call = { name: 'fast_tool', args: { query: 'x' } };
    const ask = new AIMessage({
      id: 'm1',
      content: 'let me',
      tool_calls: [{ id: 'a', ...call }, { id: 'a', ...call }, call],
    });
    const pending_tools = ['a', 'a', undefined].map((id) => ({
      ...(id && { id }),
      tool_name: 'fast_tool',
      args: { query: 'x' },
    }));
    const before = parseState({ messages: [ask], pending_tools });
    const after = withUpdate(before, await ran(before));
    const [first, ...answers] = plainState(after).messages;
    expect(first).toMatchObject({ type: 'ai', content: 'let me' });
    const asked = first?.tool_calls?.map(({ id }) => id);
    expect(asked).toEqual(['a', 'a_2', 'call_3']);
    expect(answers.map(({ tool_call_id }) => tool_call_id)).toEqual(asked);
    expect(ask.tool_calls?.map(({ id }) => id)).toEqual(['a', 'a', undefined]);
  });

  it('an id that only the AI message knows is used', async () => {
    const ask = new AIMessage({ content: '', tool_calls: [{ id: 'known', name: 'fast_tool', args: {} }] });
    const update = await ran({ messages: [ask], pending_tools: [{ tool_name: 'fast_tool', args: { query: 'x' } }] });
    expect(idsOf(update)).toEqual(['known']);
  });
});

describe('odd values and throws', () => {
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  it.each([
    ['undefined', undefined, '', undefined],
    ['an object', { a: 1 }, '{"a":1}', { a: 1 }],
    ['non-ASCII text', 'ü 東京', 'ü 東京', 'ü 東京'],
    ['a bigint', 10n, '10', '10'],
    ['a circle', circle, '{"self":"[circular]"}', { self: '[circular]' }],
  ])('%s has a text, and a value that a checkpointer can store', async (_what, value, content, stored) => {
    const odd = tools({ odd: () => value });
    const { results, messages } = await ran({ pending_tools: pending('odd') }, { tools: odd });
    expect(results?.odd).toEqual(stored);
    const [message] = messages as [ToolMessage];
    expect(message).toMatchObject({ content, status: 'success' });
    expect(message.artifact).toEqual(stored);
  });

  it('whatever is thrown, the other calls keep their results', async () => {
    const thrown: Record<string, unknown> = {
      text: 'a',
      object: { b: 1 },
      null: null,
      undefined,
      cold: Object.freeze(new Error('c')),
    };
    const bodies = Object.fromEntries(
      Object.keys(thrown).map((name) => [
        name,
        () => {
          throw thrown[name];
        },
      ]),
    );
    const fine = { fine: () => 1 };
    const update = await ran(
      { pending_tools: pending(...Object.keys(thrown), 'fine') },
      { tools: tools({ ...bodies, ...fine }) },
    );
    expect(update.results).toEqual({ fine: 1 });
    expect(update.errors).toEqual({
      text: 'Error: a',
      object: 'Error: {"b":1} was thrown',
      null: 'Error: null was thrown',
      undefined: 'Error: undefined was thrown',
      cold: 'Error: c',
    });
    expect(update.messages).toHaveLength(6);
  });

  it("an id may be the name of Object's own members", async () => {
    const calls = [{ id: '__proto__', tool_name: 'f', args: {} }];
    const { results = {} } = await ran({ pending_tools: calls }, { tools: tools({ f: () => 1 }) });
    expect(Object.entries(results)).toEqual([['__proto__', 1]]);
  });

  it('a tool with its own words for the model: the message has the words, results the value', async () => {
    const docs = tool(async () => ['2 documents', [{ n: 1 }, { n: 2 }]], {
      name: 'docs',
      description: '',
      schema: z.object({}),
      responseFormat: 'content_and_artifact',
    });
    const { results, messages } = await ran({ pending_tools: pending('docs') }, { tools: [docs] });
    expect(results?.docs).toEqual([{ n: 1 }, { n: 2 }]);
    expect(messages?.[0]).toMatchObject({ content: '2 documents', artifact: [{ n: 1 }, { n: 2 }] });
  });
});

describe('atomicity', () => {
  it('case 46: State does not change while the calls run; the one update brings messages and results together', async () => {
    const state: State = { messages: [], pending_tools: structuredClone(tutorial), results: {}, errors: {} };
    Object.freeze(state);
    for (const field of Object.values(state)) Object.freeze(field);
    const update = await ran(state);
    expect(state.pending_tools).toEqual(tutorial);
    const ids = update.messages?.map((message) => (message as ToolMessage).tool_call_id).sort();
    expect(ids).toEqual([...Object.keys(update.results ?? {}), ...Object.keys(update.errors ?? {})].sort());
  });

  it('nothing starts from a State, a policy or tools that cannot be run', async () => {
    let started = 0;
    const counting = tools({ f: () => ++started });
    const good = { pending_tools: pending('f') };
    const refused: [unknown, object][] = [
      [{ ...good, results: 5 }, {}],
      [good, { policy: { limit: 0 } }],
      [good, { tools: [...counting, { name: 'no tool' }] }],
      [{ pending_tools: [{ ...pending('f')[0], priority: 'high' }] }, {}],
    ];
    for (const [state, options] of refused) {
      const node = createParallelExecutor({ tools: counting, ...options });
      await expect(node(state as State)).rejects.toThrow(PlanError);
    }
    expect(started).toBe(0);
  });
});
