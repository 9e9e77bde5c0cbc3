import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { realClock } from '../../../src/engine/clocks/realClock.ts';
import { virtualClock } from '../../../src/engine/clocks/virtualClock.ts';
import { createController } from '../../../src/engine/controller.ts';
import { errorText } from '../../../src/engine/errorText.ts';
import { execute } from '../../../src/engine/execute.ts';
import { predict } from '../../../src/engine/predict.ts';
import type { RetryOnFunction } from '../../../src/engine/types.ts';
import { MAX_DELAY_MS } from '../../../src/run/check/checkPolicy.ts';
import { foldAll } from '../../../src/run/fold.ts';
import { refusalOf } from '../../../src/run/retryRule.ts';
import type { Plan, Retry, RetryOn, RunEvent } from '../../../src/run/types.ts';
import { story } from '../support/drawing.ts';
import { drive } from '../support/drive.ts';
import { ofType } from '../support/laws.ts';
import { planOf } from '../support/plans.ts';
import { property } from '../support/property.ts';
import { sleep, TOOLS, tool } from '../support/tools.ts';

const retry = (attempts: number, on?: RetryOn): Retry => ({
  attempts,
  baseMs: 10,
  factor: 1,
  maxMs: 10,
  jitter: 0,
  ...(on !== undefined && { on }),
});

/** A tool that throws this after 5 ms, each time. */
const throwing = (thrown: unknown) =>
  tool(async (_, { clock }) => {
    await sleep(clock, 5);
    throw thrown;
  });
const ended = (run: { events: readonly RunEvent[] }) =>
  ofType(run.events, 'attemptEnded').map(({ backoffMs, notRetried }) => backoffMs ?? notRetried ?? 'last');

async function attempts(thrown: unknown, on?: RetryOn): Promise<number | undefined> {
  const run = await predict(planOf('it', { retry: retry(3, on) }), { tools: { it: throwing(thrown) } });
  foldAll(run.events);
  return run.outcomes[0]?.attempts;
}

const failure = (fields: object) => Object.assign(new Error('boom'), fields);

