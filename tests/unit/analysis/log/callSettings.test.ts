import { describe, expect, it } from 'vitest';
import { callSettings } from '../../../../src/analysis/log/callSettings.ts';
import type { EquippedPlan } from '../../../../src/run/toolSettings.ts';
import type { Policy, ToolCall } from '../../../../src/run/types.ts';

function settings(policy: Partial<Policy>, own: Partial<ToolCall> = {}, tools: EquippedPlan['tools'] = {}): string[] {
  const call: ToolCall = { id: 'a', name: 'search', args: {}, ...own };
  return callSettings({ calls: [call], policy, tools } as EquippedPlan, call);
}

describe('the policy of one call', () => {
  it('is empty as the tutorial has it', () => {
    expect(settings({})).toEqual([]);
  });

  it('is the plan’s, in the words of its chips', () => {
    const retry = { attempts: 3, baseMs: 100, factor: 2, maxMs: 1000, jitter: 0 };
    expect(settings({ limit: 2, batchSize: 4, timeoutMs: 500, retry, onError: 'fail-fast' })).toEqual([
      'Timeout 0.50 s',
      'Fail fast',
      'Retry 3 tries',
      'At most 2 at once',
      'Batches of 4',
    ]);
    expect(settings({ limit: 1 })).toEqual(['One by one']);
  });

  it('has its own timeout, else its tool’s, in place of the plan’s', () => {
    const tools = { search: { timeoutMs: 300, limit: 2 } };
    expect(settings({ timeoutMs: 500 }, { timeoutMs: 100 }, tools)).toEqual([
      'Timeout 0.10 s, its own',
      'At most 2 of its tool at once',
    ]);
    expect(settings({ timeoutMs: 500 }, {}, tools)[0]).toBe('Timeout 0.30 s, its tool’s');
    expect(settings({ timeoutMs: 500 }, {}, { other: { timeoutMs: 1 } })).toEqual(['Timeout 0.50 s']);
  });

  it('has what it is ordered by', () => {
    expect(settings({ order: 'priority' }, { priority: 2 })).toEqual(['Priority 2, highest first']);
    expect(settings({}, { priority: 2 })).toEqual([]);
    expect(settings({ order: 'shortest-first' })).toEqual(['Shortest first']);
    expect(settings({ order: 'longest-first' }, { expectedMs: 1500 })).toEqual([
      'Expected to take 1.50 s, longest first',
    ]);
  });

  it('has what replaces a failed result', () => {
    expect(settings({ recovery: 'fallback' }, { fallback: { value: 'cached' } })).toEqual(['Fallback: cached']);
    expect(settings({ recovery: 'fallback' }, { fallback: { tool: 'other' } })).toEqual(['Fallback: the tool other']);
    expect(settings({ recovery: 'fallback' })).toEqual(['No fallback']);
    expect(settings({}, { fallback: { value: undefined } })).toEqual(['Fallback, not in use: nothing']);
  });
});
