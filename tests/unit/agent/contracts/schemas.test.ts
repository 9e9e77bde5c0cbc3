import { tool } from '@langchain/core/tools';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import * as mini from 'zod/mini';
import { z as z3 } from 'zod/v3';
import { fromLangChain } from '../../../../src/agent/adapter/fromLangChain.ts';
import { checkOf } from '../../../../src/agent/adapter/schemaCheck.ts';
import { predict } from '../../../../src/engine/predict.ts';
import { expectNothingUnhandled } from '../../support/unhandled.ts';
import { ENTRIES, type Entry } from './entries.ts';

expectNothingUnhandled();

const complaints = (schema: unknown, args: object) =>
  checkOf(schema)?.(args as never).map(({ path, message }) => `${path}: ${message}`);

const object = (properties: object, more: object = {}) => ({ type: 'object', properties, ...more });
const tagged = (tag: string, field: string) =>
  object({ t: { const: tag }, [field]: { type: 'number' } }, { required: ['t', field] });

describe('a schema of alternatives complains about the one that was nearest', () => {
  it.each<[string, object, unknown, string[]]>([
    [
      'an integer or null, given a number as text',
      { anyOf: [{ type: 'integer' }, { type: 'null' }] },
      '5',
      ['integer'],
    ],
    ['null or an integer, in this order', { anyOf: [{ type: 'null' }, { type: 'integer' }] }, '5', ['integer']],
    [
      'a boolean or a number, given a number as text',
      { oneOf: [{ type: 'boolean' }, { type: 'number' }] },
      '5',
      ['number'],
    ],
    [
      'a number or a boolean, given a truth as text',
      { oneOf: [{ type: 'number' }, { type: 'boolean' }] },
      'true',
      ['boolean'],
    ],
    [
      'a text or a number, given a list: both',
      { anyOf: [{ type: 'string' }, { type: 'number' }] },
      [],
      ['string', 'number'],
    ],
    [
      'a list of numbers or null, given texts',
      { anyOf: [{ type: 'null' }, { type: 'array', items: { type: 'number' } }] },
      ['a'],
      ['number'],
    ],
    [
      'one of two texts or a number, given another text',
      { anyOf: [{ type: 'number' }, { enum: ['a', 'b'] }] },
      'c',
      ['"a","b"'],
    ],
  ])('JSON schema: %s', (_, schema, value, words) => {
    const [complaint = '', ...more] = complaints(object({ n: schema }), { n: value }) ?? [];
    expect(more).toEqual([]);
    expect(complaint).toMatch(Array.isArray(value) && words[0] === 'number' ? /^n\[0\]: / : /^n: /);
    for (const word of words) expect(complaint).toContain(word);
    expect(complaint).not.toContain('null');
  });

  it('JSON schema: a union of tagged objects, also behind references and within each other', () => {
    const union = { anyOf: [tagged('a', 'x'), tagged('b', 'y')] };
    const schema = object(
      { n: { $ref: '#/$defs/one' }, list: { type: 'array', items: { oneOf: [{ type: 'string' }, union] } } },
      { $defs: { one: union } },
    );
    const wrong = { t: 'b', y: 'q' };
    expect(complaints(schema, { n: wrong, list: ['ok', wrong] })).toEqual([
      'n.y: Instance type "string" is invalid. Expected "number".',
      'list[1].y: Instance type "string" is invalid. Expected "number".',
    ]);
  });

  it('JSON schema: two alternatives that take it at once', () => {
    const schema = object({ n: { oneOf: [{ type: 'number' }, { type: 'integer' }, { type: 'null' }] } });
    expect(complaints(schema, { n: 5 })).toEqual(['n: Instance does not match exactly one subschema (2 matches).']);
  });

  it.each([
    ['zod 4', z],
    ['zod 3', z3 as unknown as typeof z],
    ['zod mini', mini as unknown as typeof z],
  ])('%s: unions of types, of tagged objects, within each other, and a discriminated one', (_, zod) => {
    const a = zod.object({ t: zod.literal('a'), x: zod.number() });
    const b = zod.object({ t: zod.literal('b'), y: zod.union([zod.null(), zod.number()]) });
    const schema = zod.object({
      n: zod.union([zod.null(), zod.number()]),
      tagged: zod.union([zod.string(), a, b]),
      found: zod.discriminatedUnion('t', [a, b]),
      lost: zod.discriminatedUnion('t', [a, b]),
    });
    const wrong = { t: 'b', y: '7' };
    const found = complaints(schema, { n: '5', tagged: wrong, found: wrong, lost: { t: 'c' } });
    expect(found).toEqual([
      expect.stringMatching(/^n: .*number/),
      expect.stringMatching(/^tagged\.y: .*number/),
      expect.stringMatching(/^found\.y: .*number/),
      expect.stringMatching(/^lost\.t: .*'a' \| 'b'/),
    ]);
  });
});

