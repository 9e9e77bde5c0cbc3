import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { predict } from '../../../../src/engine/predict.ts';
import { readRunFile, writeRunFile } from '../../../../src/run/file/runFile.ts';
import type { Run } from '../../../../src/run/types.ts';
import { ALL, plans } from '../../support/arbitraries.ts';
import { drive } from '../../support/drive.ts';
import { planOf } from '../../support/plans.ts';
import { property } from '../../support/property.ts';
import { TOOLS, tool } from '../../support/tools.ts';

/** A run of one call, with this result. */
function runWith(value: unknown): Promise<Run> {
  return predict(planOf('it'), { tools: { it: tool(() => value) } });
}

const fileOf = async (run: Promise<Run>) => JSON.parse(writeRunFile(await run));

describe('a run that was saved', () => {
  test('is one field a line and one event a line', async () => {
    const run = await predict(planOf('ok 10'), { tools: TOOLS });
    expect(writeRunFile(run, { savedAt: '2026-04-01T12:00:00Z' }).split('\n')).toEqual([
      '{',
      '"format":"fanout-run",',
      '"version":1,',
      '"savedAt":"2026-04-01T12:00:00Z",',
      '"plan":{"calls":[{"id":"a","name":"ok","args":{"ms":10}}]},',
      '"events":[',
      '{"seq":0,"at":0,"type":"runStarted","calls":1},',
      '{"seq":1,"at":0,"type":"queued","key":0,"id":"a","name":"ok"},',
      '{"seq":2,"at":0,"type":"ready","key":0},',
      '{"seq":3,"at":0,"type":"started","key":0,"attempt":1},',
      '{"seq":4,"at":10,"type":"attemptEnded","key":0,"attempt":1,"result":"succeeded"},',
      '{"seq":5,"at":10,"type":"settled","key":0,"kind":"succeeded","value":"ok after 10"},',
      '{"seq":6,"at":10,"type":"runSettled","makespan":10}',
      ']',
      '}',
      '',
    ]);
  });

  property(
    'is read as it was, and written again byte for byte',
    fc.tuple(plans({ kinds: ALL }), fc.option(fc.nat(60))),
    async ([plan, abortAt]) => {
      const run = abortAt === null ? await predict(plan, { tools: TOOLS }) : (await drive(plan, { abortAt })).run;
      const text = writeRunFile(run);
      const back = readRunFile(text);
      expect(back).toEqual(run);
      expect(writeRunFile(back)).toBe(text);
    },
  );

  test('keeps what it was steered to, no limit included', async () => {
    const { run } = await drive(planOf('ok 30', 'ok 30', { limit: 1 }), {
      acts: [
        [10, (controller) => controller.setLimit(2)],
        [20, (controller) => controller.setLimit(null)],
      ],
    });
    const limits = readRunFile(writeRunFile(run)).events.flatMap((event) =>
      event.type === 'limitChanged' ? [event.limit] : [],
    );
    expect(limits).toEqual([2, null]);
  });

  test('keeps that it would never have ended', async () => {
    const run = await predict(planOf('it'), { tools: { it: tool(() => new Promise(() => {})) } });
    expect(run.stalled).toBe(true);
    expect(readRunFile(writeRunFile(run)).stalled).toBe(true);
  });

  test('keeps the settings of its tools, in a file of the newest version', async () => {
    const run = await predict(planOf('ok 10'), { tools: TOOLS });
    const text = writeRunFile({ ...run, plan: { ...run.plan, tools: { ok: { limit: 2 } } } as Run['plan'] });
    expect(text).toContain('"version":2,');
    expect(readRunFile(text).plan).toMatchObject({ tools: { ok: { limit: 2 } } });
  });

  test('a hole in a list is undefined, as it is to who reads it', async () => {
    const holed = ['a'];
    holed[2] = 'c';
    const back = readRunFile(writeRunFile(await runWith(holed)));
    expect(back.outcomes[0]?.value).toStrictEqual(['a', undefined, 'c']);
  });

  test('keeps when it was saved', async () => {
    const text = writeRunFile(await runWith(1), { savedAt: 'yesterday' });
    expect(readRunFile(text).savedAt).toBe('yesterday');
    expect(readRunFile(`\uFEFF${text}`)).not.toHaveProperty('stalled');
  });

  const anything = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withNullPrototype: true,
    withSparseArray: true,
    withTypedArray: true,
    withUnicodeString: true,
    key: fc.oneof(fc.string(), fc.constantFrom('__proto__', '$fanout', 'toJSON', 'constructor')),
  });
  property('whatever its tools answered', anything, async (value) => {
    const text = writeRunFile(await runWith(value));
    expect(writeRunFile(readRunFile(text))).toBe(text);
  });

  const circle: { name: string; self?: unknown } = { name: 'circle' };
  circle.self = [circle];
  const twice = [1];
  const deep = (levels: number): unknown => (levels === 0 ? 'ground' : [deep(levels - 1)]);
  const text = (value: string) => value as unknown;
  test.each<[string, unknown, unknown]>([
    ['undefined', undefined, undefined],
    ['undefined inside', { a: undefined, b: [undefined] }, { a: undefined, b: [undefined] }],
    ['a bigint', -(10n ** 30n), -(10n ** 30n)],
    ['numbers that JSON has not', [Number.NaN, Infinity, -Infinity, -0], [Number.NaN, Infinity, -Infinity, -0]],
    ['an object that looks like a mark', { $fanout: 'bigint', text: '7' }, { $fanout: 'bigint', text: '7' }],
    ['a circle', circle, { name: 'circle', self: ['[circular]'] }],
    ['the same object twice, which is no circle', [twice, { twice }], [[1], { twice: [1] }]],
    ['a function', { run: () => 1 }, { run: '[function]' }],
    ['a symbol', Symbol('s'), text('[Symbol(s)]')],
    ['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['a date that is none', new Date(Number.NaN), null],
    ['an error', new TypeError('bad'), { name: 'TypeError', message: 'bad' }],
    ['a map', new Map([[1, 2]]), '[Map of 1]'],
    ['bytes', new Uint8Array(3), '[Uint8Array of 3 bytes]'],
    [
      'an object that cannot be read',
      {
        get secret() {
          throw new Error('no');
        },
      },
      '[unreadable]',
    ],
    ['text that is not ASCII', 'Zürich 東京 \u0000 \ud800', 'Zürich 東京 \u0000 \ud800'],
  ])('carries %s', async (_, value, back) => {
    expect(readRunFile(writeRunFile(await runWith(value))).outcomes[0]?.value).toStrictEqual(back);
  });

  test('carries very deep values as far as a person could look', async () => {
    const saved = writeRunFile(await runWith(deep(5000)));
    expect(saved).toContain('[nested too deep]');
    expect(writeRunFile(readRunFile(saved))).toBe(saved);
  });

  test('a key named __proto__ is a key like any other', async () => {
    const args = JSON.parse('{"__proto__": {"polluted": 1}}');
    const run = await predict({ calls: [{ id: 'a', name: 'echo', args }] }, { tools: { echo: tool((own) => own) } });
    const back = readRunFile(writeRunFile(run));
    for (const object of [back.plan.calls[0]?.args, back.outcomes[0]?.value] as object[]) {
      expect(Object.keys(object)).toEqual(['__proto__']);
      expect(Object.getPrototypeOf(object)).toBe(Object.prototype);
    }
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  test('says of outcomes what its log says, whatever else stands in the file', async () => {
    const file = await fileOf(runWith(7));
    file.outcomes = [{ kind: 'failed' }];
    file.makespan = 1e9;
    Object.assign(file.events[5], { id: 'other', attempts: 99, settledAt: -1 });
    const { outcomes, makespan } = readRunFile(JSON.stringify(file));
    expect(makespan).toBe(0);
    expect(outcomes).toEqual([
      {
        key: 0,
        id: 'a',
        name: 'it',
        kind: 'succeeded',
        value: 7,
        attempts: 1,
        queuedAt: 0,
        startedAt: 0,
        settledAt: 0,
      },
    ]);
  });
});
