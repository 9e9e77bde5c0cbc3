import { PlanError } from '../run/planError.ts';
import { DEFAULT_POLICY } from '../run/policy.ts';
import type { Plan, Policy } from '../run/types.ts';
import type { Toolbox } from './toolbox.ts';

/** Settings that the words have and the engine has not yet. Silence about them would be a lie about the run. */
const UNBUILT = ['order', 'onError', 'timeoutMs', 'deadlineMs', 'slotOnTimeout', 'recovery', 'rate'] as const;

const LATER = 'this engine does not have the setting yet';

export function refuseUnbuilt(plan: Plan, policy: Policy, box: Toolbox): void {
  for (const name of UNBUILT) {
    const usual = DEFAULT_POLICY[name];
    if (policy[name] !== usual)
      throw new PlanError(`policy.${name}`, `${JSON.stringify(usual)}: ${LATER}`, policy[name]);
  }
  if (policy.retry.attempts !== 1) throw new PlanError('policy.retry.attempts', `1: ${LATER}`, policy.retry.attempts);
  plan.calls.forEach((call, key) => {
    if (call.timeoutMs !== undefined)
      throw new PlanError(`calls[${key}].timeoutMs`, `nothing: ${LATER}`, call.timeoutMs);
  });
  for (const [name, tool] of box)
    for (const setting of ['timeoutMs', 'limit'] as const)
      if (tool[setting] !== undefined)
        throw new PlanError(`tools.${name}.${setting}`, `nothing: ${LATER}`, tool[setting]);
}
