import { AIMessage, type BaseMessage, HumanMessage, ToolMessage } from '@langchain/core/messages';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createParallelExecutor } from '../../../../src/agent/parallelExecutor.ts';
import { createFailedRunner } from '../../../../src/agent/runFailedAgain.ts';
import type { PendingCall } from '../../../../src/run/plainState.ts';
import { property } from '../../support/property.ts';
import { graphOf, named, thread } from './graphs.ts';

const echo = named('echo', ({ text }) => `echo ${text}`);
const other = named('other', ({ text }) => `other ${text}`);
const node = createParallelExecutor({ tools: [echo, other] });

const call = (text: string, id?: string, name = 'echo') => ({ name, args: { text }, ...(id !== undefined && { id }) });
let messageCount = 0;
const asking = (...tool_calls: { name: string; args: Record<string, unknown>; id?: string }[]) =>
  new AIMessage({ id: `ai ${++messageCount}`, content: '', tool_calls });
const pendingOf = ({ name, args, id }: ReturnType<typeof call>): PendingCall => ({
  tool_name: name,
  args,
  ...(id !== undefined && { id }),
});

/** What a model provider refuses: see each expectation. */
function expectAccepted(messages: readonly BaseMessage[]): void {
  messages.forEach((message, at) => {
    if (!AIMessage.isInstance(message) || !message.tool_calls?.length) return;
    const ids = message.tool_calls.map(({ id }) => id ?? '');
    for (const id of ids) expect(id).toMatch(/^[\w-]{1,64}$/);
    expect(new Set(ids).size).toBe(ids.length);
    const answers: string[] = [];
    for (const after of messages.slice(at + 1)) {
      if (!ToolMessage.isInstance(after)) break;
      answers.push(after.tool_call_id);
    }
    expect([...answers].sort()).toEqual([...ids].sort());
    const { content, additional_kwargs } = message;
    const blocks = Array.isArray(content) ? content.filter(({ type }) => type === 'tool_use') : [];
    if (blocks.length > 0) expect(blocks.map(({ id }) => id)).toEqual(ids);
    if (additional_kwargs.tool_calls) expect(additional_kwargs.tool_calls.map(({ id }) => id)).toEqual(ids);
  });
}

async function turns(...requests: ReturnType<typeof call>[][]) {
  const graph = graphOf(node);
  let after: Awaited<ReturnType<typeof graph.invoke>> | undefined;
  for (const request of requests)
    after = await graph.invoke(
      { messages: [new HumanMessage('go'), asking(...request)], pending_tools: request.map(pendingOf) },
      thread(),
    );
  return after as NonNullable<typeof after>;
}

describe('ids of calls', () => {
  it('a model that counts from 1 in each turn: the results of both turns stay', async () => {
    const after = await turns([call('a', 'call_1')], [call('b', 'call_1')]);
    expect(after.results).toEqual({ call_1: 'echo a', call_1_2: 'echo b' });
    expectAccepted(after.messages);
  });

  it('also in three turns, and where a model gives the new name itself', async () => {
    const after = await turns([call('a', 'x')], [call('b', 'x'), call('c', 'x_2')], [call('d', 'x')]);
    expect(Object.values(after.results)).toEqual(['echo a', 'echo b', 'echo c', 'echo d']);
    expectAccepted(after.messages);
  });

  it('two calls with one id in one message: each has its result', async () => {
    const after = await turns([call('a', 'same'), call('b', 'same'), call('c', 'same', 'other')]);
    expect(after.results).toEqual({ same: 'echo a', same_2: 'echo b', same_3: 'other c' });
    expectAccepted(after.messages);
  });

  it('calls without id are paired by name and arguments, in whatever order they are pending', async () => {
    const request = [call('a'), call('b'), call('a', undefined, 'other')];
    const [a, b, c] = request.map(pendingOf) as [PendingCall, PendingCall, PendingCall];
    const after = await graphOf(node).invoke(
      { messages: [asking(...request)], pending_tools: [c, { ...b, args: { text: 'b' } }, a] },
      thread(),
    );
    expect(after.results).toEqual({ call_1: 'echo a', call_2: 'echo b', call_3: 'other a' });
    const answers = after.messages.filter((one) => ToolMessage.isInstance(one));
    expect(Object.fromEntries(answers.map((one) => [one.tool_call_id, one.content]))).toEqual(after.results);
    expectAccepted(after.messages);
  });

  it('the ids in the provider’s own content blocks and fields are the same', async () => {
    const request = [call('a', ''), call('b', 'b'), call('c', 'b')];
    const content = [
      { type: 'text', text: 'Let me see.' },
      ...request.map(({ id, name, args }) => ({ type: 'tool_use', id, name, input: args })),
    ];
    const additional_kwargs = {
      tool_calls: request.map(({ id = '', name, args }) => ({
        id,
        type: 'function' as const,
        function: { name, arguments: JSON.stringify(args) },
      })),
    };
    const message = new AIMessage({ id: 'ai', content, tool_calls: request, additional_kwargs });
    const after = await graphOf(node).invoke({ messages: [message], pending_tools: request.map(pendingOf) }, thread());
    expect(after.messages[0]?.content).toMatchObject([{ type: 'text' }, { id: 'call_1' }, { id: 'b' }, { id: 'b_2' }]);
    expectAccepted(after.messages);
    // The message that was given is another one.
    expect(message.tool_calls?.map(({ id }) => id)).toEqual(['', 'b', 'b']);
  });

  it('a failed call of an earlier turn runs again under its own id', async () => {
    let broken = true;
    const shaky = named('shaky', () => (broken ? Promise.reject(new Error('down')) : 'up'));
    const request = [call('a', 'x', 'shaky'), call('b', 'y', 'shaky')];
    const options = { tools: [shaky] };
    const failed = await graphOf(createParallelExecutor(options)).invoke(
      { messages: [asking(...request)], pending_tools: request.map(pendingOf) },
      thread(),
    );
    expect(Object.keys(failed.errors)).toEqual(['x', 'y']);
    broken = false;
    const after = await graphOf(createFailedRunner(options)).invoke(failed, thread());
    expect(after).toMatchObject({ results: { x: 'up', y: 'up' }, errors: {} });
    expectAccepted(after.messages);
  });

  const id = fc.option(fc.constantFrom('', 'a', 'b', 'a_2', 'call_1', 'call_2'), { nil: undefined });
  const one = fc.record({ id, text: fc.constantFrom('p', 'q'), name: fc.constantFrom('echo', 'other') });
  property(
    'of random turns no result is lost, and a provider accepts the messages',
    fc.array(fc.array(one, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 }),
    async (requests) => {
      const after = await turns(...requests.map((request) => request.map((it) => call(it.text, it.id, it.name))));
      const expected = requests.flat().map(({ text, name }) => `${name} ${text}`);
      expect(Object.values(after.results).sort()).toEqual(expected.sort());
      expectAccepted(after.messages);
    },
    { runs: 100 },
  );
});
