import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { deflateSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { PRESET_MENU, presetOf } from '../../../../src/lessons/allPresets.ts';
import { MOST_CALLS } from '../../../../src/run/check/bounds.ts';
import { cleanName, readPlanLink, upgradeWire, writePlanLink } from '../../../../src/store/link/planCodec.ts';
import type { Shared } from '../../../../src/store/state.ts';
import { plans } from '../../support/arbitraries.ts';

const shared = (preset: string, more: Partial<Shared> = {}): Shared => ({
  plan: (presetOf(preset) as NonNullable<ReturnType<typeof presetOf>>).plan,
  preset,
  atMost: 3,
  batchesOf: 2,
  ...more,
});
const written = (one: Shared) => {
  const link = writePlanLink(one);
  if ('problem' in link) throw new Error(link.problem);
  return link.text;
};
const problemOf = (text: string) => {
  const read = readPlanLink(text);
  return 'problem' in read ? read.problem : undefined;
};
/** Anything as a link of version 1, without the dictionary that shortens. */
const packed = (text: string) => `1.${Buffer.from(deflateSync(new TextEncoder().encode(text))).toString('base64url')}`;
const packedJson = (json: unknown) => packed(JSON.stringify(json));

const words = fc.string({ unit: 'binary', maxLength: 30 });
const json = fc.jsonValue({ maxDepth: 3 });
const call = fc.record(
  {
    id: words.filter((id) => id !== ''),
    name: words,
    args: fc.dictionary(
      fc.oneof(words, fc.constant('__proto__')),
      fc.oneof(json, fc.bigInt(), fc.constant(undefined)),
      {
        noNullPrototype: true,
      },
    ),
    priority: fc.double({ min: -1e9, max: 1e9, noNaN: true }),
    timeoutMs: fc.integer({ min: 1, max: 2_000_000_000 }),
    expectedMs: fc.double({ min: 0, max: 1e9, noNaN: true }),
    fallback: fc.oneof(fc.record({ value: json }), fc.record({ tool: words })),
  },
  { requiredKeys: ['id', 'name', 'args'] },
);
const around = fc.record(
  {
    preset: fc.constantFrom('', 'tutorial', 'no such preset'),
    atMost: fc.integer({ min: 2, max: 99 }),
    batchesOf: fc.integer({ min: 1, max: 99 }),
    name: words.map(cleanName).filter((name) => name !== ''),
    lesson: fc.record({ name: words, step: fc.nat(50) }),
    tab: words,
    speed: words,
    fit: words,
    hidden: fc.array(words, { minLength: 1, maxLength: 5 }),
  },
  { requiredKeys: ['preset', 'atMost', 'batchesOf'] },
);
const shareds: fc.Arbitrary<Shared> = fc
  .tuple(
    fc.oneof(
      plans(),
      fc.record(
        {
          calls: fc.array(call, { maxLength: 6 }),
          seed: fc.maxSafeInteger(),
          tools: fc.dictionary(words, fc.record({ limit: fc.integer({ min: 1, max: 9 }), timeoutMs: fc.constant(50) })),
        },
        { requiredKeys: ['calls'] },
      ),
    ),
    around,
  )
  .map(([plan, rest]) => structuredClone({ ...rest, plan }) as Shared);

describe('a plan in a link', () => {
  it('is what was shared, whatever that is', () => {
    fc.assert(
      fc.property(shareds, (one) => {
        expect(readPlanLink(written(one))).toStrictEqual(one);
      }),
      { seed: 61, numRuns: 150 },
    );
  });

  it('survives an address bar: only letters, digits, hyphens, underscores and one point', () => {
    fc.assert(
      fc.property(shareds, (one) => {
        expect(written(one)).toMatch(/^1\.[\w-]+$/);
      }),
      { seed: 62, numRuns: 50 },
    );
  });

  it.each(PRESET_MENU.filter(({ group }) => group !== 'Stress').map(({ name }) => name))(
    'the preset %s fits a chat message and a QR code that a phone can read',
    (name) => {
      expect(written(shared(name)).length).toBeLessThan(500);
    },
  );

  it('the tutorial is short', () => {
    expect(written(shared('tutorial')).length).toBeLessThan(30);
  });

  it('the link of today is read for ever', () => {
    const one = shared('tutorial', { name: 'Monday', lesson: { name: 'sum', step: 2 }, tab: 'log', speed: '0.25' });
    expect(readPlanLink('1.Gyb-gKRq3_y8lERQtgSn3uLSXCUdI6AmLIm9FgA')).toStrictEqual(one);
  });

  it('of 10,000 calls still goes into a link, of more than 2 MB it does not', () => {
    expect(readPlanLink(written(shared('stress-10000')))).toStrictEqual(shared('stress-10000'));
    const large = { calls: [{ id: 'a', name: 'b', args: { query: 'x'.repeat(2_000_000) } }] };
    expect(writePlanLink({ ...shared('tutorial'), plan: large })).toEqual({
      problem: 'a link holds 2 MB, and this plan is larger',
    });
  });
});

describe('a link that cannot be opened is explained', () => {
  it('cut at any place: damaged, or nothing was missing', () => {
    const whole = shared('tutorial', { name: 'Monday' });
    for (const one of [whole, shared('everything'), shared('stress-1000')]) {
      const text = written(one);
      const step = Math.ceil(text.length / 300);
      for (let length = 0; length < text.length; length += step) {
        const read = readPlanLink(text.slice(0, length));
        if ('problem' in read) expect(read.problem).toMatch(/^It is .*\. Ask for the whole link again/);
        else expect(read).toStrictEqual(one);
      }
    }
  });

  it('rubbish of any kind throws nothing, and is explained in whole sentences', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          words,
          words.map((text) => `1.${text}`),
          words.map(packed),
          json.map(packedJson),
        ),
        (text) => {
          expect(problemOf(text)).toMatch(/^It .*\.$/s);
        },
      ),
      { seed: 63, numRuns: 150 },
    );
  });

  it('a letter changed on the way is refused, or is another plan that could be run', () => {
    const text = written(shared('tutorial', { name: 'Monday' }));
    fc.assert(
      fc.property(fc.integer({ min: 2, max: text.length - 1 }), fc.constantFrom(...'AZaz09-_'), (at, letter) => {
        const read = readPlanLink(text.slice(0, at) + letter + text.slice(at + 1));
        if ('problem' in read) expect(read.problem).toMatch(/^It /);
        else expect(() => written(read)).not.toThrow();
      }),
      { seed: 64, numRuns: 200 },
    );
  });

  it('1 MB of rubbish, and 10 MB, in no time', () => {
    const began = performance.now();
    expect(problemOf('x'.repeat(1_000_000))).toMatch(/^It is not one of Fanout’s/);
    expect(problemOf(`1.${'x'.repeat(1_000_000)}`)).toMatch(/^It is damaged/);
    expect(problemOf(`1.${'x'.repeat(10_000_000)}`)).toMatch(/^It is longer than any link/);
    expect(performance.now() - began).toBeLessThan(2000);
  });

  it('a bomb: a small link that wants to be 100 MB', () => {
    const bomb = deflateRawSync(Buffer.alloc(100_000_000));
    expect(problemOf(`1.${bomb.toString('base64url')}`)).toMatch(/^It holds more than 2 MB/);
  });

  it.each([
    [
      '9.AAAA',
      'It is of version 9, from a newer Fanout, and this page reads version 2. Reload the page for the newest Fanout.',
    ],
    ['0.AAAA', 'Its version is 0, and the first was 1. Ask for the whole link again, or for the run as a file.'],
    ['1e9.AAAA', 'It is not one of Fanout’s'],
    [
      packedJson({ c: Array(MOST_CALLS + 1).fill(['a', 'b', {}]) }),
      'It has 20,001 calls, and this page takes at most 20,000.',
    ],
    [packedJson({ c: [['a', 'fast_tool']] }), 'Its plan cannot be run: calls[0].args: expected an object'],
    [packedJson({ c: [7] }), 'It is damaged at c.0'],
    [packedJson({ c: [['a', 'fast_tool', 7]] }), 'Its plan cannot be run: calls[0].args: expected an object'],
    [packedJson({ c: [], p: { limit: 0 } }), 'Its plan cannot be run: policy.limit: expected'],
    [packedJson({ c: [], p: [] }), 'Its plan cannot be run: policy: expected'],
    [packedJson({ c: [], o: { fast_tool: { limit: 0 } } }), 'Its plan cannot be run: tools.fast_tool.limit'],
    [packedJson({ c: [], s: 'x' }), 'Its plan cannot be run: seed: expected'],
    [packedJson({ c: [], n: 'x'.repeat(61) }), 'It is damaged at n'],
    [packedJson({ c: [], h: Array(201).fill('Run') }), 'It is damaged at h'],
    [packed('['.repeat(1_900_000)), 'It is damaged'],
  ])('%.30s', (text, problem) => {
    expect(problemOf(text)).toContain(problem);
  });

  it('keys of JavaScript’s own are keys like any other', () => {
    const text = packed(
      '{"c":[["__proto__","constructor",{"__proto__":{"polluted":1}},{"__proto__":{"timeoutMs":1}}]],"__proto__":{"n":"x"}}',
    );
    const read = readPlanLink(text) as Shared;
    expect(read.name).toBeUndefined();
    expect(read.plan.calls[0]?.timeoutMs).toBeUndefined();
    expect(Object.hasOwn(read.plan.calls[0]?.args ?? {}, '__proto__')).toBe(true);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it('a name is one line of text that reads in one direction', () => {
    expect(cleanName(' a\n\u202eb\u0000<script>alert(1)</script> ')).toBe('a b <script>alert(1)</script>');
    expect(readPlanLink(packedJson({ c: [], n: '\u202e\n' }))).not.toHaveProperty('name');
  });

  it('what a later version adds is passed over', () => {
    expect(readPlanLink(packedJson({ c: [], later: 1 }))).toEqual({
      plan: { calls: [] },
      preset: '',
      atMost: 3,
      batchesOf: 2,
    });
  });
});

