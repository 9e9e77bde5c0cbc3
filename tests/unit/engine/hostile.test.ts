import { describe, expect, test } from 'vitest';
import { execute } from '../../../src/engine/execute.ts';
import { predict } from '../../../src/engine/predict.ts';
import type { Tool, ToolContext } from '../../../src/engine/types.ts';
import { foldAll } from '../../../src/run/fold.ts';
import { planOf } from '../support/plans.ts';
import { TOOLS } from '../support/tools.ts';
import { expectNothingUnhandled } from '../support/unhandled.ts';

expectNothingUnhandled();

/** The outcome of one call of it, beside one that is as ever. */
async function besideOk(it: unknown) {
  const run = await predict(planOf('it 10', 'ok 20'), { tools: { ...TOOLS, it: it as Tool } });
  expect(run.outcomes[1]).toMatchObject({ kind: 'succeeded', value: 'ok after 20', settledAt: 20 });
  expect(() => foldAll(run.events)).not.toThrow();
  return run;
}

const invoking = (invoke: (args: object, ctx: ToolContext) => unknown) => ({ name: 'it', invoke });
const boom = () => {
  throw new Error('boom');
};

describe('a context', () => {
  test('works taken apart', async () => {
    const seen: unknown[] = [];
    const run = await besideOk(
      invoking(async (_, ctx) => {
        const { signal, clock, random, report, attempt, callId } = ctx;
        const { after, now } = clock;
        report('half');
        await new Promise<void>((woken) => after(5, woken));
        seen.push(signal.aborted, callId, attempt, now(), random() < 1);
        return 'done';
      }),
    );
    expect(run.outcomes[0]).toMatchObject({ kind: 'succeeded', value: 'done', settledAt: 5 });
    expect(seen).toEqual([false, 'a', 1, 5, true]);
    expect(run.events.filter(({ type }) => type === 'partial')).toMatchObject([{ value: 'half' }]);
  });

  test('works spread, wrapped in a proxy and as a prototype', async () => {
    const seen: unknown[] = [];
    await besideOk(
      invoking((_, ctx) => {
        for (const one of [{ ...ctx }, new Proxy(ctx, {}), Object.create(ctx) as ToolContext]) {
          one.report(1);
          seen.push([one.signal === ctx.signal, one.attempt, one.clock.now(), one.random() < 1]);
        }
      }),
    );
    expect(seen).toEqual(Array(3).fill([true, 1, 0, true]));
  });

  test('has these seven of its own, and the signal of a spread one is aborted too', async () => {
    let keys: string[] = [];
    let spread: ToolContext | undefined;
    const it = invoking((_, ctx) => {
      keys = Object.keys(ctx).sort();
      spread = { ...ctx };
      return new Promise(() => {});
    });
    await predict(planOf('it', { timeoutMs: 5 }), { tools: { it } });
    expect(keys).toEqual(['attempt', 'callId', 'clock', 'key', 'random', 'report', 'signal']);
    expect(spread?.signal.aborted).toBe(true);
  });

  test('draws the same numbers taken apart as whole', async () => {
    const drawn: number[][] = [];
    const whole = invoking((_, ctx) => drawn.push([ctx.random(), ctx.random()]));
    const apart = invoking((_, { random }) => drawn.push([random(), random()]));
    for (const it of [whole, apart]) await predict(planOf('it'), { tools: { it } });
    expect(drawn[1]).toEqual(drawn[0]);
  });
});

describe('a tool with getters that throw', () => {
  test.each(['invoke', 'check', 'predict', 'timeoutMs', 'limit'])(
    '%s: its calls are rejected in words',
    async (name) => {
      const it = Object.defineProperty({ ...invoking(() => 1) }, name, { get: boom });
      const run = await besideOk(it);
      expect(run.outcomes[0]).toMatchObject({
        kind: 'rejected',
        error: { name: 'UnreadableTool', message: 'The tool it cannot be read: boom' },
        attempts: 0,
      });
    },
  );

  test('in its result: it is what the call succeeded with', async () => {
    const value = Object.defineProperty({}, 'secret', { get: boom, enumerable: true });
    expect((await besideOk(invoking(() => value))).outcomes[0]).toMatchObject({ kind: 'succeeded' });
  });

  test('in its arguments: the attempt fails', async () => {
    const args = Object.defineProperty({}, 'ms', { get: boom, enumerable: true }) as Record<string, unknown>;
    const calls = [{ id: 'a', name: 'ok', args }, ...planOf('ok 20').calls];
    const run = await predict({ calls }, { tools: TOOLS });
    expect(run.outcomes).toMatchObject([
      { kind: 'failed', error: { name: 'Error', message: 'boom' } },
      { kind: 'succeeded' },
    ]);
  });

  test('its settings are read once: one that says something else each time has one limit', async () => {
    let reads = 0;
    const it = Object.defineProperty({ ...invoking(() => 1) }, 'limit', { get: () => ++reads });
    const run = await predict(planOf('it', 'it', 'it'), { tools: { it } });
    expect([reads, run.outcomes.map(({ kind }) => kind)]).toEqual([1, Array(3).fill('succeeded')]);
  });

  test('as a name in a list: the plan is refused, which tool it is', async () => {
    const it = Object.defineProperty({ invoke: () => 1 }, 'name', { get: boom }) as unknown as Tool;
    await expect(predict(planOf('it'), { tools: [it] })).rejects.toMatchObject({ path: 'tools[0].name' });
  });
});

