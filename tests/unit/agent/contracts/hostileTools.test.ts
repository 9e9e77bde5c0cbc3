import { AIMessage, type ToolMessage } from '@langchain/core/messages';
import { describe, expect, it } from 'vitest';
import { executeTool } from '../../../../src/agent/executeTool.ts';
import { createParallelExecutor } from '../../../../src/agent/parallelExecutor.ts';
import { createFailedRunner } from '../../../../src/agent/runFailedAgain.ts';
import { virtualClock } from '../../../../src/engine/clocks/virtualClock.ts';
import { ToolNode } from '../../../../src/langgraph.ts';
import { expectNothingUnhandled } from '../../support/unhandled.ts';
import { type Body, ENTRIES } from './entries.ts';
import { named, turns } from './graphs.ts';

expectNothingUnhandled();

const thrower =
  (what = 'booby trap') =>
  (): never => {
    throw new Error(what);
  };
const trapped = (name: string, target: object = {}) =>
  Object.defineProperty(target, name, { get: thrower(), enumerable: true });
const everyTrap: ProxyHandler<object> = Object.fromEntries(
  ['get', 'has', 'ownKeys', 'getOwnPropertyDescriptor', 'getPrototypeOf', 'isExtensible'].map((name) => [
    name,
    thrower(),
  ]),
);
const revoked = () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};
const cyclic = () => {
  const object: Record<string, unknown> = { name: 'self' };
  object.self = object;
  return object;
};
const thenable = (then: (done: (value: unknown) => void, fail: (reason: unknown) => void) => void) => ({ then });

/** What the function of a tool does, and how its call ends: with one error, or with a result. */
const BODIES: [string, Body, 'error' | 'result' | 'either'][] = [
  [
    'throws an error whose message throws',
    () => {
      throw trapped('message', new Error('x'));
    },
    'error',
  ],
  [
    'throws an error whose name, code and cause throw',
    () => {
      throw trapped('code', trapped('name', trapped('cause', new Error('x'))));
    },
    'error',
  ],
  [
    'throws a proxy whose traps throw',
    () => {
      throw new Proxy({}, everyTrap);
    },
    'error',
  ],
  [
    'throws a revoked proxy',
    () => {
      throw revoked();
    },
    'error',
  ],
  [
    'throws a frozen error',
    () => {
      throw Object.freeze(new Error('frozen'));
    },
    'error',
  ],
  [
    'throws null',
    () => {
      throw null;
    },
    'error',
  ],
  [
    'throws a symbol',
    () => {
      throw Symbol('odd');
    },
    'error',
  ],
  [
    'throws a function',
    () => {
      throw () => 7;
    },
    'error',
  ],
  [
    'throws what cannot be turned into a text',
    () => {
      throw { toString: thrower(), [Symbol.toPrimitive]: thrower() };
    },
    'error',
  ],
  ['returns an object whose properties throw', () => trapped('a', { b: 1 }), 'result'],
  ['returns a proxy whose traps throw', () => new Proxy({}, everyTrap), 'error'],
  ['returns a revoked proxy', revoked, 'error'],
  ['returns an object whose toJSON throws', () => ({ toJSON: thrower() }), 'result'],
  ['returns a circle', cyclic, 'result'],
  ['returns a function', () => () => 7, 'result'],
  ['returns a symbol', () => Symbol('odd'), 'result'],
  ['returns an object whose then throws', () => trapped('then'), 'error'],
  [
    'returns a thenable that throws after it has settled',
    () =>
      thenable((done) => {
        done('settled');
        throw new Error('late');
      }),
    'result',
  ],
  [
    'returns a thenable that settles twice',
    () =>
      thenable((done, fail) => {
        done('first');
        fail(new Error('second'));
        done('third');
      }),
    'result',
  ],
  [
    'returns a thenable that fails, then succeeds',
    () =>
      thenable((done, fail) => {
        fail(new Error('first'));
        done('second');
      }),
    'error',
  ],
  ['returns a thenable of a thenable', () => thenable((done) => done(thenable((inner) => inner('deep')))), 'result'],
  [
    'throws an error that says of itself with a getter whether it controls the graph',
    () => {
      throw trapped('is_bubble_up', new Error('x'));
    },
    'error',
  ],
  [
    'throws an error that is its own cause, in a list that throws',
    () => {
      const error = new Error('x');
      error.cause = error;
      throw Object.assign(error, { errors: new Proxy([], everyTrap), toJSON: thrower(), toString: thrower() });
    },
    'error',
  ],
  ['throws an empty text', () => Promise.reject(''), 'error'],
  ['rejects with a revoked proxy', () => Promise.reject(revoked()), 'error'],
  ['returns an object that says of itself with a getter whether it is a Command', () => trapped('lg_name'), 'result'],
  ['returns content blocks that throw', () => [trapped('text', { type: 'text' })], 'result'],
  ['returns a list of revoked proxies', () => [revoked()], 'either'],
  ['returns a map and a set of circles', () => new Map([[cyclic(), new Set([cyclic()])]]), 'result'],
  ['returns a big integer', () => ({ n: 10n }), 'result'],
  ['returns a thenable that never settles', () => thenable(() => {}), 'error'],
  ['never ends', () => new Promise(() => {}), 'error'],
  [
    'sets a timer that throws after its call has ended',
    (_, { clock }) => {
      clock.after(0, thrower());
      return 'done';
    },
    'result',
  ],
  [
    'sets a timer that throws, and never ends',
    (_, { clock }) => {
      clock.after(0, thrower());
      return new Promise(() => {});
    },
    'error',
  ],
  [
    'sets a timer that rejects, and never ends',
    (_, { clock }) => {
      clock.after(0, async () => thrower()());
      return new Promise(() => {});
    },
    'error',
  ],
  [
    'reports a partial result that cannot be read',
    (_, { report }) => {
      report(new Proxy({}, everyTrap));
      return 'done';
    },
    'result',
  ],
  [
    'is a generator that yields what throws, and throws when it is closed',
    async function* () {
      try {
        yield trapped('then');
      } finally {
        thrower()();
      }
    },
    'error',
  ],
];

