import fc from 'fast-check';
import { predict } from '../../../src/engine/predict.ts';
import { PRESET_MENU, presetOf } from '../../../src/lessons/allPresets.ts';
import type { CallBehavior, Plan, Policy, Run, ToolCall, ToolKind } from '../../../src/run/types.ts';
import { withExpected } from '../../../src/tools/expected.ts';
import { toolsOfPlan } from '../../../src/tools/ownTools.ts';
import { simulatedTools } from '../../../src/tools/simulated.ts';

/** Lengths that never add up to one another: what happens at the same moment has no order to compare. */
const odd = (most: number, part: number) => fc.integer({ min: 3, max: most }).map((ms) => ms + part);

const TOOLS = ['fast_tool', 'fast_tool', 'slow_tool', 'failing_tool', 'flaky_tool', 'flaky_tool', 'hanging_tool'];

interface Shape {
  /** Calls that can never run are among them. */
  rejects?: boolean;
}

/** Names of tools of one's own: several calls may share one, and not all letters are those of a program. */
const OWN = ['search_flights', 'get_weather', 'جو', '2 get "it"\\\n'];

const json = fc.oneof(
  fc.constantFrom('', 'x', 0, -1.5, true, null, [], {}),
  fc.constant({ a: [{ b: 1 }, { b: 2, c: 'x' }], 'd-e': null }),
  fc.constant(JSON.parse('{"__proto__": 1, "</script>": "\\u2028`"}')),
);

const ownCalls = fc.record({
  name: fc.constantFrom(...OWN),
  kind: fc.constantFrom('fast', 'slow', 'failing', 'flaky', 'flaky', 'hanging') as fc.Arbitrary<ToolKind>,
  result: fc.option(json),
  error: fc.option(fc.constantFrom('', 'no "such" thing', { code: 429 })),
  args: fc.dictionary(fc.constantFrom('from', 'to', 'class', 'limit', 'ms'), json, {
    maxKeys: 3,
    noNullPrototype: true,
  }),
});

/** Plans of the page: its tools, and everything that a policy can say. Each call's query is its own. */
export function pagePlans({ rejects = true }: Shape = {}): fc.Arbitrary<Plan> {
  const call = fc.record({
    tool: fc.constantFrom(...TOOLS),
    ms: odd(400, 0),
    spread: fc.option(fc.constantFrom(0.1, 0.5), { freq: 2 }),
    failures: fc.option(fc.integer({ min: 1, max: 4 })),
    fails: fc.boolean(),
    code: fc.option(fc.constantFrom('401', '429', '503', 'ECONNRESET', 'E_OWN'), { freq: 2 }),
    retryAfterMs: fc.option(odd(90, 0.0431), { freq: 2 }),
    deaf: fc.option(fc.boolean()),
    priority: fc.option(fc.integer({ min: -3, max: 3 })),
    timeoutMs: fc.option(odd(500, 0.317), { freq: 2 }),
    fallback: fc.option(fc.constantFrom('value', 'fast_tool', 'slow_tool', 'failing_tool', 'flaky_tool', 'own')),
    wrong: fc.constantFrom(...new Array(12).fill(''), 'tool', 'ms', 'query', 'code'),
    own: fc.option(ownCalls),
  });
  return fc
    .record({ calls: fc.array(call, { maxLength: 7 }), policy: policies(), seed: fc.maxSafeInteger().map(Math.abs) })
    .map(({ calls, policy, seed }): Plan => {
      const firstOwn = calls.find(({ own }) => own)?.own?.name;
      const made = calls.map((one, key): ToolCall => {
        const wrong = rejects ? one.wrong : '';
        const args = {
          query: wrong === 'query' ? 7 : `q${key}${one.fails ? ' fail' : ''}`,
          ms: wrong === 'ms' ? -1 : one.ms + key * 0.0137,
          ...(one.spread !== null && { spread: one.spread }),
          ...(one.failures !== null && { failures: one.failures }),
          ...(one.deaf !== null && { deaf: one.deaf }),
          ...(one.code !== null && { code: wrong === 'code' ? 7 : one.code }),
          ...(one.retryAfterMs !== null && { retryAfterMs: one.retryAfterMs + key * 0.0053 }),
        };
        const { ms, spread, failures, deaf, retryAfterMs } = args as Partial<CallBehavior>;
        const code = one.code ?? undefined;
        const behaves = { ms: wrong === 'ms' ? 5 : ms, spread, failures, deaf, code, retryAfterMs };
        return {
          id: `call ${key}`,
          ...(one.own
            ? {
                name: one.own.name,
                args: { ...one.own.args, query: `q${key}` },
                behavior: {
                  kind: one.own.kind,
                  ...Object.fromEntries(Object.entries(behaves).filter(([, value]) => value !== undefined)),
                  ...(one.own.result !== null && { result: one.own.result }),
                  ...(one.own.error !== null && { error: one.own.error }),
                },
              }
            : { name: wrong === 'tool' ? 'no_tool' : one.tool, args }),
          ...(one.priority !== null && { priority: one.priority }),
          ...(one.timeoutMs !== null && { timeoutMs: one.timeoutMs + key * 0.0091 }),
          ...(one.fallback !== null && {
            fallback:
              one.fallback === 'value'
                ? { value: ['kept', key] }
                : {
                    tool: one.fallback === 'own' ? (firstOwn ?? 'fast_tool') : one.fallback,
                    args: { query: `q${key} again`, ms: 20 + key * 0.0171 },
                  },
          }),
        };
      });
      const batchSize = policy.batchSize && calls.length > 0 ? Math.min(policy.batchSize, calls.length) : null;
      return { calls: made, policy: { ...policy, batchSize }, seed };
    });
}