describe('an unknown field is named', () => {
  it.each<[string, unknown, string]>([
    ['zod 4', z.strictObject({ city: z.string() }), 'Unrecognized key: "citty"'],
    ['zod mini', mini.strictObject({ city: mini.string() }), 'Unrecognized key: "citty"'],
    ['zod 3', z3.object({ city: z3.string() }).strict(), "'citty'"],
    [
      'JSON schema',
      object({ city: { type: 'string' } }, { additionalProperties: false, required: ['city'] }),
      'citty: unknown field',
    ],
  ])('%s', (_, schema, text) => {
    const found = complaints(schema, { citty: 'Bern' })?.join('; ');
    expect(found).toContain(text);
    expect(found).toMatch(/(^|; )city: /);
    expect(complaints(schema, { city: 'Bern' })).toEqual([]);
  });

  it('JSON schema: within an object in a list, and one with signs of its own', () => {
    const inside = object({ 'a/b~c': { type: 'number' } }, { additionalProperties: false });
    const schema = object({ list: { type: 'array', items: inside } });
    expect(complaints(schema, { list: [{}, { 'a/b~c': 'x', 'ä b': 1 }] })).toEqual([
      'list[1].a/b~c: Instance type "string" is invalid. Expected "number".',
      'list[1].ä b: unknown field',
    ]);
  });
});

const KNOWN = ['Bern', 'Basel'];

/** Schemas whose check is asynchronous, of each version; `calls` counts the checks. */
function asynchronous(check: (city: string) => Promise<boolean>) {
  const message = 'no such city';
  return {
    'zod 4, on a field': z.object({ city: z.string().refine(check, message) }),
    'zod 4, on the whole': z
      .object({ city: z.string() })
      .refine(({ city }) => check(city), { path: ['city'], message }),
    'zod mini': mini.object({ city: mini.string().check(mini.refine(check, message)) }),
    'zod 3, on a field': z3.object({ city: z3.string().refine(check, message) }),
    'zod 3, on the whole': z3
      .object({ city: z3.string() })
      .refine(({ city }) => check(city), { path: ['city'], message }),
    'zod 4, behind a transform': z.object({
      city: z.string().transform(async (city, ctx) => {
        if (!(await check(city))) ctx.addIssue(message);
        return city;
      }),
    }),
    'zod 3, behind a transform': z3.object({
      city: z3.string().transform(async (city, ctx) => {
        if (!(await check(city))) ctx.addIssue({ code: 'custom', message });
        return city;
      }),
    }),
  };
}

type Kind = keyof ReturnType<typeof asynchronous>;
const KINDS = Object.keys(asynchronous(async () => true)) as Kind[];
const RETRY = { attempts: 3, baseMs: 0, factor: 1, maxMs: 0, jitter: 0 };
const plan = (...cities: unknown[]) => ({
  calls: cities.map((city, key) => ({ id: `c${key}`, name: 'look', args: { city }, fallback: { value: 'cached' } })),
  policy: { retry: RETRY, recovery: 'fallback' as const },
});

