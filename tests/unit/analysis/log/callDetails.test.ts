import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exact } from '../../../../src/analysis/format/format.ts';
import { callDetails, MOST_EVENTS } from '../../../../src/analysis/log/callDetails.ts';
import { predict } from '../../../../src/engine/predict.ts';
import { stateAfter } from '../../../../src/run/committedState.ts';
import { foldAll } from '../../../../src/run/fold.ts';
import type { Plan, Run } from '../../../../src/run/types.ts';
import { ALL, plans } from '../../support/arbitraries.ts';
import { planOf } from '../../support/plans.ts';
import { property } from '../../support/property.ts';
import { TOOLS } from '../../support/tools.ts';

/** Of the call at the place, after so many events of the run. */
function detailsOf({ events, plan }: Pick<Run, 'events' | 'plan'>, key: number, count = events.length) {
  const until = events.slice(0, count);
  const state = foldAll(until);
  const call = state.calls[key];
  const own = until.filter((event) => 'key' in event && event.key === key);
  return call && callDetails({ call, state, plan, events: own });
}

const RETRY = { attempts: 3, baseMs: 50, factor: 1, maxMs: 50, jitter: 0 };

/** As `Details` says it, line by line. */
async function told(plan: Plan, key: number): Promise<string[]> {
  const details = detailsOf(await predict(plan, { tools: TOOLS }), key);
  return [
    ...(details?.attempts.flatMap(({ number, result, notes }) => [
      `${number} ${result}`,
      ...notes.map((note) => `  ${note}`),
    ]) ?? []),
    ...(details?.waits.map((wait) => `waited ${wait}`) ?? []),
    `${details?.answer?.kind} ${JSON.stringify(details?.answer?.value)}`,
    `${details?.message?.status} ${details?.message?.content}`,
  ];
}

describe('the details of a call', () => {
  it('that waited for a slot', async () => {
    expect(await told(planOf('ok 100', 'ok 40', { limit: 1 }), 1)).toEqual([
      '1 succeeded, 0.04 s',
      '  0.100 s to 0.140 s',
      '  ready 0.10 s before it started',
      'waited 0.10 s for a free slot',
      'result "ok after 40"',
      'success ok after 40',
    ]);
  });

  it('that was tried again', async () => {
    expect(await told(planOf('flaky 20 failures=1', { retry: RETRY }), 0)).toEqual([
      '1 failed, 0.02 s',
      '  0.000 s to 0.020 s',
      '  boom 1',
      '  next attempt 0.05 s later',
      '2 succeeded, 0.02 s',
      '  0.070 s to 0.090 s',
      'waited 0.05 s of backoff',
      'result "ok on attempt 2"',
      'success ok on attempt 2',
    ]);
  });

  it('that timed out, and whose work went on', async () => {
    expect(await told(planOf('ok 100', { timeoutMs: 30 }), 0)).toEqual([
      '1 timed out, 0.03 s',
      '  0.000 s to 0.030 s',
      '  its work ended at 0.100 s',
      'error "timed out after 30 ms"',
      'error Error: timed out after 0.03 s',
    ]);
  });

  it('that never started', async () => {
    expect(await told(planOf('fail 10', 'ok 40', { limit: 1, onError: 'fail-fast' }), 1)).toEqual([
      'waited 0.01 s for a free slot',
      'error "a failed"',
      'error Error: skipped: a failed',
    ]);
  });

  it('at a moment of its run has what had happened by then', async () => {
    const run = await predict(planOf('ok 100', 'ok 40'), { tools: TOOLS });
    const count = run.events.findIndex(({ type }) => type === 'attemptEnded');
    const details = detailsOf(run, 0, count);
    expect(details?.attempts).toEqual([{ number: 1, mark: 'running', result: 'running', notes: ['since 0.000 s'] }]);
    expect([details?.answer, details?.message, details?.waits]).toEqual([undefined, undefined, []]);
    expect(details?.events.map(({ text }) => text)).toEqual(['a queued, tool ok', 'a ready', 'a started']);
  });

  it('that reports in a loop has its last events, and their number', async () => {
    const tools = [
      {
        name: 'ok',
        invoke(_: unknown, { report }: { report(value: unknown): void }) {
          for (let i = 1; i <= 1000; i++) report(i);
        },
      },
    ];
    const details = detailsOf(await predict(planOf('ok'), { tools }), 0);
    expect(details?.attempts[0]?.notes).toContain('1,000 partial results');
    // queued, ready, started, attemptEnded, settled
    expect([details?.events.length, details?.eventCount]).toEqual([MOST_EVENTS, 1005]);
    expect(details?.events.at(-3)?.text).toBe('a reports: 1000');
  });
});

/** `0.000 s to 0.020 s`. */
const timesIn = (note: string) => note.replace('since ', '').split(' to ');

property(
  'of every call at every moment: each attempt with the times of the log, and the message that State has',
  fc.tuple(plans({ kinds: ALL, most: 4 }), fc.nat()),
  async ([plan, cut]) => {
    const run = await predict(plan, { tools: TOOLS });
    const count = cut % (run.events.length + 1);
    plan.calls.forEach((_, key) => {
      const state = foldAll(run.events.slice(0, count));
      const details = detailsOf(run, key, count);
      expect(details?.attempts.length ?? 0).toBe(state.calls[key]?.attempts.length ?? 0);
      expect((details?.attempts ?? []).flatMap(({ notes }) => timesIn(notes[0] ?? ''))).toEqual(
        run.events
          .slice(0, count)
          .flatMap((event) =>
            (event.type === 'started' || event.type === 'attemptEnded') && event.key === key ? exact(event.at) : [],
          ),
      );
      const settled = state.calls[key]?.outcome !== undefined;
      expect(details?.message !== undefined).toBe(settled);
      if (!settled) return;
      const { messages } = stateAfter(run);
      // State gives a name of its own to the second of two equal ids.
      expect(details?.message).toEqual({
        ...messages[key + 1],
        tool_call_id: plan.calls[key]?.id || run.outcomes[key]?.id,
      });
    });
  },
  { runs: 100 },
);