describe('a proxy', () => {
  const traps: ProxyHandler<object> = { get: boom, has: boom, ownKeys: boom, getPrototypeOf: boom };

  test('as a tool, that throws at whatever is asked', async () => {
    expect((await besideOk(new Proxy({}, traps))).outcomes[0]).toMatchObject({ kind: 'rejected' });
  });

  test('that is revoked', async () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect((await besideOk(proxy)).outcomes[0]).toMatchObject({ kind: 'rejected' });
    expect((await besideOk(invoking(() => proxy))).outcomes[0]).toMatchObject({ kind: 'failed' });
  });

  test('as what is thrown', async () => {
    const thrower = invoking(() => {
      throw new Proxy({}, traps);
    });
    expect((await besideOk(thrower)).outcomes[0]).toMatchObject({
      kind: 'failed',
      error: { message: 'something unreadable was thrown' },
    });
  });
});

describe('a thenable', () => {
  type Then = (resolve: (value: unknown) => void, reject: (thrown: unknown) => void) => void;
  const thenable = (then: Then) => invoking(() => ({ then }));
  const endsOf = (run: Awaited<ReturnType<typeof besideOk>>) =>
    run.events.filter((event) => event.type === 'attemptEnded' && event.key === 0).length;

  test.each<[string, Then, object]>([
    ['resolves twice', (resolve) => [resolve(1), resolve(2)], { kind: 'succeeded', value: 1 }],
    ['resolves, then rejects', (resolve, reject) => [resolve(1), reject(2)], { kind: 'succeeded', value: 1 }],
    ['rejects, then resolves', (resolve, reject) => [reject('no'), resolve(2)], { kind: 'failed' }],
    ['throws before it settles', boom, { kind: 'failed', error: { name: 'Error', message: 'boom' } }],
    [
      'throws after it has settled',
      (resolve) => {
        resolve(1);
        boom();
      },
      { kind: 'succeeded', value: 1 },
    ],
  ])('that %s ends its call once', async (_, then, outcome) => {
    const run = await besideOk(thenable(then));
    expect(run.outcomes[0]).toMatchObject(outcome);
    expect(endsOf(run)).toBe(1);
  });

  test('whose `then` is a getter that throws fails its call', async () => {
    const it = invoking(() => Object.defineProperty({}, 'then', { get: boom }));
    expect((await besideOk(it)).outcomes[0]).toMatchObject({ kind: 'failed', error: { message: 'boom' } });
  });
});

describe('a timer that throws', () => {
  test('fails its call there and then, also when the tool’s promise never settles', async () => {
    const run = await besideOk(
      invoking((_, { clock }) => {
        clock.after(5, boom);
        return new Promise(() => {});
      }),
    );
    expect(run.outcomes[0]).toMatchObject({ kind: 'failed', settledAt: 5, error: { name: 'Error', message: 'boom' } });
  });

  test('and what the tool’s promise does after that is nobody’s', async () => {
    const run = await besideOk(
      invoking((_, { clock }) => {
        clock.after(5, boom);
        return new Promise((resolve) => clock.after(8, () => resolve('late')));
      }),
    );
    expect(run.events.filter((event) => event.type === 'attemptEnded' && event.key === 0)).toHaveLength(1);
  });

  test('is one late ending of an attempt that was abandoned', async () => {
    const it = invoking((_, { clock }) => {
      clock.after(50, boom);
      return new Promise(() => {});
    });
    const run = await predict(planOf('it', { timeoutMs: 5 }), { tools: { it } });
    expect(run.outcomes[0]).toMatchObject({ kind: 'timedOut', abandoned: true });
    expect(run.events.at(-1)).toMatchObject({ type: 'late', at: 50, result: 'failed', error: { message: 'boom' } });
  });

  test('after its call has settled is a warning', async () => {
    const run = await besideOk(
      invoking((_, { clock }) => {
        clock.after(5, boom);
        return 'done';
      }),
    );
    expect(run.outcomes[0]).toMatchObject({ kind: 'succeeded', value: 'done' });
    expect(run.events.filter(({ type }) => type === 'warning')).toMatchObject([
      { at: 5, code: 'timer-threw', key: 0, message: 'A timer of attempt 1 threw after its end: boom' },
    ]);
  });

  test('does not end the run on the real clock either', async () => {
    const it = invoking((_, { clock }) => {
      clock.after(1, boom);
      return new Promise(() => {});
    });
    const run = await execute(planOf('it', 'sync'), { tools: { ...TOOLS, it } });
    expect(run.outcomes).toMatchObject([{ kind: 'failed' }, { kind: 'succeeded' }]);
  });
});

describe('a listener', () => {
  const warnings = async (onEvent: (event: { type: string }) => unknown) => {
    const heard: string[] = [];
    const run = await execute(planOf('sync', 'sync'), {
      tools: TOOLS,
      onEvent(event) {
        if (event.type === 'warning') heard.push(event.message);
        return onEvent(event) as undefined;
      },
    });
    await new Promise((turned) => setTimeout(turned));
    expect(run.outcomes.map(({ kind }) => kind)).toEqual(['succeeded', 'succeeded']);
    return heard;
  };

  test('that is async and rejects each time is one warning', async () => {
    expect(
      await warnings(async () => {
        throw new Error('not my day');
      }),
    ).toEqual(['A listener threw: not my day']);
  });

  test('that rejects only at the very end is one, too', async () => {
    expect(
      await warnings(async ({ type }) => {
        if (type === 'runSettled') throw new Error('too late');
      }),
    ).toEqual(['A listener threw: too late']);
  });

  test('that answers with a thenable which throws is one warning', async () => {
    // biome-ignore lint/suspicious/noThenProperty: that is what is tested.
    expect(await warnings(() => ({ then: boom }))).toEqual(['A listener threw: boom']);
    expect(await warnings(() => Object.defineProperty({}, 'then', { get: boom }))).toEqual(['A listener threw: boom']);
  });

  test('that is async and well is no warning', async () => {
    expect(await warnings(async () => 'heard')).toEqual([]);
  });
});
