import { describe, expect, test } from 'vitest';
import { execute } from '../../../src/engine/execute.ts';
import { predict } from '../../../src/engine/predict.ts';
import { stream } from '../../../src/engine/random.ts';
import type { Tool } from '../../../src/engine/types.ts';
import type { Run } from '../../../src/run/types.ts';
import { draw, story } from '../support/drawing.ts';
import { planOf } from '../support/plans.ts';
import { sleep, TOOLS, tool } from '../support/tools.ts';

test('a tool that offers `predict` is predicted by it and run by `invoke`; both see its own fields', async () => {
  const tools = { it: { name: 'it', says: 'own', invoke: () => 'invoked', predict: predicted } };
  function predicted(this: { says: string }) {
    return `predicted, ${this.says}`;
  }
  expect((await predict(planOf('it'), { tools })).outcomes[0]?.value).toBe('predicted, own');
  expect((await execute(planOf('it'), { tools })).outcomes[0]?.value).toBe('invoked');
});

/** A plan of one call, to a tool with this body. */
async function outcomeOf(body: Tool['invoke']) {
  const run = await predict(planOf('it'), { tools: { it: tool(body) } });
  return run.outcomes[0];
}

const kinds = (run: Run) => run.outcomes.map(({ kind }) => kind);

describe('results and errors', () => {
  test('case 1: slow first, fast second: results in call order, log in completion order', async () => {
    const run = await predict(planOf('ok 1000', 'ok 100'), { tools: TOOLS });
    expect(run.outcomes.map(({ value }) => value)).toEqual(['ok after 1000', 'ok after 100']);
    expect(story(run, 'settled')).toEqual(['100 settled b succeeded', '1000 settled a succeeded']);
    expect(draw(run)).toEqual(['a ##########', 'b #']);
  });

  test('case 2: one of three throws: three outcomes, two succeeded, nothing thrown at the caller', async () => {
    const run = await predict(planOf('ok 100', 'fail 60', 'ok 80'), { tools: TOOLS });
    expect(kinds(run)).toEqual(['succeeded', 'failed', 'succeeded']);
    expect(run.outcomes[1]?.error).toEqual({ name: 'Error', message: 'boom' });
    expect(draw(run)).toEqual(['a ##########', 'b #####x', 'c ########']);
  });

  test.each([
    ['a text', 'no luck', { name: 'Error', message: 'no luck' }],
    ['a plain object', { code: 7 }, { name: 'Error', message: '{"code":7} was thrown' }],
    ['null', null, { name: 'Error', message: 'null was thrown' }],
    ['undefined', undefined, { name: 'Error', message: 'undefined was thrown' }],
    ['a frozen Error', Object.freeze(new RangeError('too far')), { name: 'RangeError', message: 'too far' }],
  ])('case 4: a tool throws %s: failed with readable text, the run survives', async (_, thrown, error) => {
    const body = async () => {
      throw thrown;
    };
    const run = await predict(planOf('odd', 'ok 10'), { tools: { ...TOOLS, odd: tool(body) } });
    expect(kinds(run)).toEqual(['failed', 'succeeded']);
    expect(run.outcomes[0]?.error).toEqual(error);
  });

  test('case 5: a tool throws synchronously: failed, as if async', async () => {
    const run = await predict(planOf('syncFail', 'ok 10'), { tools: TOOLS });
    expect(kinds(run)).toEqual(['failed', 'succeeded']);
    expect(story(run, 'started', 'settled')).toEqual([
      '0 started a',
      '0 started b',
      '0 settled a failed',
      '10 settled b succeeded',
    ]);
  });

  test('case 5: a tool returns no promise, or a thenable: as if async', async () => {
    expect(await outcomeOf(() => 7)).toMatchObject({ kind: 'succeeded', value: 7 });
    // biome-ignore lint/suspicious/noThenProperty: a thenable is the point.
    const thenable = { then: (resolve: (value: string) => void) => resolve('then') };
    expect(await outcomeOf(() => thenable)).toMatchObject({ kind: 'succeeded', value: 'then' });
    const hostile = {
      // biome-ignore lint/suspicious/noThenProperty: a thenable is the point.
      get then() {
        throw new Error('no then');
      },
    };
    expect(await outcomeOf(() => hostile)).toMatchObject({ kind: 'failed', error: { message: 'no then' } });
  });

  test('case 6: an unknown tool: rejected at 0, names the tool and the known ones, takes no slot', async () => {
    const run = await predict(planOf('nobody', 'ok 10', 'ok 10', { limit: 1 }), { tools: { ok: TOOLS.ok } });
    expect(run.outcomes[0]).toEqual({
      key: 0,
      id: 'a',
      name: 'nobody',
      kind: 'rejected',
      error: { name: 'UnknownTool', message: 'Unknown tool nobody. Known: ok' },
      attempts: 0,
      queuedAt: 0,
      settledAt: 0,
    });
    expect(draw(run)).toEqual(['a !', 'b #####', 'c .....#####']);
  });

  test('case 6: at most twelve of the known ones are named', async () => {
    const messageWith = async (count: number) => {
      const tools = Object.fromEntries(Array.from({ length: count }, (_, i) => [`t${i}`, TOOLS.ok]));
      return (await predict(planOf('nobody'), { tools })).outcomes[0]?.error?.message;
    };
    expect(await messageWith(0)).toBe('Unknown tool nobody. Known: none');
    expect(await messageWith(12)).toMatch(/^Unknown tool nobody\. Known: t0, .*, t11$/);
    expect(await messageWith(13)).toMatch(/, t11, …$/);
  });

  test.each(['toString', 'constructor', '__proto__', 'hasOwnProperty'])(
    'case 6: %s is an unknown tool',
    async (name) => {
      const { outcomes } = await predict({ calls: [{ id: 'a', name, args: {} }] }, { tools: TOOLS });
      expect(outcomes[0]).toMatchObject({ kind: 'rejected', error: { name: 'UnknownTool' } });
    },
  );

  test('a check that changes the arguments changes nobody else’s', async () => {
    const echo: Tool = {
      ...tool((own) => own),
      check(args) {
        args.extra = true;
        return [];
      },
    };
    const plan = { calls: [{ id: 'a', name: 'echo', args: { city: 'Bern' } }] };
    const { outcomes } = await predict(plan, { tools: { echo } });
    expect([outcomes[0]?.value, plan.calls[0]?.args]).toEqual([{ city: 'Bern' }, { city: 'Bern' }]);
  });

  test('case 7: arguments fail the check: rejected with the path of the field, the tool is not called', async () => {
    let calls = 0;
    const strict = tool(() => ++calls);
    const checks: Tool['check'][] = [
      () => [
        { path: 'city.name', message: 'too short' },
        { path: '', message: 'odd' },
      ],
      () => {
        throw new Error('check broke');
      },
    ];
    const messages = [];
    for (const check of checks) {
      const { outcomes } = await predict(planOf('strict'), {
        tools: { strict: { ...strict, ...(check && { check }) } },
      });
      messages.push(outcomes[0]?.kind, outcomes[0]?.error?.message);
    }
    expect(messages).toEqual([
      'rejected',
      'Invalid arguments: city.name: too short; odd',
      'rejected',
      'Invalid arguments: check broke',
    ]);
    expect(calls).toBe(0);
  });

  test('case 8: a result that starts with "Error:" is a success', async () => {
    expect(await outcomeOf(() => 'Error: not at all')).toMatchObject({ kind: 'succeeded', value: 'Error: not at all' });
  });

  test('case 9: results are kept as they are: undefined, object, array, bigint, circular, 5 MB of text', async () => {
    const circle: { self?: unknown } = {};
    circle.self = circle;
    for (const value of [undefined, { a: 1 }, [1, 2], 10n, circle, 'x'.repeat(5_000_000)])
      expect((await outcomeOf(() => value))?.value).toBe(value);
  });

  test('case 10: an empty plan settles at once, with its start and its end in the log', async () => {
    const run = await predict({ calls: [] }, { tools: TOOLS });
    expect(story(run)).toEqual(['0 runStarted', '0 runSettled']);
    expect(run).toMatchObject({ outcomes: [], makespan: 0 });
  });

  test('case 10: a malformed plan is one clear error, and nothing is started', async () => {
    let calls = 0;
    const plan = { ...planOf('it', 'it'), policy: { limit: 0 } };
    const wrong = predict(plan, { tools: { it: tool(() => ++calls) } });
    await expect(wrong).rejects.toMatchObject({ name: 'PlanError', path: 'policy.limit', got: '0' });
    expect(calls).toBe(0);
  });

  test('case 11: text that is not ASCII is kept as it is', async () => {
    const text = 'Zürich 東京 🛰️ \u0000 e\u0301';
    const call = { id: text, name: 'echo', args: { text } };
    const { outcomes } = await predict(
      { calls: [call] },
      { tools: { echo: tool(({ text }: { text: string }) => text) } },
    );
    expect(outcomes[0]).toMatchObject({ id: text, value: text });
  });

  test('case 14: whatever happens to a call, it has exactly one outcome', async () => {
    const run = await predict(planOf('ok 10', 'fail 10', 'picky', 'nobody', 'hang', 'syncFail'), { tools: TOOLS });
    expect(kinds(run)).toEqual(['succeeded', 'failed', 'rejected', 'rejected', 'cancelled', 'failed']);
    expect(story(run, 'settled')).toHaveLength(6);
  });

  test('each attempt gets its own copy of the arguments', async () => {
    const args = { list: 'mine' };
    const grabby = tool((own: { list: string }) => {
      own.list = 'changed';
    });
    const check = (own: Record<string, unknown>) => {
      delete own.list;
      return [];
    };
    const checked = { ...grabby, check };
    const call = { id: 'a', name: 'checked', args };
    const run = await predict({ calls: [call, { ...call, id: 'b' }] }, { tools: { checked } });
    expect(kinds(run)).toEqual(['succeeded', 'succeeded']);
    expect(args).toEqual({ list: 'mine' });
  });

  test('each call has random numbers of its own: those of its seed, its place in the plan and its attempt', async () => {
    const dice = tool((_, { random }) => [random(), random()]);
    const { outcomes } = await predict(planOf('dice', 'dice', { seed: 7 }), { tools: { dice } });
    const expected = [stream(7, 0, 1), stream(7, 1, 1)].map((next) => [next(), next()]);
    expect(outcomes.map(({ value }) => value)).toEqual(expected);
    expect(expected[0]).not.toEqual(expected[1]);
  });

  test('a tool with real side effects is predicted by its own `predict`, with itself as `this`', async () => {
    const wire = {
      name: 'wire',
      ms: 30,
      invoke: () => expect.fail('never in a prediction'),
      async predict(_: object, { clock }: { clock: Parameters<typeof sleep>[0] }) {
        await sleep(clock, this.ms);
        return 'guess';
      },
    };
    const run = await predict(planOf('wire'), { tools: [wire] });
    expect(run.outcomes[0]).toMatchObject({ value: 'guess', settledAt: 30 });
  });
});