function policies(): fc.Arbitrary<Partial<Policy>> {
  return fc.record(
    {
      limit: fc.option(fc.integer({ min: 1, max: 3 }), { freq: 3 }),
      batchSize: fc.option(fc.integer({ min: 1, max: 3 }), { freq: 2 }),
      order: fc.constantFrom('listed', 'priority', 'longest-first', 'shortest-first'),
      onError: fc.constantFrom('collect', 'collect', 'fail-fast', 'fail-fast-cancel', 'first-success'),
      timeoutMs: fc.option(odd(400, 0.729), { freq: 3 }),
      deadlineMs: fc.option(odd(900, 0.541), { freq: 2 }),
      slotOnTimeout: fc.constantFrom('release', 'hold'),
      retry: fc.record({
        attempts: fc.integer({ min: 1, max: 4 }),
        baseMs: fc.constantFrom(0, 11.003, 47.0007),
        factor: fc.constantFrom(1, 2, 1.5),
        maxMs: fc.constantFrom(60.0009, 5000),
        jitter: fc.constantFrom(0, 0, 0.4),
        on: fc.constantFrom('any', 'any', 'transient', ['4xx', 'E_OWN'], ['ECONNRESET', 'TimeoutError']),
      }),
      recovery: fc.constantFrom('none', 'fallback'),
      rate: fc.option(fc.record({ starts: fc.integer({ min: 1, max: 3 }), perMs: odd(120, 0.271) }), { freq: 2 }),
    },
    { requiredKeys: [] },
  ) as fc.Arbitrary<Partial<Policy>>;
}

/** As the page predicts it. */
export function predicted(plan: Plan): Promise<Run> {
  return predict(withExpected(plan), { tools: toolsOfPlan(plan, simulatedTools) });
}

export const planOf = (name: string) => presetOf(name)?.plan as Plan;

/** Every preset but the largest, which says nothing that the second largest does not. */
export const NAMES = PRESET_MENU.map(({ name }) => name).filter((name) => name !== 'stress-10000');

/** With queries that tell which call is asked; `fail` in them must stay. */
export function numbered(plan: Plan): Plan {
  const asked = (query: unknown, key: number) => (String(query).includes('fail') ? `q${key} fail` : `q${key}`);
  return {
    ...plan,
    calls: plan.calls.map((call, key) => ({
      ...call,
      args: { ...call.args, query: asked(call.args.query, key) },
      ...(call.fallback &&
        'tool' in call.fallback && {
          fallback: { ...call.fallback, args: { ...call.fallback.args, query: `q${key} again` } },
        }),
    })),
  };
}
