import type { Plan } from '../types.ts';
import { checkPlan } from './checkPlan.ts';
import { POLICY_RULES, type PolicyRule } from './checkPolicy.ts';
import { PlanError, show } from './planError.ts';

/**
 * Throws PlanError for the first value in `plan` that the engine cannot run, and for a policy setting that it does not
 * know, with the nearest one that it does: the check of the library, whose plans are written by hand. Saved plans
 * with unknown settings open nevertheless: `withKnownSettings`.
 */
export function checkPlanStrictly(plan: unknown): asserts plan is Plan {
  checkPlan(plan);
  if (plan.policy !== undefined) checkKeys(plan.policy, []);
}

const RULES: Readonly<Record<string, PolicyRule>> = POLICY_RULES;

/** The known settings as paths within the policy, e.g. `retry` and `retry.attempts`. */
const KNOWN: readonly (readonly string[])[] = Object.entries(RULES).flatMap(([name, rule]) => [
  [name],
  ...partsOf(rule).map((part) => [name, part]),
]);

function partsOf(rule: PolicyRule | undefined): string[] {
  return typeof rule === 'object' && 'parts' in rule ? Object.keys(rule.parts) : [];
}

/** @param inside the path of `holder` within the policy */
function checkKeys(holder: object, inside: readonly string[]): void {
  for (const [key, value] of Object.entries(holder)) {
    const path = [...inside, key];
    const siblings = inside.length === 0 ? Object.keys(RULES) : partsOf(RULES[inside[0] as string]);
    if (!siblings.includes(key)) throw unknownKey(inside, key, value, siblings);
    if (inside.length === 0 && value && partsOf(RULES[key]).length > 0) checkKeys(value, path);
  }
}

function unknownKey(inside: readonly string[], key: string, value: unknown, siblings: readonly string[]): PlanError {
  const holder = ['policy', ...inside].join('.');
  const path = /^[\w$-]{1,60}$/.test(key) ? `${holder}.${key}` : `${holder}[${show(key)}]`;
  const near = nearest(key, siblings);
  return near === undefined
    ? new PlanError(path, `one of ${siblings.join(', ')}`, value, `unknown; known are ${siblings.join(', ')}`)
    : new PlanError(path, near, value, `unknown; did you mean ${near}?`);
}

/**
 * The known setting that is spelled most like `key`: by its name where it stands beside it, else by its path; of several
 * the one beside it. `undefined` when all differ in more than half of their letters.
 */
function nearest(key: string, siblings: readonly string[]): string | undefined {
  const text = key.slice(0, MOST_COMPARED).toLowerCase();
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  const consider = (name: string, words: string) => {
    const edits = distance(text, name.toLowerCase());
    if (edits >= least || edits > Math.max(text.length, name.length) / 2) return;
    least = edits;
    best = words;
  };
  for (const name of siblings) consider(name, name);
  for (const path of KNOWN) consider(path.at(-1) as string, ['policy', ...path].join('.'));
  return best;
}

const MOST_COMPARED = 60;

/** Letters to insert, delete or replace (Levenshtein's distance). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min(
        (row[j] as number) + 1,
        (next[j - 1] as number) + 1,
        (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1),
      );
    row = next;
  }
  return row[b.length] as number;
}
