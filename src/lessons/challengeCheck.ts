import { jsonText } from '../run/file/jsonText.ts';
import { policyOf } from '../run/policy.ts';
import type { Ms, Plan, Policy } from '../run/types.ts';
import { factsOfCall } from './claims.ts';
import type { Challenge, RunFacts } from './types.ts';

/** Tolerance in ms: a measured run is slightly longer than its prediction. */
export const ALLOWANCE_MS = 90;

/** Rounded like the page's own durations: `toFixed` alone makes 1.00 of 1.005. */
export const seconds = (ms: number) => `${(Math.round(ms / 10) / 100).toFixed(2)} s`;
export const mustStay = (setting: string) => `${setting} was changed. It has to stay.`;

interface ChallengeSpec extends Omit<Challenge, 'check'> {
  /** Settings that must not change, with the message shown if one does. */
  stays?: Partial<Record<keyof Policy, string>>;
  /** Ids of the calls that must have a result. */
  results?: readonly string[] | 'all';
  /** Messages of further unmet conditions; `false` = met. */
  unless?(facts: RunFacts, plan: Plan): (string | false)[];
  withinMs?: Ms;
  won(facts: RunFacts, plan: Plan): string;
}

/**
 * Adds `check` to a challenge. The calls must be the challenge's own. The first unmet condition decides; without one
 * the goal is met.
 */
export function challenge({ stays = {}, results = [], unless, withinMs, won, ...about }: ChallengeSpec): Challenge {
  function* failures(facts: RunFacts, plan: Plan): Generator<string | false> {
    if (jsonText(plan.calls) !== jsonText(about.plan.calls))
      yield 'The calls were changed. Start over, and leave them as they are.';
    for (const [key, why] of Object.entries(stays) as [keyof Policy, string][])
      yield JSON.stringify(policyOf(plan)[key]) !== JSON.stringify(policyOf(about.plan)[key]) && why;
    const wanted = results === 'all' ? facts.calls.map(({ id }) => id) : results;
    const without = wanted.filter((id) => factsOfCall(facts, id)?.kind !== 'succeeded');
    yield without.length > 0 && `No result of ${without.join(', ')}.`;
    yield* unless?.(facts, plan) ?? [];
    if (withinMs !== undefined && facts.total > withinMs + ALLOWANCE_MS)
      yield `It took ${Number.isFinite(facts.total) ? seconds(facts.total) : 'for ever'}, and ${seconds(withinMs)} is the goal.`;
  }
  const check = (facts: RunFacts, plan: Plan) => {
    for (const why of failures(facts, plan)) if (why !== false) return { met: false, why };
    return { met: true, why: won(facts, plan) };
  };
  return { ...about, check };
}
