import { expect, test } from 'vitest';
import { predict } from '../../../src/engine/predict.ts';
import { planOf } from '../support/plans.ts';
import { TOOLS } from '../support/tools.ts';

const retry = { attempts: 3, baseMs: 100, factor: 1, maxMs: 100, jitter: 0 };
const DEADLINE = { name: 'TimeoutError', message: "the run's deadline of 50 ms passed" };

const errorAtDeadline = async (...plan: Parameters<typeof planOf>) =>
  (await predict(planOf(...plan), { tools: TOOLS })).outcomes[0]?.error;

test('a deadline that falls into a backoff has the error that was to be retried as its cause', async () => {
  expect(await errorAtDeadline('fail 10', { deadlineMs: 50, retry })).toEqual({
    ...DEADLINE,
    cause: { name: 'Error', message: 'boom' },
  });
});

test('so has one that falls into the next attempt', async () => {
  const soon = { ...retry, baseMs: 10, maxMs: 10 };
  const error = await errorAtDeadline('flaky 20 failures=1', { deadlineMs: 40, retry: soon });
  expect(error?.cause?.message).toBe('boom 1');
});

test('the first attempt has none, and neither has a fallback', async () => {
  expect((await errorAtDeadline('ok 100', { deadlineMs: 50 }))?.cause).toBeUndefined();
  const plan = planOf('fail 10', {
    deadlineMs: 50,
    recovery: 'fallback',
    retry: { ...retry, attempts: 2, baseMs: 5, maxMs: 5 },
  });
  if (plan.calls[0]) plan.calls[0].fallback = { tool: 'ok', args: { ms: 500 } };
  const { outcomes } = await predict(plan, { tools: TOOLS });
  expect(outcomes[0]).toMatchObject({ kind: 'timedOut', attempts: 3 });
  expect(outcomes[0]?.error?.cause).toBeUndefined();
});
