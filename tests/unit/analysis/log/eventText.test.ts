import { describe, expect, it } from 'vitest';
import { eventText } from '../../../../src/analysis/log/eventText.ts';
import { predict } from '../../../../src/engine/predict.ts';
import { fold, foldAll, newRunState } from '../../../../src/run/fold.ts';
import type { EventBody, Plan, Policy, RetryOn, RunEvent, ToolCall } from '../../../../src/run/types.ts';
import { simulatedTools as tools } from '../../../../src/tools/simulated.ts';
import { drawEvents } from '../drawRun.ts';
import { fast, hanging, slow, stoppedAt, TUTORIAL, unknown } from '../runs.ts';

const log = (events: RunEvent[]) => {
  const { calls } = foldAll(events);
  return events.map((event) => eventText(event, calls));
};

const predicted = async (calls: ToolCall[], policy: Partial<Policy> = {}) =>
  log((await predict({ calls, policy }, { tools })).events);

describe('the log', () => {
  it('says why an attempt was the last, and how long an error asks to wait', async () => {
    const retry = { attempts: 3, baseMs: 100, factor: 1, maxMs: 100, jitter: 0 };
    const call = (code: string, more = {}) => ({
      id: code,
      name: 'failing_tool',
      args: { query: '', ms: 100, code, ...more },
    });
    const calls = [call('401'), call('503', { retryAfterMs: 700 }), call('E_OWN')];
    const ends = async (on: RetryOn) =>
      (await predicted(calls, { retry: { ...retry, on } })).filter((line) => line.includes('attempt 1'));
    expect(await ends('transient')).toEqual([
      '401 attempt 1 failed after 0.10 s: Simulated failure (401); not retried: 401 is not transient',
      '503 attempt 1 failed after 0.10 s: Simulated failure (503); next attempt in 0.70 s',
      'E_OWN attempt 1 failed after 0.10 s: Simulated failure (E_OWN); not retried: E_OWN is not transient',
    ]);
    expect((await ends(['E_OWN']))[0]).toMatch('; not retried: 401 is not listed');
    const plain = [{ id: 'a', name: 'failing_tool', args: { query: '', ms: 100 } }];
    expect(await predicted(plain, { retry: { ...retry, on: 'transient' } })).toContain(
      'a attempt 1 failed after 0.10 s: Simulated failure; not retried: the error is not transient',
    );
    const { events } = await predict({ calls: plain, policy: { retry } }, { tools, retryOn: () => false });
    expect(log(events)).toContain('a attempt 1 failed after 0.10 s: Simulated failure; not retried: retryOn declined');
  });

  it('tells the tutorial’s run, line by line', async () => {
    expect(await predicted(TUTORIAL)).toEqual([
      'Run started: four calls',
      'fast_1 queued, tool fast_tool',
      'slow_1 queued, tool slow_tool',
      'fast_2 queued, tool fast_tool',
      'error_1 queued, tool slow_tool',
      'fast_1 ready',
      'slow_1 ready',
      'fast_2 ready',
      'error_1 ready',
      'fast_1 started',
      'slow_1 started',
      'fast_2 started',
      'error_1 started',
      'fast_1 attempt 1 succeeded after 0.10 s',
      'fast_1 succeeded after 0.10 s: Fast result for: task 1',
      'fast_2 attempt 1 succeeded after 0.10 s',
      'fast_2 succeeded after 0.10 s: Fast result for: task 3',
      'slow_1 attempt 1 succeeded after 1.00 s',
      'slow_1 succeeded after 1.00 s: Slow result for: task 2',
      'error_1 attempt 1 failed after 1.00 s: Simulated failure',
      'error_1 failed after 1.00 s: Simulated failure',
      'Executed 4 tools in 1.00 seconds',
    ]);
  });

  it('is the same line by line while it is written', async () => {
    const { events } = await predict({ calls: TUTORIAL, policy: { batchSize: 2 } }, { tools });
    const state = newRunState();
    const live = events.map((event) => {
      fold(state, event);
      return eventText(event, state.calls);
    });
    expect(live).toEqual(log(events));
  });

  it('tells batches, and leaves waiting out of durations', async () => {
    const lines = await predicted(TUTORIAL, { batchSize: 2 });
    expect(lines).toContain('fast_2 queued for batch 2, tool fast_tool');
    expect(lines).toContain('Batch 2 opened: fast_2 and error_1');
    expect(lines).toContain('fast_2 succeeded after 0.10 s: Fast result for: task 3');
  });

  it('tells rejections and warnings', async () => {
    const lines = await predicted([unknown('x'), fast('a'), fast('a')]);
    expect(lines.find((line) => line.startsWith('x rejected: '))).toMatch(/no_such_tool/);
    expect(lines.some((line) => line.startsWith('Warning: '))).toBe(true);
  });

  it('tells of calls that never settle', async () => {
    const lines = await predicted([hanging('hang_1'), fast('a')], { limit: 1 });
    expect(lines.slice(-2)).toEqual([
      'a cancelled before it started: never settles',
      'Executed 0 of 2 tools in 0.00 seconds; nothing could end the others',
    ]);
  });

  it('tells of Stop, and of late ends', async () => {
    const { events } = await stoppedAt(600, { calls: TUTORIAL });
    const lines = log(events);
    expect(lines).toContain('slow_1 attempt 1 was cancelled after 0.60 s');
    expect(lines.find((line) => line.startsWith('slow_1 cancelled after 0.60 s, still running'))).toBeDefined();
    expect(lines.find((line) => line.startsWith('Executed'))).toBe(
      'Executed 2 of 4 tools in 0.60 seconds; 2 cancelled',
    );
    const late: RunEvent = { seq: events.length, at: 900, type: 'late', key: 1, attempt: 1, result: 'failed' };
    expect(eventText(late, foldAll(events).calls)).toBe(
      'slow_1 ended late, 0.30 s after it was given up: its error is dropped',
    );
  });

  it('tells of attempts and backoffs', () => {
    const lines = log(
      drawEvents(`
        flaky_1 |###~~####| succeeded
      `),
    );
    expect(lines.slice(3)).toEqual([
      'flaky_1 started',
      'flaky_1 attempt 1 failed after 0.30 s; next attempt in 0.20 s',
      'flaky_1 ready',
      'flaky_1 started attempt 2',
      'flaky_1 attempt 2 succeeded after 0.40 s',
      'flaky_1 succeeded on attempt 2 after 0.90 s: flaky_1 result',
      'Executed 1 tool in 0.90 seconds',
    ]);
  });

  it.each<[EventBody, string]>([
    [{ type: 'limitChanged', limit: 3 }, 'Limit changed to 3'],
    [{ type: 'limitChanged', limit: null }, 'Limit taken away: all at once'],
    [{ type: 'paused' }, 'Paused: nothing new starts'],
    [{ type: 'resumed' }, 'Resumed'],
    [{ type: 'disturbed', cause: 'late-timer', durationMs: 300 }, 'Held up for 0.30 s: a timer came late'],
    [{ type: 'disturbed', cause: 'hidden-tab', durationMs: 300 }, 'This tab was hidden for 0.30 s'],
    [{ type: 'disturbed', cause: 'long-task', durationMs: 80 }, 'The page was busy for 0.08 s while a timer came late'],
    [{ type: 'partial', key: 0, attempt: 1, value: { done: 3n } }, 'call 1 reports: {"done":3}'],
    [{ type: 'settled', key: 0, kind: 'timedOut', abandoned: true }, 'call 1 timed out, still running'],
    [{ type: 'settled', key: 0, kind: 'skipped', reason: 'the first failure' }, 'call 1 skipped: the first failure'],
    [{ type: 'settled', key: 0, kind: 'succeeded' }, 'call 1 succeeded'],
    [
      { type: 'settled', key: 0, kind: 'succeeded', value: 7, recovered: 'a timeout' },
      'call 1 recovered from a timeout: 7',
    ],
  ])('tells %o, also of a call it does not know', (body, line) => {
    expect(eventText({ seq: 0, at: 0, ...body }, [])).toBe(line);
  });

  it('shortens long values', async () => {
    const plan: Plan = { calls: [{ ...slow('a', 10), args: { query: 'x'.repeat(5000), ms: 10 } }] };
    const lines = log((await predict(plan, { tools })).events);
    expect(lines.at(-2)).toHaveLength('a succeeded after 0.01 s: '.length + 200);
    expect(lines.at(-2)).toMatch(/x…$/);
  });
});
