import { criticalPath, type Section } from '../analysis/criticalPath.ts';
import type { Sentence } from '../analysis/sentence.ts';
import { whySentence } from '../analysis/why.ts';
import type { RunState } from '../run/fold.ts';
import { policyOf } from '../run/policy.ts';
import { poolsOf } from '../run/toolSettings.ts';
import type { RunRecord } from './state.ts';

/** Why a run took as long as it did. */
export interface Path {
  /** Their keys are the plan's, also where only some of its calls ran again. */
  sections: readonly Section[];
  /** Of each of the plan's calls that is on it. */
  byKey: ReadonlyMap<number, readonly Section[]>;
  sentence: Sentence;
}

/** Loaded when it is first asked for. `state`: the folded log of `run`, which has settled. */
export function pathOf(run: RunRecord, state: RunState): Path {
  const inLog = criticalPath(state, policyOf(run.plan), poolsOf(run.plan));
  const sections = inLog.map((one) => ({ ...one, key: run.again?.keys[one.key] ?? one.key }));
  const byKey = new Map<number, Section[]>();
  for (const section of sections) byKey.set(section.key, [...(byKey.get(section.key) ?? []), section]);
  return { sections, byKey, sentence: whySentence(inLog, state) };
}
