import { describe, expect, it } from 'vitest';
import { throughLangChain } from '../../../src/agent/adapter/simulatedTools.ts';
import { varies } from '../../../src/analysis/metrics/distribution.ts';
import { execute } from '../../../src/engine/execute.ts';
import type { predict } from '../../../src/engine/predict.ts';
import type { CallBehavior, Plan, Policy, ToolCall } from '../../../src/run/types.ts';
import { predictPlan } from '../../../src/runner/predict/predictPlan.ts';
import { kindOf } from '../../../src/tools/catalogue.ts';
import { withExpected } from '../../../src/tools/expected.ts';
import { toolsOfPlan } from '../../../src/tools/ownTools.ts';
import { isRecorded } from '../../../src/tools/recorded.ts';
import { simulatedTools } from '../../../src/tools/simulated.ts';
import { faster, offThread } from '../../../src/tools/whatIf.ts';

const own = (id: string, name: string, behavior: CallBehavior, more: Partial<ToolCall> = {}): ToolCall => ({
  id,
  name,
  args: { from: 'OSL' },
  behavior,
  ...more,
});

async function endings(calls: ToolCall[], policy: Partial<Policy> = {}) {
  const { outcomes } = await predictPlan({ calls, policy });
  return outcomes.map(({ kind, value, error, settledAt }) => [kind, value ?? error?.message, settledAt]);
}

