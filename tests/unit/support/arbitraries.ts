import fc from 'fast-check';
import type { RunController } from '../../../src/engine/controller.ts';
import type { Tool } from '../../../src/engine/types.ts';
import type { Ms, Plan, Policy, RetryOn, ToolCall } from '../../../src/run/types.ts';
import { callOf } from './plans.ts';
import { TOOLS } from './tools.ts';

export type Kind = keyof typeof TOOLS | 'unknown';

/** All kinds of tools that end by themselves and do not block the thread. */
export const LIVELY: readonly Kind[] = [
  'ok',
  'fail',
  'flaky',
  'heeds',
  'sync',
  'syncFail',
  'spread',
  'talks',
  'picky',
  'unknown',
];
/** A hanging tool is rare: a prediction that stalls runs twice and takes longest. */
export const ALL: readonly Kind[] = [...LIVELY, 'block', ...LIVELY, 'block', 'hang'];

/** Few values, so that ties are common; a fraction, so that code relying on whole milliseconds fails. */
const ms = fc.constantFrom(0, 1, 5, 10, 10, 20, 33.3, 100);
const delay = fc.constantFrom(1, 5, 10, 20, 33.3, 100);
/** Often undefined. */
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });

interface Shape {
  kinds?: readonly Kind[];
  policy?: fc.Arbitrary<Partial<Policy>>;
  most?: number;
}

/** Plans with every field that a plan can have. */
export function plans({ kinds = ALL, policy = policies(), most = 8 }: Shape = {}): fc.Arbitrary<Plan> {
  const settings = fc.record(
    {
      priority: fc.constantFrom(-1, 1, 2),
      timeoutMs: delay,
      expectedMs: ms,
      fallback: fc.oneof(
        fc.record({ value: fc.constantFrom('instead', undefined) }),
        fc.record(
          {
            tool: fc.constantFrom(...kinds.filter((kind) => kind !== 'unknown')),
            args: ms.map((length) => ({ ms: length, failures: 9 })),
          },
          { requiredKeys: ['tool'] },
        ),
      ),
    },
    { requiredKeys: [] },
  );
  return made(kinds, policy, most, settings);
}

/** Calls without settings of their own, under a policy of limits and batches. */
export function plainPlans({ kinds = LIVELY, policy = widths(), most = 8 }: Shape = {}): fc.Arbitrary<Plan> {
  return made(kinds, policy, most, fc.constant({}));
}

/** Fields of an error that a call throws. */
const errors = fc.constantFrom(
  '',
  '',
  '',
  ' status=401',
  ' status=503',
  ' retryAfterMs=15',
  ' status=429 retryAfterMs=150',
);

function made(
  kinds: readonly Kind[],
  policy: fc.Arbitrary<Partial<Policy>>,
  most: number,
  settings: fc.Arbitrary<Partial<ToolCall>>,
): fc.Arbitrary<Plan> {
  const call = fc
    .tuple(fc.constantFrom(...kinds), ms, fc.integer({ min: 1, max: 2 }), settings, errors)
    .map(([kind, length, failures, more, error]) => ({
      text:
        kind === 'flaky'
          ? `flaky ${length} failures=${failures}${error}`
          : `${kind} ${length}${kind === 'fail' ? error : ''}`,
      more,
    }));
  const calls = fc
    .array(call, { maxLength: most })
    .map((parts) => parts.map(({ text, more }, key): ToolCall => ({ ...callOf(text, key), ...given(more) })));
  return fc
    .record({ calls, policy, seed: fc.maxSafeInteger() }, { requiredKeys: ['calls'] })
    .map((plan) => ({ ...plan, ...(plan.policy && { policy: fitStrategy(plan.policy, plan.calls.length) }) }));
}

const given = (fields: Partial<ToolCall>) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<ToolCall>;

