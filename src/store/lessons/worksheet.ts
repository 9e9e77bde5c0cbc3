import { plainText } from '../../analysis/format/richText.ts';
import { baselineOf, ownDuration, proofOf } from '../../analysis/metrics/proof.ts';
import type { Lesson } from '../../lessons/types.ts';
import type { CallState } from '../../run/callState.ts';
import type { RunState } from '../../run/fold.ts';
import { policyOf } from '../../run/policy.ts';
import { poolsOf } from '../../run/toolSettings.ts';
import type { Ms, Plan } from '../../run/types.ts';
import type { FanoutStore } from '../types.ts';
import { fillTemplate, runFactsOf } from './lessonFacts.ts';

/** A lesson on paper: everything in it is predicted by the page's own engine when it is printed. */
export interface WorksheetPrediction {
  lesson: WorksheetRun;
  broken: WorksheetRun;
  /** Which answer is right, from 0. */
  right: number | undefined;
}

export interface WorksheetRun {
  calls: readonly { call: CallState; own: Ms }[];
  stalled: boolean;
  total: Ms;
  explain: string;
  /** The end of an axis that holds every length and the total. */
  longest: Ms;
}

const limited = (plan: Plan): Plan => ({ ...plan, policy: { ...plan.policy, limit: 1, batchSize: null } });

export function predictWorksheet(
  store: FanoutStore,
  lesson: Lesson,
  hear: (sheet: WorksheetPrediction | undefined) => void,
): void {
  const broken = lesson.breakIt.change(lesson.plan);
  const plans = [lesson.plan, limited(lesson.plan), broken, limited(broken)];
  let states: RunState[] = [];
  store.internals.query('lesson', plans, (answers, done, problem) => {
    states = [...states, ...answers];
    if (!done) return;
    const [own, ownLimited, changed, changedLimited] = states;
    if (problem !== undefined || !own || !ownLimited || !changed || !changedLimited) return hear(undefined);
    const first = worksheetRun(own, ownLimited, lesson.plan, lesson.explain);
    const right = lesson.choices?.findIndex(({ claim }) => claim.holds(first.facts));
    hear({
      lesson: first.run,
      broken: worksheetRun(changed, changedLimited, broken, lesson.breakIt.explain).run,
      right: right === -1 ? undefined : right,
    });
  });
}

function worksheetRun(state: RunState, oneByOne: RunState, plan: Plan, template: string) {
  const proof = proofOf({ state, policy: policyOf(plan), pools: poolsOf(plan), oneByOne: baselineOf(oneByOne) });
  const facts = runFactsOf(state, proof);
  const calls = state.calls.map((call) => ({ call, own: ownDuration(call, state.stalled) ?? 0 }));
  const finite = [facts.total, ...calls.map(({ own }) => own), ...facts.calls.map(({ end }) => end)].filter(
    Number.isFinite,
  );
  const run: WorksheetRun = {
    calls,
    stalled: state.stalled,
    total: facts.total,
    explain: plainText(fillTemplate(template, facts) ?? []),
    longest: Math.max(...finite),
  };
  return { facts, run };
}
