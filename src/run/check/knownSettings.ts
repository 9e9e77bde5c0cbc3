import type { Plan, Policy } from '../types.ts';
import { POLICY_RULES, type PolicyRule } from './checkPolicy.ts';

const RULES: Readonly<Record<string, PolicyRule>> = POLICY_RULES;

/**
 * The plan without policy settings that the engine does not know, in a group such as `retry`, too; the same plan when it
 * has none. Links and files keep them, since they may be of a newer Fanout, but the engine refuses them: a plan written by
 * hand has a slip of the pen there.
 */
export function withKnownSettings<P extends Plan>(plan: P): P {
  const { policy } = plan;
  if (policy === undefined) return plan;
  const known = onlyKnown(policy, RULES);
  for (const [name, rule] of Object.entries(RULES)) {
    const group: unknown = known[name as keyof Policy];
    if (typeof group !== 'object' || group === null || typeof rule !== 'object' || !('parts' in rule)) continue;
    Object.assign(known, { [name]: onlyKnown(group, rule.parts) });
  }
  return JSON.stringify(known) === JSON.stringify(policy) ? plan : { ...plan, policy: known };
}

function onlyKnown<T extends object>(holder: T, known: object): T {
  return Object.fromEntries(Object.entries(holder).filter(([key]) => Object.hasOwn(known, key))) as T;
}