describe('which errors are tried again', () => {
  test.each<[string, unknown, number]>([
    ['a lost connection', failure({ code: 'ECONNRESET' }), 3],
    ['a status', failure({ status: 503 }), 3],
    ['a statusCode', failure({ statusCode: 429 }), 3],
    ['a code that is a number', failure({ code: 408 }), 3],
    ['a code that is its text', failure({ code: '425' }), 3],
    ['the status of its response', failure({ response: { status: 500 } }), 3],
    ['… in the older spelling', failure({ response: { statusCode: 502 } }), 3],
    ['a timeout of the tool', new DOMException('too slow', 'TimeoutError'), 3],
    ['a lost connection behind it', new TypeError('fetch failed', { cause: failure({ code: 'ECONNRESET' }) }), 3],
    ['one that is not allowed', failure({ status: 401 }), 1],
    [
      'one that is not allowed, behind which is a lost connection',
      failure({ status: 401, cause: { message: '', code: 'EPIPE' } }),
      1,
    ],
    ['a status that is none', failure({ status: 5030 }), 1],
    ['a status that is a fraction', failure({ status: 503.5 }), 1],
    ['no word of a reason', new Error('boom'), 1],
    ['a text', '503', 1],
    ['nothing', undefined, 1],
  ])('transient: %s', async (_, thrown, expected) => {
    expect(await attempts(thrown, 'transient')).toBe(expected);
    expect(await attempts(thrown, 'any')).toBe(3);
    expect(await attempts(thrown)).toBe(3);
  });

  test('the first refused attempt is the last, and its event says why', async () => {
    const plan = planOf('flaky 5 failures=2 status=404', { retry: retry(4, ['404']) });
    expect(ended(await predict(plan, { tools: TOOLS }))).toEqual([10, 10, 'last']);
    const run = await predict({ ...plan, policy: { retry: retry(4, 'transient') } }, { tools: TOOLS });
    expect(ended(run)).toEqual(['not-transient']);
    expect(run.outcomes[0]).toMatchObject({ kind: 'failed', attempts: 1, settledAt: 5, error: { status: 404 } });
    const listed = await predict({ ...plan, policy: { retry: retry(4, ['429']) } }, { tools: TOOLS });
    expect(ended(listed)).toEqual(['not-listed']);
  });

  test('the last attempt has no reason: it would be the last anyhow', async () => {
    const plan = planOf('fail 5 status=404', { retry: retry(1, 'transient') });
    expect(ended(await predict(plan, { tools: TOOLS }))).toEqual(['last']);
  });

  test('the attempt’s own timeout is transient, and in a list it is TimeoutError', async () => {
    const tries = async (on: RetryOn) => {
      const run = await predict(planOf('hang', { timeoutMs: 20, retry: retry(2, on) }), { tools: TOOLS });
      return ended(run);
    };
    expect(await tries('transient')).toEqual([10, 'last']);
    expect(await tries(['TimeoutError'])).toEqual([10, 'last']);
    expect(await tries(['ECONNRESET', '5xx'])).toEqual(['not-listed']);
  });

  test('an attempt that ends by itself, too late, is a timeout, whatever it throws', async () => {
    const late = tool(async (_, { clock }) => {
      clock.block(30);
      throw failure({ status: 404, retryAfterMs: 77 });
    });
    const plan = planOf('late', { timeoutMs: 20, retry: retry(2, 'transient') });
    expect(ended(await predict(plan, { tools: { late } }))).toEqual([10, 'last']);
  });

  test('a call that is not tried again uses its fallback, which is never retried', async () => {
    const plan = planOf('fail 5 status=401', { limit: 1, recovery: 'fallback', retry: retry(5, 'transient') });
    const call = { ...(plan.calls[0] as Plan['calls'][0]), fallback: { tool: 'fail', args: { ms: 5, status: 503 } } };
    const run = await predict({ ...plan, calls: [call] }, { tools: TOOLS });
    expect(ended(run)).toEqual(['not-transient', 'last']);
    expect(story(run, 'started')).toEqual(['0 started a', '5 started a']);
    expect(run.outcomes[0]).toMatchObject({ kind: 'failed', attempts: 2 });
  });

  test('fail-fast ends the run at the attempt that is not tried again', async () => {
    const plan = planOf('fail 5 status=401', 'ok 90', { onError: 'fail-fast', retry: retry(5, 'transient') });
    expect((await predict(plan, { tools: TOOLS })).makespan).toBe(5);
  });

  test('a run on the real clock decides as its prediction does', async () => {
    const calls = ['fail 1 status=401', 'flaky 1 failures=2 status=503', 'flaky 1 failures=1 retryAfterMs=2', 'fail 1'];
    for (const on of ['any', 'transient', ['401', 'Error']] as const) {
      const plan = planOf(...calls, { retry: { ...retry(3, on), baseMs: 1, maxMs: 1 } });
      const real = await execute(plan, { tools: TOOLS, clock: realClock() });
      const predicted = await predict(plan, { tools: TOOLS });
      const decisions = ({ events }: { events: readonly RunEvent[] }) =>
        ofType(events, 'attemptEnded')
          .map(({ key, attempt, result, error, backoffMs, notRetried }) => ({
            ...{ key, attempt, result, error, backoffMs, notRetried },
          }))
          .sort((a, b) => a.key - b.key || a.attempt - b.attempt);
      expect(decisions(real)).toEqual(decisions(predicted));
    }
  });

  const errors = fc.record(
    {
      name: fc.constantFrom('TimeoutError', 'ApiError'),
      code: fc.constantFrom('ECONNRESET', 'E_OWN', '404', 429, 14),
      status: fc.constantFrom(401, 503, 99, '503'),
      statusCode: fc.constantFrom(408, 409),
      response: fc.constantFrom(null, { status: 500 }, { status: 403 }),
      cause: fc.constantFrom(failure({ code: 'EPIPE' }), 'why', null),
      retryAfterMs: fc.constantFrom(0, 33.3, -1, Number.NaN, '5', Number.POSITIVE_INFINITY),
    },
    { requiredKeys: [] },
  );
  const rules = fc.constantFrom<RetryOn>('any', 'transient', ['4xx'], ['ApiError', 'E_OWN'], ['EPIPE', '503']);

  property(
    'whatever is thrown: the engine follows the rule for the error in the log, and waits as long as the error asks',
    fc.record({ fields: errors, on: rules, tries: fc.integer({ min: 1, max: 3 }) }),
    async ({ fields, on, tries }) => {
      const it = throwing(failure(fields));
      const run = await predict(planOf('it', { retry: retry(tries, on) }), { tools: { it } });
      foldAll(run.events);
      const { retryAfterMs } = fields;
      const asked = typeof retryAfterMs === 'number' && retryAfterMs >= 0 ? Math.min(retryAfterMs, MAX_DELAY_MS) : 10;
      const refusal = refusalOf(on, errorText(failure(fields)));
      const again = new Array<unknown>(tries - 1).fill(asked);
      expect(ended(run)).toEqual(tries > 1 && refusal ? [refusal] : [...again, 'last']);
    },
    { runs: 300 },
  );
});

