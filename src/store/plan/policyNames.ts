import { DEFAULT_POLICY, policyOf } from '../../run/policy.ts';
import { applyStrategy, strategyLabel } from '../../run/strategies.ts';
import type { Plan, Policy } from '../../run/types.ts';
import type { PlanDocument, PolicyName } from '../state.ts';
import { currentStrategy } from './document.ts';
import { strategiesOf } from './strategies.ts';

/** The policies that a plan can be held against: the four strategies in its own policy, that policy as it is, none. */
export const POLICY_NAMES: readonly PolicyName[] = [
  'one-by-one',
  'all-at-once',
  'at-most',
  'batches',
  'this',
  'defaults',
];

function policyNamed(doc: PlanDocument, name: PolicyName): Policy {
  const policy = policyOf(doc.plan);
  if (name === 'this') return policy;
  return name === 'defaults' ? DEFAULT_POLICY : applyStrategy(policy, strategiesOf(doc)[name]);
}

export function policyTitle(doc: PlanDocument, name: PolicyName): string {
  if (name === 'this') return 'This policy';
  return name === 'defaults' ? 'The tutorial’s defaults' : strategyLabel(strategiesOf(doc)[name]);
}

/** The plan on the page under another policy; the same object for the same document and name. */
export function planUnder(doc: PlanDocument, name: PolicyName): Plan {
  let plans = made.get(doc);
  if (!plans) {
    plans = new Map();
    made.set(doc, plans);
  }
  let plan = plans.get(name);
  if (!plan) {
    plan = { ...doc.plan, policy: policyNamed(doc, name), ...(name === 'defaults' && { tools: {} }) };
    plans.set(name, plan);
  }
  return plan;
}
const made = new WeakMap<PlanDocument, Map<PolicyName, Plan>>();

/** What stands beside it when nothing was chosen: the one picture of the tutorial. */
export function oppositePolicy(doc: PlanDocument): PolicyName {
  return currentStrategy(doc).kind === 'one-by-one' ? 'all-at-once' : 'one-by-one';
}
