import type { Ms, OutcomeKind, Plan } from '../run/types.ts';
import type { CoverageId } from './coverage.ts';

/** What a lesson may speak of: the numbers of one run, made from its log and its proof and from nothing else. */
export interface RunFacts {
  calls: readonly CallFacts[];
  /** Infinity when it never ends. */
  total: Ms;
  sum: Ms;
  /** Attempts only. */
  work: Ms;
  slowest: Ms;
  slowestName: string;
  /** Of the same plan at limit 1; `undefined` while that is not known. */
  oneByOne: Ms | undefined;
  lowerBound: Ms | undefined;
  /** Most attempts at once. */
  peak: number;
  attempts: number;
}

export interface CallFacts {
  id: string;
  kind: OutcomeKind;
  /** As text, whatever it was. */
  value: string;
  error: string;
  /** `undefined` when it never started. */
  start: Ms | undefined;
  end: Ms;
  /** Attempts and backoffs, without waiting. */
  took: Ms;
  attempts: number;
  /** Its tool ran on after the call had settled. */
  abandoned: boolean;
  recovered: boolean;
}

/** Something that a run may show or not. `words` complete the sentence `Expected that ...`. */
export interface Claim {
  words: string;
  holds(facts: RunFacts): boolean;
}

/** An answer to choose; which one is right, the run decides. */
export interface Choice {
  text: string;
  claim: Claim;
}

export interface BreakIt {
  /** What to try, and what to look at. */
  text: string;
  /** On the button. */
  label: string;
  change(plan: Plan): Plan;
  expect: readonly Claim[];
  /** As `Lesson.explain`, of the changed plan's run. */
  explain: string;
}

export interface Lesson {
  /** As in links: `#lesson=NAME`. */
  name: string;
  title: string;
  minutes: number;
  covers: readonly CoverageId[];
  /** One sentence: what is to be remembered. */
  idea: string;
  plan: Plan;
  /** With `choices` they are asked for, else the flag is. */
  predict: string;
  choices?: readonly Choice[];
  /** What to look at while it runs. */
  watch: string;
  /** A template over the run's own numbers, see `fill`. */
  explain: string;
  expect: readonly Claim[];
  breakIt: BreakIt;
  /** Markdown of our own. */
  text: string;
}

export interface Challenge {
  name: string;
  title: string;
  goal: string;
  covers?: readonly CoverageId[];
  plan: Plan;
  /** The seed is what is looked for. */
  seed?: true;
  /** What may be changed, in words. */
  allowed: string;
  /** Says of the settled run of `plan` whether the goal was met, and why or why not. */
  check(facts: RunFacts, plan: Plan): { met: boolean; why: string };
  hints: readonly string[];
  solution(plan: Plan): Plan;
}
