import type { Ms, OutcomeKind, Plan } from '../run/types.ts';
import type { CoverageId } from './coverage.ts';

/** Everything a lesson may refer to: numbers of one run, computed from its log and its proof only. */
export interface RunFacts {
  calls: readonly CallFacts[];
  /** Infinity when it never ends. */
  total: Ms;
  sum: Ms;
  /** Sum of all attempts. */
  work: Ms;
  slowest: Ms;
  slowestName: string;
  /** Total of the same plan at limit 1; `undefined` while unknown. */
  oneByOne: Ms | undefined;
  /** As in the proof; `undefined` when the two are not compared. */
  speedUp: number | undefined;
  lowerBound: Ms | undefined;
  /** Most attempts at the same time. */
  peak: number;
  attempts: number;
}

export interface CallFacts {
  id: string;
  kind: OutcomeKind;
  /** The result as text. */
  value: string;
  error: string;
  /** `undefined` if the call never started. */
  start: Ms | undefined;
  end: Ms;
  /** Attempts and backoffs, without waiting. */
  took: Ms;
  attempts: number;
  /** Its tool still ran after the call had settled. */
  abandoned: boolean;
  recovered: boolean;
}

/** A statement about a run that is true or false. `words` complete the sentence `Expected that ...`. */
export interface Claim {
  words: string;
  holds(facts: RunFacts): boolean;
}

/** An answer to choose from; the run decides which one is right. */
export interface Choice {
  text: string;
  claim: Claim;
}

export interface BreakIt {
  /** What to try and what to watch. */
  text: string;
  /** Label of the button. */
  label: string;
  change(plan: Plan): Plan;
  expect: readonly Claim[];
  /** Like `Lesson.explain`, for the run of the changed plan. */
  explain: string;
}

export interface Lesson {
  /** As in links: `#lesson=NAME`. */
  name: string;
  title: string;
  minutes: number;
  covers: readonly CoverageId[];
  /** One sentence: the point to remember. */
  idea: string;
  plan: Plan;
  /** The question. It offers `choices`, or asks for a guess of the total if there are none. */
  predict: string;
  choices?: readonly Choice[];
  /** What to watch while the plan runs. */
  watch: string;
  /** A template with numbers of the run, see `fill`. */
  explain: string;
  expect: readonly Claim[];
  breakIt: BreakIt;
  /** Markdown. */
  text: string;
}

export interface Challenge {
  name: string;
  title: string;
  goal: string;
  covers?: readonly CoverageId[];
  plan: Plan;
  /** The seed is the answer, so it can be edited. */
  seed?: true;
  /** What may be changed, in words. */
  allowed: string;
  /** Judges the settled run of `plan`: whether the goal is met, and why or why not. */
  check(facts: RunFacts, plan: Plan): { met: boolean; why: string };
  hints: readonly string[];
  solution(plan: Plan): Plan;
}