/** Limits the batch size to the number of calls. */
function fitStrategy(policy: Partial<Policy>, calls: number): Partial<Policy> {
  const { batchSize } = policy;
  return typeof batchSize === 'number' && calls > 0 ? { ...policy, batchSize: Math.min(batchSize, calls) } : policy;
}

export function widths(): fc.Arbitrary<Partial<Policy>> {
  return fc.record(
    { limit: fc.option(fc.integer({ min: 1, max: 6 })), batchSize: fc.option(fc.integer({ min: 1, max: 4 })) },
    { requiredKeys: [] },
  );
}

const retries = fc.record({
  attempts: fc.integer({ min: 1, max: 4 }),
  baseMs: fc.constantFrom(0, 1, 10, 33.3),
  factor: fc.constantFrom(1, 1.5, 3),
  maxMs: fc.constantFrom(0, 20, 100),
  jitter: fc.constantFrom(0, 0.3, 1),
  on: fc.constantFrom<RetryOn>('any', 'any', 'transient', ['4xx'], ['TimeoutError']),
});

/** All policy settings. */
function policies(): fc.Arbitrary<Partial<Policy>> {
  return fc.record(
    {
      limit: fc.option(fc.integer({ min: 1, max: 4 }), { freq: 4 }),
      batchSize: fc.option(fc.integer({ min: 1, max: 4 }), { freq: 3 }),
      order: fc.constantFrom('listed', 'priority', 'longest-first', 'shortest-first'),
      onError: fc.constantFrom('collect', 'collect', 'collect', 'fail-fast', 'fail-fast-cancel', 'first-success'),
      timeoutMs: fc.option(delay, { freq: 2 }),
      deadlineMs: fc.option(fc.constantFrom(1, 33.3, 50, 100, 200), { freq: 3 }),
      slotOnTimeout: fc.constantFrom('release', 'hold'),
      retry: retries,
      recovery: fc.constantFrom('none', 'fallback'),
      rate: fc.option(fc.record({ starts: fc.integer({ min: 1, max: 3 }), perMs: fc.constantFrom(5, 20, 33.3) }), {
        freq: 3,
      }),
    },
    { requiredKeys: [] },
  );
}

/** Limits and timeouts of single tools. */
export type Pools = Partial<Record<Kind, { limit?: number; timeoutMs?: number }>>;

export function pools(): fc.Arbitrary<Pools> {
  const settings = fc
    .record({ limit: maybe(fc.integer({ min: 1, max: 2 })), timeoutMs: maybe(delay) })
    .map(({ limit, timeoutMs }) => ({ ...(limit && { limit }), ...(timeoutMs && { timeoutMs }) }));
  return fc.dictionary(fc.constantFrom('ok', 'fail', 'flaky', 'heeds', 'hang', 'block', 'sync'), settings, {
    maxKeys: 3,
  });
}

export function toolsWith(pools: Pools): Record<string, Tool> {
  return Object.fromEntries(
    Object.entries(TOOLS).map(([name, tool]) => [name, { ...tool, ...pools[name as Kind] } as Tool]),
  );
}

/** An intervention at some time or event. */
export type Act =
  | { do: 'cancel'; key: number }
  | { do: 'limit'; to: number | null }
  | { do: 'pause' | 'resume' | 'abort' };

export const acts: fc.Arbitrary<Act> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('cancel' as const), key: fc.nat(7) }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('limit' as const), to: fc.option(fc.integer({ min: 1, max: 4 })) }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('pause' as const, 'resume' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('abort' as const) }) },
);

export const moments: fc.Arbitrary<Ms> = fc.constantFrom(0, 0.5, 5, 10, 20, 33.3, 50, 100, 150);

export function perform(act: Act, controller: RunController, abort: () => void): void {
  switch (act.do) {
    case 'cancel':
      controller.cancelCall(act.key);
      break;
    case 'limit':
      controller.setLimit(act.to);
      break;
    case 'abort':
      abort();
      break;
    default:
      controller[act.do]();
  }
}