const calls = ['before', 'bad', 'after'].map((id) => ({ id, tool_name: id, args: {} }));

describe.each(ENTRIES)('hostile tools in $name', ({ run }) => {
  it.each(BODIES)('one that %s: its call has one end, in words, and the others are untouched', async (_, bad, end) => {
    const bodies = { before: () => 1, bad, after: async () => 2 };
    // On the virtual clock the others cannot be late, however busy the machine is.
    const clock = virtualClock();
    const ended = await clock.drive(run(bodies, calls, { policy: { timeoutMs: 25 }, clock }));
    const [, one] = ended;
    expect(ended.map(({ status }) => status)).toEqual(['success', one?.status, 'success']);
    if (end !== 'either') expect(one?.status).toBe(end === 'error' ? 'error' : 'success');
    expect([String(ended[0]?.text), String(ended[2]?.text)]).toEqual(['1', '2']);
    if (one?.status === 'error') expect(one.text).toMatch(/^Error: \S/);
    await turns(3);
  });
});

describe.each<[string, () => Record<string, unknown>]>([
  ['with a property that throws', () => trapped('a') as Record<string, unknown>],
  ['with a revoked proxy', () => ({ a: revoked() })],
  ['with a proxy whose traps throw', () => ({ a: new Proxy({}, everyTrap) })],
  ['that hold themselves', () => cyclic()],
])('arguments %s end no call but their own', (_, made) => {
  const given = calls.map((call) => (call.id === 'bad' ? { ...call, args: made() } : call));
  const tools = ['before', 'bad', 'after'].map((name) => named(name, ({ a }) => typeof a));
  const message = () =>
    new AIMessage({ content: '', tool_calls: given.map(({ id, tool_name: name, args }) => ({ id, name, args })) });
  const others = { before: 'undefined', after: 'undefined' };

  it('createParallelExecutor and createFailedRunner', async () => {
    const update = await createParallelExecutor({ tools })({ messages: [message()], pending_tools: given });
    expect(update.results).toMatchObject(others);
    expect(Object.keys({ ...update.results, ...update.errors })).toHaveLength(3);
    const errors = { before: 'Error: x', bad: 'Error: x', after: 'Error: x' };
    const again = await createFailedRunner({ tools })({ messages: [message()], errors });
    expect(again.results).toMatchObject(others);
    expect(Object.keys({ ...again.results, ...again.errors })).toHaveLength(3);
  });

  it('executeTool', async () => {
    const { status } = await executeTool({ id: 'bad', tool_name: 'bad', args: made() }, { tools });
    expect(['success', 'error']).toContain(status);
  });

  it('ToolNode', async () => {
    const answers: ToolMessage[] = await new ToolNode(tools as never).invoke([message()]);
    expect(answers.map(({ tool_call_id: id, status }) => [id, status])).toEqual([
      ['before', 'success'],
      ['bad', answers[1]?.status],
      ['after', 'success'],
    ]);
  });
});

describe('a tool of LangChain whose properties throw', () => {
  const unreadable = (property: string) =>
    new Proxy(
      named('bad', () => 'never'),
      {
        get(target, name) {
          if (name === property) throw new Error('no entry');
          return Reflect.get(target, name, target);
        },
      },
    );

  it.each(['schema', 'name'])('%s: its calls are refused in words, and the others run', async (property) => {
    const tools = { before: named('before', () => 1), bad: unreadable(property), after: named('after', () => 2) };
    const refused = 'Error: The tool bad cannot be read: no entry';
    const { results, errors } = await createParallelExecutor({ tools })({ pending_tools: calls });
    expect({ results, errors }).toEqual({ results: { before: 1, after: 2 }, errors: { bad: refused } });
    const alone = await executeTool({ id: 'bad', tool_name: 'bad', args: {} }, { tools });
    expect(alone).toMatchObject({ status: 'error', error: refused });
    const again = await createFailedRunner({ tools })({
      messages: [requested()],
      errors: { bad: 'Error: x', before: 'Error: x' },
    });
    expect(again).toMatchObject({ results: { before: 1 }, errors: { bad: refused } });
  });

  it('what its invoke returns says with a getter whether it is a Command: the node lives', async () => {
    const odd = Object.assign(Object.create(named('bad', () => '')), { invoke: async () => trapped('lg_name') });
    const tools = { before: named('before', () => 1), bad: odd, after: named('after', () => 2) };
    const { results, errors } = await createParallelExecutor({ tools })({ pending_tools: calls });
    expect(results).toMatchObject({ before: 1, after: 2 });
    expect(Object.keys({ ...results, ...errors }).toSorted()).toEqual(['after', 'bad', 'before']);
  });
});

const requested = () =>
  new AIMessage({ content: '', tool_calls: calls.map(({ id, tool_name, args }) => ({ id, name: tool_name, args })) });