describe('calls of one’s own in a link', () => {
  const call = { id: 'a', name: 'get', args: {}, behavior: { kind: 'slow' as const, ms: 1 } };

  it('make it version 2, and no other plan', () => {
    const plan = { calls: [call] };
    expect(written({ plan, preset: '', atMost: 3, batchesOf: 2 })).toMatch(/^2\./);
    expect(written(shared('tutorial'))).toBe('1.Gy7-AAA');
  });

  it('that were in a link of version 1 by another meaning are calls like any other', () => {
    const read = readPlanLink(
      packedJson({ c: [['a', 'get', {}, { behavior: 'odd', priority: 1 }], 7, ['b', 'x', {}, 3]] }),
    );
    expect(read).toMatchObject({ problem: expect.stringContaining('damaged') });
    const { plan } = readPlanLink(packedJson({ c: [['a', 'get', {}, { behavior: 'odd', priority: 1 }]] })) as Shared;
    expect(plan.calls).toEqual([{ id: 'a', name: 'get', args: {}, priority: 1 }]);
  });

  it('that no page made are refused with what was expected', () => {
    const text = packedJson({ c: [['a', 'get', {}, { behavior: { kind: 'odd' } }]] }).replace(/^1/, '2');
    expect(problemOf(text)).toContain('calls[0].behavior.kind: expected one of');
  });

  it('seven of them are short enough to paste', () => {
    const calls = Array.from({ length: 7 }, (_, i) => ({
      id: `call_${i + 1}`,
      name: `search_flights_${i}`,
      args: { from: 'OSL', to: 'FCO', date: `2026-08-0${i}` },
      behavior: { kind: 'slow' as const, ms: 300 + 90 * i, result: { price: 100 * i } },
    }));
    const plan = { calls };
    expect(written({ plan, preset: '', atMost: 3, batchesOf: 2 }).length).toBeLessThan(400);
  });
});

it('a link of an older version goes through every upgrade since', () => {
  const chain = [1, 2, 3].map((n) => (old: unknown) => `${old}${n}`);
  expect(upgradeWire('v', 1, chain)).toBe('v123');
  expect(upgradeWire('v', 3, chain)).toBe('v3');
  expect(upgradeWire('v', 4, chain)).toBe('v');
});