describe.each(KINDS)('an asynchronous check of a schema: %s', (kind) => {
  const looking = (check: (city: string) => Promise<boolean>) =>
    fromLangChain(
      tool((args: unknown) => `in ${(args as { city: string }).city}`, {
        name: 'look',
        description: '',
        schema: asynchronous(check)[kind] as never,
      }) as never,
    );

  it('lets through what it takes, and refuses the rest in words, once: not tried again, and no fallback', async () => {
    const tools = [looking(async (city) => KNOWN.includes(city))];
    const { outcomes } = await predict(plan('Bern', 'Bonn', 'Basel', 5), { tools });
    expect(outcomes.map(({ kind, value, error, attempts }) => [kind, value ?? error?.message, attempts])).toEqual([
      ['succeeded', 'in Bern', 1],
      ['failed', 'Invalid arguments: city: no such city', 1],
      ['succeeded', 'in Basel', 1],
      ['failed', expect.stringMatching(/^Invalid arguments: city: .*string/), 1],
    ]);
  });

  it('that rejects is an ordinary failure, tried again, and nothing is left unhandled', async () => {
    let checks = 0;
    const check = async () => {
      if (checks++ < 2) throw new Error('no connection');
      return true;
    };
    const { outcomes } = await predict(plan('Bern'), { tools: [looking(check)] });
    expect(outcomes[0]).toMatchObject({ kind: 'succeeded', value: 'in Bern' });
    const never = await predict(plan('Bern'), {
      tools: [looking(() => Promise.reject(new Error('no connection')))],
    });
    expect(never.outcomes[0]).toMatchObject({ value: 'cached', recovered: 'failed: no connection' });
  });
});

it.each(ENTRIES.filter(({ name }) => name.includes('LangChain') || name === 'ToolNode' || name === 'policyMiddleware'))(
  'arguments that an asynchronous check refuses are one error in $name',
  async ({ run }: Entry) => {
    let checks = 0;
    const schema = z.object({
      city: z.string().refine(async (city) => {
        checks++;
        return KNOWN.includes(city);
      }, 'no such city'),
    });
    const calls = ['Bern', 'Bonn'].map((city) => ({ id: city, tool_name: 'look', args: { city } }));
    const ended = await run({ look: Object.assign(() => 'seen', { schema }) }, calls, { policy: { retry: RETRY } });
    expect(ended).toEqual([
      { status: 'success', text: 'seen' },
      { status: 'error', text: expect.stringMatching(/^Error: Invalid arguments: city: no such city/) },
    ]);
    // The check before the run, of the first call; one for each attempt; and one for the words of the error.
    expect(checks).toBeLessThanOrEqual(5);
  },
);

it('synchronous transforms and refinements of both versions are refused before the run', async () => {
  const schemas = [
    z.object({ n: z.preprocess(Number, z.number()).refine((n) => n > 0, 'above 0') }),
    z3.object({ n: z3.preprocess(Number, z3.number()).refine((n) => n > 0, 'above 0') }),
  ];
  for (const schema of schemas) {
    expect(complaints(schema, { n: '1' })).toEqual([]);
    expect(complaints(schema, { n: '-1' })).toEqual(['n: above 0']);
  }
});

it('a check of the engine that returns a promise refuses its call in words, and rejects into nothing', async () => {
  const it = { name: 'it', check: async () => Promise.reject(new Error('no')) as never, invoke: () => 1 };
  const { outcomes } = await predict({ calls: [{ id: 'a', name: 'it', args: {} }] }, { tools: [it as never] });
  expect(outcomes[0]).toMatchObject({
    kind: 'rejected',
    error: { message: 'Invalid arguments: the check of it must return a list, at once; it returned a promise' },
  });
});

it.each([
  ['zod 4', z],
  ['zod 3', z3 as unknown as typeof z],
])('%s: fields with any name, and a recursive schema that is made anew each time', (_, zod) => {
  const fields = { transform: zod.number(), effect: zod.number(), shape: zod.number(), getter: zod.number() };
  expect(complaints(zod.object(fields), { transform: 1, effect: 1, shape: 1, getter: 'x' })).toEqual([
    expect.stringMatching(/^getter: /),
  ]);
  const tree = (): z.ZodType => zod.object({ name: zod.string(), child: zod.lazy(tree).optional() });
  expect(complaints(tree(), { name: 'a', child: { name: 'b', child: { name: 5 } } })).toEqual([
    expect.stringMatching(/^child\.child\.name: /),
  ]);
});

it('a schema is left as it was', () => {
  const schema = z3.object({ n: z3.number().transform(async (n) => n) });
  const before = { ...(schema.shape.n._def.effect as object) };
  complaints(schema, { n: 1 });
  expect(schema.shape.n._def.effect).toEqual(before);
});
