import { describe, expect, test } from 'vitest';
import { realClock } from '../../../src/engine/clocks/realClock.ts';
import { execute } from '../../../src/engine/execute.ts';
import { predict } from '../../../src/engine/predict.ts';
import type { Run } from '../../../src/run/types.ts';
import { story } from '../support/drawing.ts';
import { drive } from '../support/drive.ts';
import { ofType } from '../support/laws.ts';
import { planOf } from '../support/plans.ts';
import { sleep, TOOLS, tool } from '../support/tools.ts';

const partials = ({ events }: Pick<Run, 'events'>) => ofType(events, 'partial').map(({ at, value }) => [at, value]);

/** Yields 1, 2, 3, one every 10 ms, and returns `all`. Adds to `log` when its `finally` runs. */
function counts(log: unknown[] = []) {
  return tool(async function* (_, { clock }) {
    try {
      for (const item of [1, 2, 3]) {
        await sleep(clock, 10);
        yield item;
      }
      return 'all';
    } finally {
      log.push(`finally at ${clock.now()}`);
    }
  });
}

/** The same without `await`: yields the promises of its items. */
function countsSync(log: unknown[] = []) {
  return tool(function* (_, { clock }) {
    try {
      for (const item of [1, 2, 3]) yield sleep(clock, 10).then(() => item);
      return 'all';
    } finally {
      log.push(`finally at ${clock.now()}`);
    }
  });
}

describe.each([
  ['async', counts],
  ['sync', countsSync],
])('a tool that is an %s generator', (_, made) => {
  test('each item is a partial result, the return value is the result', async () => {
    const log: unknown[] = [];
    const run = await predict(planOf('counts'), { tools: { counts: made(log) } });
    expect(partials(run)).toEqual([
      [10, 1],
      [20, 2],
      [30, 3],
    ]);
    expect(run.outcomes).toMatchObject([{ kind: 'succeeded', value: 'all', settledAt: 30 }]);
    expect(log).toEqual(['finally at 30']);
  });

  test.each([
    ['its timeout', planOf('counts timeoutMs=25'), {}, 'timedOut'],
    [
      'cancellation',
      planOf('counts'),
      { acts: [[25, (c: { cancelCall(key: number): void }) => c.cancelCall(0)]] },
      'cancelled',
    ],
    ['the deadline', planOf('counts', { deadlineMs: 25 }), {}, 'timedOut'],
    ['the signal of the run', planOf('counts'), { abortAt: 25 }, 'cancelled'],
  ] as const)(
    '%s ends it: `finally` runs when it is at a yield, and it is late',
    async (_what, plan, options, kind) => {
      const log: unknown[] = [];
      const { heard, run } = await drive(plan, { tools: { counts: made(log) }, ...options } as never);
      expect(run.outcomes).toMatchObject([{ kind, settledAt: 25, abandoned: true }]);
      expect(partials({ events: heard })).toHaveLength(2);
      expect(ofType(heard, 'late')).toMatchObject([{ result: 'succeeded' }]);
      // What it awaits is not interrupted; a sync generator awaits nothing itself.
      expect(log).toEqual([made === counts ? 'finally at 30' : 'finally at 25']);
    },
  );

  test('retries begin a new one', async () => {
    let tries = 0;
    const flaky = tool(async function* (_, ctx) {
      yield ctx.attempt;
      if (++tries === 1) throw new Error('first');
      return 'second';
    });
    const retry = { attempts: 2, baseMs: 10, factor: 1, maxMs: 10, jitter: 0 };
    const run = await predict(planOf('flaky', { retry }), { tools: { flaky } });
    expect(partials(run)).toEqual([
      [0, 1],
      [10, 2],
    ]);
    expect(run.outcomes).toMatchObject([{ kind: 'succeeded', value: 'second', attempts: 2 }]);
  });
});

describe('errors', () => {
  test.each([
    [
      'thrown in an async one',
      async function* () {
        yield 1;
        throw new Error('boom');
      },
    ],
    [
      'thrown in a sync one',
      function* () {
        yield 1;
        throw new Error('boom');
      },
    ],
    [
      'of an item',
      function* () {
        yield 1;
        yield Promise.reject(new Error('boom'));
      },
    ],
  ])('%s fail the call', async (_, body) => {
    const run = await predict(planOf('gen'), { tools: { gen: tool(body) } });
    expect(run.outcomes).toMatchObject([{ kind: 'failed', error: { message: 'boom' } }]);
    expect(partials(run)).toEqual([[0, 1]]);
  });

  test('thrown in `finally` after a timeout: the late end has failed, and nothing is unhandled', async () => {
    const gen = tool(async function* (_, { clock }) {
      try {
        for (;;) {
          await sleep(clock, 10);
          yield;
        }
      } finally {
        await sleep(clock, 5);
        // biome-ignore lint/correctness/noUnsafeFinally: this is what is tested.
        throw new Error('not closed');
      }
    });
    const { heard } = await drive(planOf('gen timeoutMs=15'), { tools: { gen } });
    expect(ofType(heard, 'late')).toMatchObject([{ at: 25, result: 'failed', error: { message: 'not closed' } }]);
  });

  test('thrown when it is ended by its own tool: one that aborts its run while it runs', async () => {
    const caller = new AbortController();
    const log: unknown[] = [];
    const gen = tool(function* () {
      try {
        caller.abort('enough');
        yield 1;
        yield 2;
      } finally {
        log.push('finally');
      }
    });
    const { heard, run } = await drive(planOf('gen'), { tools: { gen }, signal: caller.signal });
    expect(run.outcomes).toMatchObject([{ kind: 'cancelled' }]);
    expect(story({ events: heard }, 'partial', 'late')).toEqual(['0 late a succeeded']);
    expect(log).toEqual(['finally']);
  });
});

