import type { BaseMessage } from '@langchain/core/messages';
import type { ToolMessage } from '@langchain/core/messages/tool';
import { tool } from '@langchain/core/tools';
import { MessagesZodMeta, StateGraph } from '@langchain/langgraph';
import { registry } from '@langchain/langgraph/zod';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { commit, stateOf, withUpdate } from '../../../src/agent/commit.ts';
import { createParallelExecutor } from '../../../src/agent/parallelExecutor.ts';
import { createFailedRunner, failedCalls } from '../../../src/agent/runFailedAgain.ts';
import { type State, stateSchema } from '../../../src/agent/state.ts';
import type { Plan } from '../../../src/run/types.ts';

const answers = (messages: BaseMessage[]) =>
  messages.filter(({ type }) => type === 'tool').map((message) => (message as ToolMessage).tool_call_id);

/** Fails until it is mended. */
function breakable() {
  let broken = true;
  const calls: string[] = [];
  const lookUp = tool(
    async ({ city }: { city: string }) => {
      calls.push(city);
      if (broken && city === 'Oslo') throw new Error('no answer');
      return `${city}: 7 degrees`;
    },
    { name: 'look_up', description: 'The weather', schema: z.object({ city: z.string() }) },
  );
  return { lookUp, calls, mend: () => (broken = false) };
}

const plan: Plan = {
  calls: ['Bergen', 'Oslo', 'Rome'].map((city) => ({ id: city.toLowerCase(), name: 'look_up', args: { city } })),
};

describe('run failed calls again', () => {
  it('runs only what failed, and merges results and errors at once', async () => {
    const { lookUp, calls, mend } = breakable();
    const before = stateOf(plan);
    const first = withUpdate(before, await createParallelExecutor({ tools: [lookUp] })(before));
    expect(Object.keys(first.errors)).toEqual(['oslo']);
    expect(failedCalls(first)).toEqual([{ id: 'oslo', tool_name: 'look_up', args: { city: 'Oslo' } }]);

    mend();
    calls.length = 0;
    const again = createFailedRunner({ tools: [lookUp] });
    const second = withUpdate(first, await again(first));
    expect(calls).toEqual(['Oslo']);
    expect(second.errors).toEqual({});
    expect(second.results).toEqual({
      bergen: 'Bergen: 7 degrees',
      rome: 'Rome: 7 degrees',
      oslo: 'Oslo: 7 degrees',
    });
    expect(first.errors, 'the earlier State is untouched').toEqual({ oslo: 'Error: no answer' });
  });

  it('case 14: each call has one answer still, the newer one in the older one’s place', async () => {
    const { lookUp, mend } = breakable();
    const before = stateOf(plan);
    const first = withUpdate(before, await createParallelExecutor({ tools: [lookUp] })(before));
    mend();
    const second = withUpdate(first, await createFailedRunner({ tools: [lookUp] })(first));
    expect(answers(second.messages)).toEqual(['bergen', 'oslo', 'rome']);
    expect(second.messages.map(({ text }) => text)).toContain('Oslo: 7 degrees');
    expect(second.messages.map(({ text }) => text)).not.toContain('Error: no answer');
  });

  it('changes nothing when nothing has failed, and leaves pending calls pending', async () => {
    const { lookUp, mend } = breakable();
    mend();
    const before = stateOf(plan);
    const done = withUpdate(before, await createParallelExecutor({ tools: [lookUp] })(before));
    const again = createFailedRunner({ tools: [lookUp] });
    expect(await again(done)).toEqual({});
    const pending = [{ id: 'next', tool_name: 'look_up', args: { city: 'Bonn' } }];
    const failed: State = { ...done, pending_tools: pending, errors: { oslo: 'Error: no answer' } };
    expect(withUpdate(failed, await again(failed)).pending_tools).toEqual(pending);
  });

  it('still fails as it failed before: the error stays, once', async () => {
    const { lookUp } = breakable();
    const before = stateOf(plan);
    const first = withUpdate(before, await createParallelExecutor({ tools: [lookUp] })(before));
    const second = withUpdate(first, await createFailedRunner({ tools: [lookUp] })(first));
    expect(second.errors).toEqual({ oslo: 'Error: no answer' });
    expect(answers(second.messages)).toHaveLength(3);
  });

  it('works as a node behind the executor in a real graph', async () => {
    const { lookUp, calls, mend } = breakable();
    const state = z.object({
      ...stateSchema.shape,
      messages: stateSchema.shape.messages.register(registry, MessagesZodMeta as never),
    });
    const run = createParallelExecutor({ tools: [lookUp], policy: { limit: 2 }, onDone: () => mend() });
    const again = createFailedRunner({ tools: [lookUp] });
    const graph = new StateGraph(state)
      .addNode('run', (given: State) => run(given))
      .addNode('again', (given: State) => again(given))
      .addEdge('__start__', 'run')
      .addEdge('run', 'again')
      .addEdge('again', '__end__')
      .compile();
    const end = (await graph.invoke(stateOf(plan) as never)) as unknown as State;
    expect(calls).toEqual(['Bergen', 'Oslo', 'Rome', 'Oslo']);
    expect(end.errors).toEqual({});
    expect(answers(end.messages)).toEqual(['bergen', 'oslo', 'rome']);
  });

  it('commit is what it merges by: a run of other calls touches no earlier result', () => {
    const earlier: State = { ...stateOf({ calls: [] }), results: { old: 1 }, errors: { bad: 'Error: x' } };
    const after = commit(earlier, {
      plan: { calls: [] },
      events: [],
      outcomes: [],
      makespan: 0,
    });
    expect(after).toMatchObject({ results: { old: 1 }, errors: { bad: 'Error: x' } });
  });
});
