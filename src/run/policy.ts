import type { Plan, Policy } from './types.ts';

/** The tutorial's behaviour: everything at once, no timeout, every error collected, one attempt. */
export const DEFAULT_POLICY: Policy = {
  limit: null,
  batchSize: null,
  order: 'listed',
  onError: 'collect',
  timeoutMs: null,
  deadlineMs: null,
  slotOnTimeout: 'release',
  retry: { attempts: 1, baseMs: 100, factor: 2, maxMs: 10_000, jitter: 0 },
  recovery: 'none',
  rate: null,
};

/** The plan's policy with the defaults filled in. A setting that is `undefined` counts as not given. */
export function policyOf(plan: Plan): Policy {
  return {
    ...DEFAULT_POLICY,
    ...given(plan.policy),
    retry: { ...DEFAULT_POLICY.retry, ...given(plan.policy?.retry) },
  };
}

function given<T extends object>(settings: T | undefined): Partial<T> {
  return Object.fromEntries(Object.entries(settings ?? {}).filter(([, value]) => value !== undefined)) as Partial<T>;
}
