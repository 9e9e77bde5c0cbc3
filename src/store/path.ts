import { criticalPath, type Section } from '../analysis/criticalPath.ts';
import type { Sentence } from '../analysis/sentence.ts';
import { whySentence } from '../analysis/why.ts';
import type { RunState } from '../run/fold.ts';
import { policyOf } from '../run/policy.ts';
import type { RunRecord } from './state.ts';

/** Why a run took as long as it did. */
export interface Path {
  sections: readonly Section[];
  /** Of each of the plan's calls that is on it. */
  byKey: ReadonlyMap<number, readonly Section[]>;
  sentence: Sentence;
}

/** Loaded when it is first asked for. `state`: the folded log of `run`, which has settled. */
export function pathOf(run: RunRecord, state: RunState): Path {
  const sections = criticalPath(state, policyOf(run.plan));
  const byKey = new Map<number, Section[]>();
  for (const section of sections) {
    const key = run.again?.keys[section.key] ?? section.key;
    byKey.set(key, [...(byKey.get(key) ?? []), section]);
  }
  return { sections, byKey, sentence: whySentence(sections, state) };
}
