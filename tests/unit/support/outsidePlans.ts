import fc from 'fast-check';

/** Plans from outside: of the right shape, with extreme values. Not all of them are valid. */

const texts = fc.oneof(
  fc.constantFrom(
    '',
    'a',
    'slow_1',
    'slow_12',
    '__proto__',
    'constructor',
    'toString',
    '$fanout',
    '\ud800',
    '\u202Eabc\u0000',
  ),
  fc.constantFrom('</script>', `$${'{x}'}`, '`', "'''", '"""', '\\', '\u2028', '=1+1', '😀', 'x'.repeat(300)),
  fc.string({ unit: 'binary', maxLength: 12 }),
);
const toolNames = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom('fast_tool', 'slow_tool', 'failing_tool', 'flaky_tool', 'hanging_tool', 'blocking_tool'),
  },
  { weight: 1, arbitrary: texts },
);

/** The smallest and the largest values, and values at the limits. */
const times = fc.constantFrom(0.001, 0.5, 1, 100, 1000, 600_000, 2_147_483_647);
const numbers = fc.oneof(
  fc.constantFrom(0, -0, 1, -1, 0.5, 5e-324, 1e-7, 1e21, 1e308, -1e308, 2 ** 53, 600_000),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const nested = fc.integer({ min: 1, max: 150 }).map((levels) => {
  let value: unknown = 'end';
  for (let level = 0; level < levels; level++) value = level % 2 ? [value] : { in: value };
  return value;
});
const values = fc.oneof(texts, numbers, fc.boolean(), fc.constant(null), fc.jsonValue({ maxDepth: 3 }), nested);

const args = fc
  .tuple(
    fc.record(
      {
        query: fc.oneof({ weight: 4, arbitrary: texts }, values),
        ms: fc.oneof({ weight: 4, arbitrary: fc.constantFrom(0, 5e-324, 0.25, 10, 100, 1000, 600_000) }, values),
        spread: fc.oneof(fc.constantFrom(0, 0.5, 1), values),
        failures: fc.oneof(fc.constantFrom(0, 1, 5, 100), values),
        deaf: fc.oneof(fc.boolean(), values),
      },
      { requiredKeys: ['query'] },
    ),
    fc.dictionary(texts, values, { maxKeys: 2, noNullPrototype: true }),
  )
  .map(([known, others]) => ({ ...others, ...known }));

const behavior = fc.record(
  {
    kind: fc.constantFrom('fast', 'slow', 'failing', 'flaky', 'hanging', 'blocking'),
    ms: fc.constantFrom(0, 5e-324, 0.25, 10, 600_000),
    spread: fc.constantFrom(0, 0.5, 1),
    failures: fc.constantFrom(0, 1, 100),
    deaf: fc.boolean(),
    result: values,
    error: values,
  },
  { requiredKeys: ['kind'] },
);

const call = fc.record(
  {
    id: texts,
    name: toolNames,
    args,
    priority: fc.constantFrom(0, -0, 5e-324, -1e9, 1e9, 0.1),
    timeoutMs: times,
    expectedMs: fc.constantFrom(0, 5e-324, 1e9, 1),
    behavior,
    fallback: fc.oneof(fc.record({ value: values }), fc.record({ tool: toolNames, args }, { requiredKeys: ['tool'] })),
  },
  { requiredKeys: ['name', 'args'] },
);

/** Of errors. */
const names = texts.filter((text) => !['', 'any', 'transient'].includes(text.trim()));

const policy = fc.record(
  {
    limit: fc.constantFrom(null, 1, 2, 1_000_000),
    batchSize: fc.constantFrom(null, 1, 2),
    order: fc.constantFrom('listed', 'priority', 'longest-first', 'shortest-first'),
    onError: fc.constantFrom('collect', 'fail-fast', 'fail-fast-cancel', 'first-success'),
    timeoutMs: fc.option(times),
    deadlineMs: fc.option(times),
    slotOnTimeout: fc.constantFrom('release', 'hold'),
    retry: fc.record(
      {
        attempts: fc.constantFrom(1, 2, 3, 200),
        baseMs: fc.constantFrom(0, 5e-324, 100, 2_147_483_647),
        factor: fc.constantFrom(1, 2, 1000),
        maxMs: fc.constantFrom(0, 5e-324, 10_000, 2_147_483_647),
        jitter: fc.constantFrom(0, 0.5, 1),
        on: fc.oneof(
          fc.constantFrom('any', 'transient', ['429'], ['5xx', 'TimeoutError']),
          fc.array(names, { minLength: 1 }),
        ),
        until: values,
      },
      { requiredKeys: [] },
    ),
    recovery: fc.constantFrom('none', 'fallback'),
    rate: fc.option(fc.record({ starts: fc.constantFrom(1, 2, 1_000_000), perMs: times })),
    // Of a newer Fanout, or of none.
    warmUpMs: values,
  },
  { requiredKeys: [] },
);

const tools = fc.dictionary(
  toolNames,
  fc.record({ timeoutMs: times, limit: fc.constantFrom(1, 2, 1_000_000) }, { requiredKeys: [] }),
  { maxKeys: 3, noNullPrototype: true },
);

export const outsidePlans = fc.record(
  { calls: fc.array(call, { maxLength: 5 }), policy, tools, seed: fc.constantFrom(0, 1, -1, 2 ** 53 - 1, 1 - 2 ** 53) },
  { requiredKeys: ['calls'] },
);
