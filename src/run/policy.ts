import type { Plan, Policy } from './types.ts';

/**
 * The tutorial's policy: all calls at once, no timeout, all errors collected, one attempt. Links and files write the
 * settings in this order: a new one goes at the end.
 */
export const DEFAULT_POLICY: Policy = {
  limit: null,
  batchSize: null,
  order: 'listed',
  onError: 'collect',
  timeoutMs: null,
  deadlineMs: null,
  slotOnTimeout: 'release',
  retry: { attempts: 1, baseMs: 100, factor: 2, maxMs: 10_000, jitter: 0, on: 'any' },
  recovery: 'none',
  rate: null,
};

/** The settings that have parts and are never null: a part that is not given has its default. */
type Group = { [K in keyof Policy]: Policy[K] extends object ? K : never }[keyof Policy];

/** The plan's policy with defaults. A setting that is `undefined` takes its default. */
export function policyOf(plan: Plan): Policy {
  return {
    ...DEFAULT_POLICY,
    ...definedOnly(plan.policy),
    ...({ retry: { ...DEFAULT_POLICY.retry, ...definedOnly(plan.policy?.retry) } } satisfies Pick<Policy, Group>),
  };
}

function definedOnly<T extends object>(settings: T | undefined): Partial<T> {
  return Object.fromEntries(Object.entries(settings ?? {}).filter(([, value]) => value !== undefined)) as Partial<T>;
}