describe('a generator that is closed', () => {
  test('a sync one that waits for an item that never settles', async () => {
    const log: unknown[] = [];
    const gen = tool(function* () {
      try {
        yield new Promise(() => {});
      } finally {
        log.push('finally');
      }
    });
    const { heard } = await drive(planOf('gen timeoutMs=20'), { tools: { gen } });
    expect(story({ events: heard }, 'settled', 'late')).toEqual(['20 settled a timedOut', '20 late a succeeded']);
    expect(log).toEqual(['finally']);
  });

  test('after a timer that it set has thrown, which failed its call', async () => {
    const log: unknown[] = [];
    const gen = tool(async function* (_, { clock }) {
      try {
        clock.after(5, () => {
          throw new Error('boom');
        });
        for (let i = 0; i < 5; i++) {
          await sleep(clock, 10);
          yield i;
        }
      } finally {
        log.push(`finally at ${clock.now()}`);
      }
    });
    const { run } = await drive(planOf('gen', 'ok 100'), { tools: { ...TOOLS, gen } });
    expect(run.outcomes[0]).toMatchObject({ kind: 'failed', error: { message: 'boom' }, settledAt: 5 });
    expect(log).toEqual(['finally at 10']);
  });
});

describe('a generator that yields for ever', () => {
  const endless = (log: unknown[]) => ({
    async: tool(async function* () {
      try {
        for (;;) yield 1;
      } finally {
        log.push('finally');
      }
    }),
    sync: tool(function* () {
      try {
        for (;;) yield 1;
      } finally {
        log.push('finally');
      }
    }),
  });

  test.each(['async', 'sync'] as const)('%s: its timeout ends it on the real clock', async (kind) => {
    const log: unknown[] = [];
    const run = await execute(planOf(`${kind} timeoutMs=20`), { tools: endless(log), clock: realClock() });
    expect(run.outcomes).toMatchObject([{ kind: 'timedOut' }]);
    expect(log).toEqual(['finally']);
  });

  test.each(['async', 'sync'] as const)('%s: the budget ends a prediction, by events', async (kind) => {
    const log: unknown[] = [];
    const prediction = predict(planOf(kind), { tools: endless(log), budget: { events: 1000 } });
    await expect(prediction).rejects.toMatchObject({ name: 'PredictionTooLarge', unit: 'events' });
    expect(log).toEqual(['finally']);
  });

  test.each(['async', 'sync'] as const)('%s: and by moments', async (kind) => {
    const log: unknown[] = [];
    const prediction = predict(planOf(kind), { tools: endless(log), budget: { moments: 20 } });
    await expect(prediction).rejects.toMatchObject({ name: 'PredictionTooLarge', unit: 'moments' });
    expect(log).toEqual(['finally']);
  });

  test('the signal ends a prediction', async () => {
    const log: unknown[] = [];
    const caller = new AbortController();
    const gen = tool(async function* () {
      try {
        for (let i = 0; ; i++) {
          if (i === 1000) caller.abort(new Error('enough'));
          yield i;
        }
      } finally {
        log.push('finally');
      }
    });
    await expect(predict(planOf('gen'), { tools: { gen }, signal: caller.signal })).rejects.toThrow('enough');
    expect(log).toEqual(['finally']);
  });

  test('siblings run on unseen where nothing aborts them', async () => {
    const slow = tool(async function* (_, { clock }) {
      for (const item of [1, 2, 3]) {
        await sleep(clock, 10);
        yield item;
      }
    });
    const run = await predict(planOf('slow', 'fail', { onError: 'fail-fast' }), {
      tools: {
        slow,
        fail: tool(async (_, { clock }) => {
          await sleep(clock, 15);
          throw new Error('boom');
        }),
      },
    });
    expect(partials(run)).toEqual([[10, 1]]);
    expect(story(run, 'late')).toEqual(['30 late a succeeded']);
  });
});

describe('what is no generator object is a value', () => {
  const stream = () => ({ [Symbol.asyncIterator]: () => ({ next: async () => ({ done: true, value: undefined }) }) });
  const list = [1, 2, 3];
  const iterator = list.values();
  const gen = (function* () {
    yield 1;
  })();
  const unreadable = {
    get [Symbol.toStringTag]() {
      throw new Error('no');
    },
  };

  test.each<[string, unknown, unknown]>([
    ['an async iterable', stream, undefined],
    ['a list', () => list, list],
    ['an iterator that is not a generator', () => iterator, iterator],
    ['a generator that a promise resolves with', async () => gen, gen],
    ['an object whose tag cannot be read', () => unreadable, unreadable],
  ])('%s', async (_, body, value) => {
    const run = await execute(planOf('it'), { tools: { it: tool(body as () => unknown) } });
    expect(run.outcomes[0]?.kind).toBe('succeeded');
    expect(ofType(run.events, 'partial')).toEqual([]);
    if (value !== undefined) expect(run.outcomes[0]?.value).toBe(value);
  });

  test('a function that returns a generator object is one', async () => {
    const run = await predict(planOf('it'), { tools: { it: tool((args, ctx) => counts().invoke(args, ctx)) } });
    expect(partials(run)).toHaveLength(3);
  });
});
