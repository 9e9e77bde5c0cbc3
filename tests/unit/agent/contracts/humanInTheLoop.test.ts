import { Command, interrupt } from '@langchain/langgraph';
import { describe, expect, it } from 'vitest';
import { executeTool } from '../../../../src/agent/executeTool.ts';
import { createParallelExecutor, type ParallelExecutorOptions } from '../../../../src/agent/parallelExecutor.ts';
import { createFailedRunner } from '../../../../src/agent/runFailedAgain.ts';
import type { RunEvent } from '../../../../src/run/types.ts';
import { graphOf, named, pending, thread, turns } from './graphs.ts';

const RETRY = { attempts: 3, baseMs: 0, factor: 1, maxMs: 0, jitter: 0 };

/** A tool that asks a person, and what it did. */
function asking(after: (answer: unknown, count: number) => unknown = (answer) => `said ${answer}`) {
  const seen = { started: 0, answers: [] as unknown[] };
  const ask = named('ask', () => {
    seen.started++;
    const answer = interrupt('may I?');
    seen.answers.push(answer);
    return after(answer, seen.answers.length) as string;
  });
  return { ask, seen };
}

async function paused(options: ParallelExecutorOptions, ...names: string[]) {
  const events: RunEvent[] = [];
  const graph = graphOf(createParallelExecutor({ ...options, onEvent: (event) => void events.push(event) }));
  const state = await graph.invoke({ pending_tools: pending(...names) }, thread());
  return { graph, state, events };
}

describe('a tool that interrupts the graph for a person', () => {
  it('is asked once, whatever the policy: no retry, no fallback', async () => {
    const { ask, seen } = asking();
    const { state, events } = await paused({ tools: [ask], policy: { retry: RETRY, recovery: 'fallback' } }, 'ask');
    expect(state).toMatchObject({ __interrupt__: [{ value: 'may I?' }], results: {}, errors: {} });
    expect(seen.started).toBe(1);
    expect(events.find(({ type }) => type === 'settled')).toMatchObject({ kind: 'cancelled', cause: 'interrupt' });
  });

  it.each(['fail-fast', 'fail-fast-cancel', 'first-success'] as const)(
    'ends no run under %s: the calls beside it finish',
    async (onError) => {
      const { ask } = asking();
      let finished = false;
      const beside = named('beside', async () => {
        await turns(3);
        finished = true;
        return 'done';
      });
      const { state } = await paused({ tools: [ask, beside], policy: { onError } }, 'ask', 'beside');
      expect(state).toMatchObject({ __interrupt__: [{ value: 'may I?' }] });
      expect(finished).toBe(true);
    },
  );

  it('nobody is asked again when an attempt after the answer fails and is made once more', async () => {
    const { ask, seen } = asking((answer, count) => {
      if (count === 1) throw new Error('a passing trouble');
      return `said ${answer}`;
    });
    const { graph } = await paused({ tools: [ask], policy: { retry: RETRY } }, 'ask');
    const after = await graph.invoke(new Command({ resume: 'yes' }), thread());
    expect(after).toMatchObject({ results: { ask: 'said yes' }, errors: {} });
    expect(after).not.toHaveProperty('__interrupt__');
    expect(seen.answers).toEqual(['yes', 'yes']);
  });

  it('two questions of one call get their two answers', async () => {
    const twice = named('twice', () => `${interrupt('first?')} and ${interrupt('second?')}`);
    const { graph } = await paused({ tools: [twice] }, 'twice');
    const second = await graph.invoke(new Command({ resume: 'one' }), thread());
    expect(second).toMatchObject({ __interrupt__: [{ value: 'second?' }] });
    const after = await graph.invoke(new Command({ resume: 'two' }), thread());
    expect(after.results).toEqual({ twice: 'one and two' });
  });

  it('inside of executeTool, called by a node of a person’s own, reaches the graph', async () => {
    const { ask } = asking();
    const node = async () => {
      const { id, ...rest } = await executeTool({ id: 'ask', tool_name: 'ask', args: {} }, { tools: [ask] });
      return { results: { [id]: 'result' in rest ? rest.result : rest.error } };
    };
    const graph = graphOf(node);
    expect(await graph.invoke({}, thread())).toMatchObject({ __interrupt__: [{ value: 'may I?' }] });
    expect(await graph.invoke(new Command({ resume: 'yes' }), thread())).toMatchObject({
      results: { ask: 'said yes' },
    });
  });

  it('works when the node is called without its config', async () => {
    const { ask } = asking();
    const inner = createParallelExecutor({ tools: [ask] });
    const graph = graphOf((state) => inner(state));
    expect(await graph.invoke({ pending_tools: pending('ask') }, thread())).toMatchObject({
      __interrupt__: [{ value: 'may I?' }],
    });
    expect((await graph.invoke(new Command({ resume: 'ok' }), thread())).results).toEqual({ ask: 'said ok' });
  });

  it('also among the failed calls that are run again', async () => {
    const { ask } = asking();
    const again = createFailedRunner({ tools: [ask] });
    const state = {
      messages: [{ role: 'assistant', content: '', tool_calls: [{ id: 'ask', name: 'ask', args: {} }] }] as never,
      errors: { ask: 'Error: no' },
    };
    const graph = graphOf(again);
    expect(await graph.invoke(state, thread())).toMatchObject({ __interrupt__: [{ value: 'may I?' }] });
    expect(await graph.invoke(new Command({ resume: 'ok' }), thread())).toMatchObject({
      results: { ask: 'said ok' },
      errors: {},
    });
  });

  it('the node runs again on the answer, and so do the calls beside it: LangGraph keeps no result of part of a node', async () => {
    const { ask } = asking();
    let ran = 0;
    const beside = named('beside', () => `run ${++ran}`);
    const { graph } = await paused({ tools: [ask, beside] }, 'ask', 'beside');
    const after = await graph.invoke(new Command({ resume: 'yes' }), thread());
    expect(after.results).toEqual({ ask: 'said yes', beside: 'run 2' });
  });
});