describe('a call with a behavior', () => {
  it('takes its time and gives its result, of any kind', async () => {
    const calls = [
      own('a', 'search_flights', { kind: 'fast', ms: 840, result: { price: 120 } }),
      own('b', 'search_hotels', { kind: 'slow' }),
      own('c', 'send_mail', { kind: 'failing', ms: 30, error: { code: 429 } }),
      own('d', 'send_sms', { kind: 'failing' }),
      own('e', 'get_null', { kind: 'fast', result: null }),
    ];
    const { outcomes } = await predictPlan({ calls });
    expect(outcomes.map(({ kind, value, settledAt }) => [kind, value, settledAt])).toEqual([
      ['succeeded', { price: 120 }, 840],
      ['succeeded', 'Result of search_hotels', 1000],
      ['failed', undefined, 30],
      ['failed', undefined, 1000],
      ['succeeded', null, 100],
    ]);
    expect(outcomes.map(({ error }) => error?.message)).toEqual([
      undefined,
      undefined,
      '{"code":429}',
      'Simulated failure',
      undefined,
    ]);
  });

  it('does not read the query as the tutorial’s slow tool does', async () => {
    const call = own('a', 'search', { kind: 'slow' }, { args: { query: 'fail' } });
    expect(await endings([call])).toEqual([['succeeded', 'Result of search', 1000]]);
    expect(kindOf(call)).toBe('slow');
  });

  it('is flaky by attempt, and hangs or listens as it is told', async () => {
    const retry = { attempts: 3, baseMs: 0, factor: 1, maxMs: 0, jitter: 0 };
    const flaky = own('a', 'get', { kind: 'flaky', ms: 10, failures: 2, error: '503', result: 'ok' });
    expect(await endings([flaky], { retry })).toEqual([['succeeded', 'ok', 30]]);
    expect(await endings([flaky])).toEqual([['failed', '503', 10]]);
    const hangs = own('h', 'wait', { kind: 'hanging', deaf: false });
    const { events } = await predictPlan({
      calls: [hangs, { ...hangs, id: 'i', behavior: { kind: 'hanging' } }],
      policy: { timeoutMs: 50 },
    });
    expect(events.flatMap((event) => (event.type === 'late' ? [event.key] : []))).toEqual([0]);
  });

  it('varies with the seed, and blocks the thread', async () => {
    const calls = [own('a', 'get', { kind: 'slow', ms: 100, spread: 0.5 })];
    const total = async (seed: number) => (await predictPlan({ calls, seed })).makespan;
    expect(await total(1)).not.toBe(await total(2));
    expect(varies({ calls })).toBe(true);
    const blocking = [own('a', 'parse', { kind: 'blocking', ms: 300 }), own('b', 'get', { kind: 'fast', ms: 100 })];
    const args = { query: '' };
    const ofPage = [
      { id: 'a', name: 'blocking_tool', args: { ...args, ms: 300 } },
      { id: 'b', name: 'fast_tool', args: { ...args, ms: 100 } },
    ];
    const times = async (calls: ToolCall[]) => (await endings(calls)).map(([, , at]) => at);
    expect(await times(blocking)).toEqual(await times(ofPage));
    expect(await times(blocking.toReversed())).toEqual(await times(ofPage.toReversed()));
  });

  it('may share its name with one that behaves otherwise, and with a tool of the page', async () => {
    const calls = [
      own('a', 'fast_tool', { kind: 'slow', ms: 70, result: 1 }),
      own('b', 'fast_tool', { kind: 'failing', ms: 80, error: 'no' }),
      { id: 'c', name: 'fast_tool', args: { query: 'q' } },
      { id: 'd', name: 'fast_tool', args: {} },
    ];
    expect(await endings(calls)).toEqual([
      ['succeeded', 1, 70],
      ['failed', 'no', 80],
      ['succeeded', 'Fast result for: q', 100],
      ['rejected', expect.stringContaining('query'), 0],
    ]);
  });

  it('can fall back to another, which behaves like the first call of it', async () => {
    const calls = [
      own('a', 'live', { kind: 'failing', ms: 10 }, { fallback: { tool: 'cache' } }),
      own('b', 'cache', { kind: 'fast', ms: 5, result: 'old' }),
      own('c', 'cache', { kind: 'fast', ms: 6, result: 'new' }),
      { id: 'd', name: 'failing_tool', args: { query: '', ms: 1 }, fallback: { tool: 'cache' } },
    ];
    expect((await endings(calls, { recovery: 'fallback' })).map(([, value]) => value)).toEqual([
      'old',
      'old',
      'new',
      'old',
    ]);
  });

  it('obeys the settings of its tool, and is expected to take its time', async () => {
    const calls = [own('a', 'get', { kind: 'slow', ms: 100 }), own('b', 'get', { kind: 'slow', ms: 200 })];
    const pool = { calls, tools: { get: { limit: 1 } } };
    expect((await predictPlan(pool)).makespan).toBe(300);
    const cut = await predictPlan({ calls, tools: { get: { timeoutMs: 150 } } } as Plan);
    expect(cut.outcomes.map(({ kind }) => kind)).toEqual(['succeeded', 'timedOut']);
    const sorted = withExpected({
      calls: [...calls, own('h', 'wait', { kind: 'hanging' })],
      policy: { order: 'longest-first' },
    });
    expect(sorted.calls.map(({ expectedMs }) => expectedMs)).toEqual([100, 200, Number.MAX_SAFE_INTEGER]);
  });

  it('is what a what-if changes, and not its arguments', () => {
    const call = own('a', 'parse', { kind: 'blocking', ms: 301 }, { args: { ms: 7 } });
    expect(faster(call)).toEqual({ ...call, behavior: { kind: 'blocking', ms: 151 } });
    expect(offThread(call)).toEqual({ ...call, behavior: { kind: 'slow', ms: 301 } });
    expect(faster(own('h', 'wait', { kind: 'hanging' }))).toBeUndefined();
  });

  it('is not recorded elsewhere: the page can run it', () => {
    expect(isRecorded({ calls: [own('a', 'get', { kind: 'fast' }), { id: 'b', name: 'unknown', args: {} }] })).toBe(
      false,
    );
    expect(isRecorded({ calls: [{ id: 'b', name: 'unknown', args: {} }] })).toBe(true);
  });

  it('leaves the tools of any other plan as they are', () => {
    expect(toolsOfPlan({ calls: [{ id: 'a', name: 'fast_tool', args: { query: '' } }] }, simulatedTools)).toBe(
      simulatedTools,
    );
  });

  it('really runs through LangChain as it was predicted', async () => {
    const calls = [
      own(
        'a',
        'get flights',
        { kind: 'fast', ms: 5, result: { list: [1], none: null } },
        { args: { type: 'tool_call', args: { a: 1 } } },
      ),
      own('b', 'get flights', { kind: 'failing', ms: 3, error: 'no' }, { args: JSON.parse('{"__proto__": {"a": 1}}') }),
      own('c', 'مطار', { kind: 'flaky', ms: 2 }),
      own('d', 'fast_tool', { kind: 'blocking', ms: 2, result: '' }),
    ];
    const policy = { limit: 1, retry: { attempts: 2, baseMs: 0, factor: 1, maxMs: 0, jitter: 0 } };
    const plan = { calls, policy };
    const tools = toolsOfPlan(plan, simulatedTools, throughLangChain);
    const ends = ({ outcomes }: Awaited<ReturnType<typeof predict>>) =>
      outcomes.map(({ kind, value, error, attempts }) => ({ kind, value, error, attempts }));
    expect(ends(await execute(plan, { tools }))).toEqual(ends(await predictPlan(plan)));
  });
});
