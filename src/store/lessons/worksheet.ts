import { plainText } from '../../analysis/format/richText.ts';
import { baselineOf, proofOf } from '../../analysis/metrics/proof.ts';
import type { Lesson } from '../../lessons/types.ts';
import type { CallState } from '../../run/callState.ts';
import type { RunState } from '../../run/fold.ts';
import { policyOf } from '../../run/policy.ts';
import { poolsOf } from '../../run/toolSettings.ts';
import type { Ms, Plan, ToolCall } from '../../run/types.ts';
import { plannedMs } from '../../tools/catalogue.ts';
import { plannedProof } from '../answers/plannedProof.ts';
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
  /** `planned`: what the plan itself tells of the call, and nothing of how the run goes. */
  calls: readonly { call: CallState; planned: Ms | undefined }[];
  stalled: boolean;
  total: Ms;
  explain: string;
  /** The end of an axis that holds every length and the total. */
  longest: Ms;
  /** The same for an axis that gives nothing of the run away. */
  room: Ms;
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
  const calls = state.calls.map((call, key) => ({ call, planned: plannedMs(plan.calls[key] as ToolCall) }));
  const finite = [facts.total, ...facts.calls.map(({ end }) => end)].filter(Number.isFinite);
  const { axisMs = 0, segments } = plannedProof(plan);
  const sum = segments.reduce((ms, { duration }) => ms + duration, 0);
  const run: WorksheetRun = {
    calls,
    stalled: state.stalled,
    total: facts.total,
    explain: plainText(fillTemplate(template, facts) ?? []),
    longest: Math.max(...finite),
    room: Math.max(sum, axisMs),
  };
  return { facts, run };
}