describe('the pause that an error asks for', () => {
  async function pauseOf(retryAfterMs: unknown, more: Partial<Retry> = {}): Promise<number | undefined> {
    const it = throwing(failure({ retryAfterMs }));
    const run = await predict(planOf('it', { retry: { ...retry(2), ...more } }), { tools: { it } });
    const [first] = ofType(run.events, 'attemptEnded');
    const [, second] = ofType(run.events, 'started');
    expect(second?.at).toBe(5 + (first?.backoffMs as number));
    return first?.backoffMs;
  }

  test.each([0, 0.25, 9.999, 11, 1e6, MAX_DELAY_MS])('%d ms replaces the backoff', async (ms) => {
    expect(await pauseOf(ms)).toBe(ms);
  });

  test.each([MAX_DELAY_MS + 1, 1e300, Number.POSITIVE_INFINITY])('%d counts as the longest delay', async (ms) => {
    expect(await pauseOf(ms)).toBe(MAX_DELAY_MS);
  });

  test.each([[undefined], [null], [-1], [-1e-9], [Number.NaN], [Number.NEGATIVE_INFINITY], ['5'], [5n], [[5]], [{}]])(
    '%s is ignored',
    async (value) => {
      expect(await pauseOf(value)).toBe(10);
    },
  );

  test('has no jitter, and is not cut to maxMs', async () => {
    expect(await pauseOf(500, { jitter: 1, maxMs: 1 })).toBe(500);
    expect(await pauseOf(undefined, { jitter: 1, maxMs: 1 })).toBeLessThan(1);
  });

  test('of an error that cannot be read is none', async () => {
    const hostile = Object.defineProperty(new Error('boom'), 'retryAfterMs', {
      get() {
        throw new Error('hands off');
      },
    });
    const run = await predict(planOf('it', { retry: retry(2) }), { tools: { it: throwing(hostile) } });
    expect(ended(run)).toEqual([10, 'last']);
    for (const thrown of [null, undefined, 'busy', 7]) expect(await attempts(thrown)).toBe(3);
  });

  test('adds no attempt, and does not make an error one that is tried again', async () => {
    const plan = planOf('fail 5 status=401 retryAfterMs=50', { retry: retry(2, 'transient') });
    expect(ended(await predict(plan, { tools: TOOLS }))).toEqual(['not-transient']);
    expect(ended(await predict(planOf('fail 5 retryAfterMs=50'), { tools: TOOLS }))).toEqual(['last']);
  });

  test('ends with the run’s deadline, a cancel or a stop', async () => {
    const plan = planOf('fail 5 retryAfterMs=5000', { retry: retry(2), deadlineMs: 100 });
    const late = await predict(plan, { tools: TOOLS });
    expect(late.outcomes[0]).toMatchObject({ kind: 'timedOut', cause: 'deadline', attempts: 1, settledAt: 100 });
    expect(ended(late)).toEqual([5000]);
    const { policy: _, ...rest } = plan;
    const open = { ...rest, policy: { retry: retry(2) } };
    const { run, pending } = await drive(open, { acts: [[50, (controller) => controller.cancelCall(0)]] });
    expect(run.outcomes[0]).toMatchObject({ kind: 'cancelled', settledAt: 50 });
    expect(pending).toBe(0);
    const stopped = await drive(open, { abortAt: 60 });
    expect([stopped.run.makespan, stopped.pending]).toEqual([60, 0]);
  });

  test('frees the slot meanwhile, as a backoff does', async () => {
    const plan = planOf('flaky 5 failures=1 retryAfterMs=40', 'ok 20', { limit: 1, retry: retry(2) });
    expect(story(await predict(plan, { tools: TOOLS }), 'started')).toEqual([
      '0 started a',
      '5 started b',
      '45 started a',
    ]);
  });
});

