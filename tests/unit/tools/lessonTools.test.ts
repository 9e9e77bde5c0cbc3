import { describe, expect, it } from 'vitest';
import { execute } from '../../../src/engine/execute.ts';
import { predict } from '../../../src/engine/predict.ts';
import type { Policy, ToolCall } from '../../../src/run/types.ts';
import { lessonTools } from '../../../src/tools/lessonTools.ts';
import { simulatedTools } from '../../../src/tools/simulated.ts';

/** Of one run: what its calls share, no other run sees. */
const toolsOfRun = () => [...simulatedTools, ...lessonTools()];
const call = (id: string, name: string, query: string, ms?: number): ToolCall => ({
  id,
  name,
  args: { query, ...(ms !== undefined && { ms }) },
});
const several = (name: string, queries: string[], ms?: number) => queries.map((q, i) => call(`c_${i}`, name, q, ms));

async function endings(calls: ToolCall[], policy: Partial<Policy> = {}) {
  const { outcomes, makespan } = await predict({ calls, policy }, { tools: toolsOfRun() });
  return {
    ends: outcomes.map(({ kind, value, error }) => (kind === 'succeeded' ? value : `${kind}: ${error?.message}`)),
    makespan,
    outcomes,
  };
}

describe('the tools of lessons', () => {
  it('share no name with the page’s own', () => {
    expect(new Set(toolsOfRun().map(({ name }) => name)).size).toBe(toolsOfRun().length);
  });

  it.each(lessonTools().map(({ name }) => name))('%s refuses a missing query and a time that is none', async (name) => {
    const { outcomes } = await endings([{ id: 'a', name, args: { text: 'x' } }, call('b', name, 'x', -1)]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['rejected', 'rejected']);
  });

  it('unawaited: succeeds at 0 with a promise that nobody awaited, and reads as one', async () => {
    const { outcomes, makespan } = await endings([call('a', 'unawaited_tool', 'report')]);
    expect(makespan).toBe(0);
    const { kind, value } = outcomes[0] as { kind: string; value: { promise: Promise<string> } };
    expect(kind).toBe('succeeded');
    expect(value.promise).toBeInstanceOf(Promise);
    expect(String(value)).toBe('Promise { <pending> }');
  });

  it('unawaited: its work goes on when the run is over', async () => {
    const { outcomes } = await execute({ calls: [call('a', 'unawaited_tool', 'report', 5)] }, { tools: toolsOfRun() });
    const { promise } = (outcomes[0] as { value?: unknown }).value as { promise: Promise<string> };
    await expect(promise).resolves.toBe('Result for: report');
  });

  it('search: succeeds with a text that reads like an error', async () => {
    expect((await endings([call('a', 'search_tool', 'no such file')])).ends).toEqual(['Error: no such file']);
  });

  it('silent swallows its failure; terse fails and does not say what', async () => {
    const { ends } = await endings([call('a', 'silent_tool', 'x'), call('b', 'terse_tool', 'x')]);
    expect(ends).toEqual(['', 'failed: Error']);
  });

  it('counter: updates are lost at once, and none one by one; each counter is its own', async () => {
    const calls = [...several('counter_tool', ['seats', 'seats', 'seats']), call('other', 'counter_tool', 'rooms')];
    expect((await endings(calls)).ends).toEqual(['seats = 1', 'seats = 1', 'seats = 1', 'rooms = 1']);
    expect((await endings(calls, { limit: 1 })).ends).toEqual(['seats = 1', 'seats = 2', 'seats = 3', 'rooms = 1']);
  });

  it('pool: two connections; a third call fails at once; they come back, also after a timeout', async () => {
    const calls = several('pool_tool', ['a', 'b', 'c', 'd'], 400);
    const full = 'failed: No connection free: all 2 are in use';
    expect((await endings(calls)).ends).toEqual(['Rows for: a', 'Rows for: b', full, full]);
    expect((await endings(calls, { limit: 2 })).ends).toEqual(['a', 'b', 'c', 'd'].map((q) => `Rows for: ${q}`));
    const cut = await endings(calls, { limit: 2, timeoutMs: 100 });
    expect(cut.outcomes.map(({ kind }) => kind)).toEqual(new Array(4).fill('timedOut'));
  });

  it('journal: lines stand in the order of the ends', async () => {
    const calls = [call('a', 'journal_tool', 'first', 300), call('b', 'journal_tool', 'second', 100)];
    expect((await endings(calls)).ends).toEqual(['second, first', 'second']);
    expect((await endings(calls, { limit: 1 })).ends).toEqual(['first', 'first, second']);
  });

  it('deaf: works on behind its timeout, and its end is late', async () => {
    const calls = [call('a', 'deaf_tool', 'x', 900)];
    const { events, makespan } = await predict({ calls, policy: { timeoutMs: 200 } }, { tools: toolsOfRun() });
    expect(makespan).toBe(200);
    expect(events.filter(({ type }) => type === 'late').map(({ at }) => at)).toEqual([900]);
  });

  it('strict: its own timeout, unless the call brings another', async () => {
    const strict = call('a', 'strict_tool', 'x');
    const { outcomes } = await endings([strict, { ...strict, id: 'b', timeoutMs: 2000 }]);
    expect(outcomes.map(({ kind, settledAt }) => [kind, settledAt])).toEqual([
      ['timedOut', 500],
      ['succeeded', 1000],
    ]);
  });

  it('what calls share ends with their run', async () => {
    const one = [call('a', 'counter_tool', 'seats')];
    expect((await endings(one)).ends).toEqual(['seats = 1']);
    expect((await endings(one)).ends).toEqual(['seats = 1']);
  });

  it('on the real clock as on the virtual one', async () => {
    const calls = [...several('counter_tool', ['n', 'n'], 20), ...several('pool_tool', ['a', 'b', 'c'], 30)];
    const real = await execute({ calls }, { tools: toolsOfRun() });
    const { ends } = await endings(calls);
    const texts = real.outcomes.map(({ kind, value, error }) =>
      kind === 'succeeded' ? value : `${kind}: ${error?.message}`,
    );
    expect(texts).toEqual(ends);
  });
});
