import { describe, expect, test } from 'vitest';
import { predict } from '../../../src/engine/predict.ts';
import type { Plan, ToolCall } from '../../../src/run/types.ts';
import { withExpected } from '../../../src/tools/expected.ts';
import { simulatedTools } from '../../../src/tools/simulated.ts';

const slow = (id: string, ms?: number, more: Partial<ToolCall> = {}): ToolCall => ({
  id,
  name: 'slow_tool',
  args: { query: 'task', ...(ms !== undefined && { ms }) },
  ...more,
});

describe('expected times', () => {
  test('are filled in where the order asks for them, and one that was given stays', () => {
    const calls = [slow('a', 300), slow('b'), slow('c', 100, { expectedMs: 900 }), { id: 'd', name: 'none', args: {} }];
    const filled = withExpected({ calls, policy: { order: 'longest-first' } });
    expect(filled.calls.map(({ expectedMs }) => expectedMs)).toEqual([300, 1000, 900, undefined]);
    for (const policy of [undefined, {}, { order: 'priority' as const }]) {
      const plan: Plan = { calls, ...(policy && { policy }) };
      expect(withExpected(plan)).toBe(plan);
    }
  });

  test('let the longest go first: 1.00 s for 1.20 s in two slots', async () => {
    const calls = [slow('a', 200), slow('b', 200), slow('c', 1000)];
    const total = async (plan: Plan) => (await predict(withExpected(plan), { tools: simulatedTools })).makespan;
    expect(await total({ calls, policy: { limit: 2 } })).toBe(1200);
    expect(await total({ calls, policy: { limit: 2, order: 'longest-first' } })).toBe(1000);
    expect(await total({ calls, policy: { limit: 2, order: 'shortest-first' } })).toBe(1200);
  });

  test('of a call that never ends: longer than any other, and a number that an engine takes', async () => {
    const calls = [slow('a', 200), { id: 'h', name: 'hanging_tool', args: { query: '' } }];
    const run = await predict(withExpected({ calls, policy: { limit: 1, order: 'longest-first', timeoutMs: 50 } }), {
      tools: simulatedTools,
    });
    expect(run.outcomes.map(({ startedAt }) => startedAt)).toEqual([50, 0]);
  });
});