describe('retryOn', () => {
  interface Asked {
    error: unknown;
    attempt: number;
  }
  const asking = (answer: (error: unknown, attempt: number) => unknown = () => true) => {
    const asked: Asked[] = [];
    const retryOn = ((error, attempt) => {
      asked.push({ error, attempt });
      return answer(error, attempt);
    }) as RetryOnFunction;
    return { asked, retryOn };
  };
  const warnings = (run: { events: readonly RunEvent[] }) =>
    ofType(run.events, 'warning').map(({ message }) => message);

  test('gets what was thrown and the number of the attempt, and can decline', async () => {
    const thrown = { odd: true };
    const { asked, retryOn } = asking((_, attempt) => attempt < 2);
    const run = await predict(planOf('it', { retry: retry(5) }), { tools: { it: throwing(thrown) }, retryOn });
    expect(asked).toEqual([
      { error: thrown, attempt: 1 },
      { error: thrown, attempt: 2 },
    ]);
    expect(asked[0]?.error).toBe(thrown);
    expect(ended(run)).toEqual([10, 'declined']);
    expect(run.outcomes[0]).toMatchObject({ kind: 'failed', attempts: 2 });
    expect(warnings(run)).toEqual([]);
  });

  test('gets a TimeoutError for an attempt that timed out', async () => {
    const { asked, retryOn } = asking();
    await predict(planOf('hang', { timeoutMs: 20, retry: retry(2) }), { tools: TOOLS, retryOn });
    expect(asked).toEqual([{ error: expect.any(DOMException), attempt: 1 }]);
    expect(asked[0]?.error).toMatchObject({ name: 'TimeoutError', message: 'timed out after 20 ms' });
  });

  test('is asked only about what would be tried again: not the last attempt, what the policy refuses, a success or a fallback', async () => {
    const { asked, retryOn } = asking();
    const run = (plan: Plan) => predict(plan, { tools: TOOLS, retryOn });
    await run(planOf('ok 5', 'fail 5', 'nobody'));
    await run(planOf('fail 5 status=401', { retry: retry(5, 'transient') }));
    const plan = planOf('fail 5 status=401', { recovery: 'fallback', retry: retry(5, 'transient') });
    await run({ ...plan, calls: plan.calls.map((call) => ({ ...call, fallback: { tool: 'fail' } })) });
    await run(planOf('fail 90', { deadlineMs: 50, retry: retry(5) }));
    expect(asked).toEqual([]);
    await run(planOf('fail 5 status=503', { retry: retry(3, 'transient') }));
    expect(asked.map(({ attempt }) => attempt)).toEqual([1, 2]);
  });

  test.each<[string, () => unknown, string]>([
    [
      'throws',
      () => {
        throw new Error('no idea');
      },
      'retryOn threw no idea',
    ],
    [
      'throws nothing',
      () => {
        throw undefined;
      },
      'retryOn threw undefined was thrown',
    ],
    ['returns nothing', () => undefined, 'retryOn returned undefined, not true or false'],
    ['returns 1', () => 1, 'retryOn returned 1, not true or false'],
    ['returns null', () => null, 'retryOn returned null, not true or false'],
    ['is async', async () => true, 'retryOn returned a promise, not true or false'],
    [
      'is async and rejects',
      async () => {
        throw new Error('unheard');
      },
      'retryOn returned a promise, not true or false',
    ],
  ])('that %s retries nothing, and one warning says so', async (_, answer, problem) => {
    const { retryOn } = asking(answer);
    const plan = planOf('fail 5', 'fail 7', 'ok 9', { retry: retry(3) });
    const run = await predict(plan, { tools: TOOLS, retryOn });
    foldAll(run.events);
    expect(run.outcomes.map(({ kind, attempts: number }) => [kind, number])).toEqual([
      ['failed', 1],
      ['failed', 1],
      ['succeeded', 1],
    ]);
    expect(ofType(run.events, 'warning')).toMatchObject([
      { code: 'retry-on', key: 0, at: 5, message: `${problem}: the attempt is not retried` },
    ]);
    expect(ended(run)).toEqual(['declined', 'declined', 'last']);
  });

  test.each([7, 'always', null, {}])('that is %j is refused before anything starts', async (retryOn) => {
    let started = 0;
    const it = tool(() => started++);
    const options = { tools: { it }, retryOn: retryOn as never };
    await expect(execute(planOf('it'), options)).rejects.toThrow(TypeError);
    await expect(predict(planOf('it'), options)).rejects.toThrow(
      'retryOn: expected a function (error, attempt) => boolean',
    );
    expect(started).toBe(0);
  });

  test('undefined is none', async () => {
    const run = await predict(planOf('fail 5', { retry: retry(2) }), { tools: TOOLS, retryOn: undefined as never });
    expect(ended(run)).toEqual([10, 'last']);
  });

  describe.each([true, false])('may act on the run, and returns %s', (answer) => {
    const plans = {
      failing: planOf('fail 5', 'ok 30', { retry: retry(3) }),
      hanging: planOf('hang', 'ok 10', { timeoutMs: 20, retry: retry(3) }),
    };

    test.each(Object.entries(plans))('cancels its own call: %s', async (_, plan) => {
      const controller = createController();
      const retryOn = () => {
        controller.cancelCall(0);
        return answer;
      };
      const { run, heard } = await driven(plan, { retryOn, controller });
      foldAll(heard);
      expect(run.outcomes.map(({ kind, attempts: number }) => [kind, number])).toEqual([
        ['cancelled', 1],
        ['succeeded', 1],
      ]);
    });

    test.each(Object.entries(plans))('stops the run: %s', async (_, plan) => {
      const caller = new AbortController();
      const retryOn = () => {
        caller.abort(null);
        return answer;
      };
      const { run, heard } = await driven(plan, { retryOn, signal: caller.signal });
      foldAll(heard);
      expect(run.outcomes[0]).toMatchObject({ kind: 'cancelled', cause: 'stop', attempts: 1 });
    });

    test('pauses and resumes it', async () => {
      const controller = createController();
      const retryOn = () => {
        controller.pause();
        controller.resume();
        return answer;
      };
      const { run, heard } = await driven(plans.failing, { retryOn, controller });
      foldAll(heard);
      expect(run.outcomes[0]).toMatchObject({ kind: 'failed', attempts: answer ? 3 : 1 });
    });
  });
});

/** Runs `execute` on a virtual clock with these options. */
async function driven(plan: Plan, options: Partial<Parameters<typeof execute>[1]>) {
  const heard: RunEvent[] = [];
  const clock = virtualClock();
  const run = await clock.drive(
    execute(plan, { tools: TOOLS, clock, onEvent: (event) => void heard.push(event), ...options }),
  );
  return { run, heard };
}
