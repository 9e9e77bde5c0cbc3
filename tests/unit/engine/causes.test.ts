import { describe, expect, test } from 'vitest';
import { endedEarly, wasStopped } from '../../../src/analysis/metrics/earlyEnd.ts';
import { predict } from '../../../src/engine/predict.ts';
import { foldAll } from '../../../src/run/fold.ts';
import { policyOf } from '../../../src/run/policy.ts';
import type { Run } from '../../../src/run/types.ts';
import { drive } from '../support/drive.ts';
import { planOf } from '../support/plans.ts';
import { TOOLS } from '../support/tools.ts';

const ends = ({ outcomes }: Run) =>
  outcomes.map(({ kind, cause, by, timeoutMs }) => ({
    kind,
    ...(cause && { cause }),
    ...(by !== undefined && { by }),
    ...(timeoutMs !== undefined && { timeoutMs }),
  }));

const early = ({ plan, events }: Run) => endedEarly(foldAll(events), policyOf(plan));
const stopped = ({ events }: Run) => wasStopped(foldAll(events));

const DONE = { kind: 'succeeded' };
const slow = ['ok 10', 'ok 50', 'ok 50'] as const;

describe('the cause of an end', () => {
  test('a call with a result or an error of its own has none', async () => {
    const { run } = await drive(planOf('ok 10', 'fail 10', 'picky'));
    expect(ends(run)).toEqual([DONE, { kind: 'failed' }, { kind: 'rejected' }]);
  });

  test('timeout, with the timeout that cut it off, on the attempt too', async () => {
    const { run } = await drive(planOf('ok 10', 'hang', { timeoutMs: 40 }));
    expect(ends(run)).toEqual([DONE, { kind: 'timedOut', cause: 'timeout', timeoutMs: 40 }]);
    const cut = run.events.filter((event) => event.type === 'attemptEnded' && event.timeoutMs === 40);
    expect(cut).toMatchObject([{ key: 1, result: 'timedOut' }]);
    expect(early(run)).toBeUndefined();
  });

  test('timeout, without one where the attempt ended by itself, only too late', async () => {
    const { run } = await drive(planOf('block 100', { timeoutMs: 80 }));
    expect(ends(run)).toEqual([{ kind: 'timedOut', cause: 'timeout' }]);
  });

  test('deadline', async () => {
    const { run } = await drive(planOf(...slow, { limit: 2, deadlineMs: 30 }));
    expect(ends(run)).toEqual([DONE, { kind: 'timedOut', cause: 'deadline' }, { kind: 'timedOut', cause: 'deadline' }]);
    expect(early(run)).toMatchObject({ by: 'deadline', call: undefined, cutOff: 2 });
    expect(stopped(run)).toBe(false);
  });

  test('policy, with the call whose end ended the run', async () => {
    const failed = await drive(planOf('ok 50', 'fail 10', 'ok 50', { limit: 2, onError: 'fail-fast' }));
    expect(ends(failed.run)).toEqual([
      { kind: 'cancelled', cause: 'policy', by: 1 },
      { kind: 'failed' },
      { kind: 'skipped', cause: 'policy', by: 1 },
    ]);
    expect(early(failed.run)).toMatchObject({ by: 'failure', call: { id: 'b' }, lost: 1, unstarted: 1 });
    const won = await drive(planOf('ok 50', 'ok 10', { onError: 'first-success' }));
    expect(ends(won.run)).toEqual([{ kind: 'cancelled', cause: 'policy', by: 1 }, DONE]);
    expect(early(won.run)).toMatchObject({ by: 'success', call: { id: 'b' } });
  });

  test('user, of one call alone', async () => {
    const { run } = await drive(planOf(...slow), { acts: [[20, (controller) => controller.cancelCall(1)]] });
    expect(ends(run)).toEqual([DONE, { kind: 'cancelled', cause: 'user' }, DONE]);
    expect(stopped(run)).toBe(false);
  });

  test.each([
    ['stop', null],
    ['abort', undefined],
    ['abort', 'stopped'],
    ['abort', new Error('the server shuts down')],
  ])('%s, when the run is aborted with %s', async (cause, abortWith) => {
    const { run } = await drive(planOf(...slow, { limit: 2, deadlineMs: 1000 }), { abortAt: 20, abortWith });
    expect(ends(run)).toEqual([DONE, { kind: 'cancelled', cause }, { kind: 'cancelled', cause }]);
    expect(stopped(run)).toBe(true);
    // The deadline that it also had ended nothing.
    expect(early(run)).toBeUndefined();
  });

  test('never-settles, in a prediction', async () => {
    const run = await predict(planOf('ok 10', 'hang'), { tools: TOOLS });
    expect(ends(run)).toEqual([DONE, { kind: 'cancelled', cause: 'never-settles' }]);
    expect(stopped(run)).toBe(false);
  });
});

test('what an abort with null tells the tools is that the run was stopped', async () => {
  const heard: unknown[] = [];
  const tools = {
    hears: {
      name: 'hears',
      invoke: (_: object, { signal }: { signal: AbortSignal }) => {
        signal.addEventListener('abort', () => heard.push(signal.reason));
        return new Promise(() => {});
      },
    },
  };
  await drive(planOf('hears'), { tools, abortAt: 10, abortWith: null });
  expect(heard).toEqual(['stopped']);
});
