import type { Plan } from '../../run/types.ts';
import type { Runner } from '../../runner/client.ts';
import type { OfLog } from '../../runner/predict/logCache.ts';
import type { AnswerOf, QueryAnswers, Topic } from '../../runner/predict/queries.ts';
import type { OpenResult } from '../open/initialState.ts';
import type { History } from '../plan/history.ts';
import type { FanoutState, PlanDocument, RunRecord } from '../state.ts';
import type { Storage } from '../storage.ts';
import type { PlanKeeper } from '../yourPlans/keepPlan.ts';

export type Hear<T extends Topic> = (answers: readonly AnswerOf[T][], done: boolean, problem?: string) => void;

/** What views that are loaded on demand may do besides the page's actions. */
export interface Lab {
  /** Predicts these plans in turn. A newer question of the topic drops the older; no plans = only that. `log`: see `Ask`. */
  ask<T extends Topic>(topic: T, plans: Plan[], hear: Hear<T>, log?: OfLog): void;
  /** Runs these plans in turn, beside the page's own runs; nothing can be edited until the last has settled. `more` are to come. */
  measure(plans: readonly Plan[], settled: (run: RunRecord, more: boolean) => void): void;
  /**
   * One step of undo. `steps`: where the strategies' steppers stand then. `token`: from the open editor, which stays;
   * edits with the same one are one step.
   */
  edit(plan: Plan, steps?: Partial<Pick<PlanDocument, 'atMost' | 'batchesOf'>>, token?: string): void;
  /** Names the plan on the page; '' = no name. */
  rename(name: string): void;
  /** Shows what a link or a file holds; one's own plan is kept. */
  show(found: OpenResult): Promise<void>;
  /** Another plan takes the place of what is on the page, as one step of undo. */
  replace(doc: PlanDocument, change: Partial<FanoutState>): void;
  readonly plans: PlanKeeper;
  /** To be called when something is asked for that is loaded first; it answers whether nothing newer was asked for. */
  turn(): () => boolean;
  /** Another history altogether, and nothing of it is stored. */
  put(history: History<PlanDocument>, change: Partial<FanoutState>): void;
  readonly storage: Storage;
}

/** Hands answers to those who asked; what comes late to a dropped question is nobody's. */
export function askerOf(runner: () => Runner) {
  let lastId = 0;
  const asked = new Map<Topic, { id: number; hear: Hear<Topic> }>();
  return {
    ask<T extends Topic>(topic: T, plans: Plan[], hear: Hear<T>, log?: OfLog): void {
      const id = ++lastId;
      // Answers of an id are of its topic.
      asked.set(topic, { id, hear: hear as Hear<Topic> });
      runner().ask({ id, topic, plans, ...(log && { log }) });
    },
    answered({ id, answers, done, problem }: QueryAnswers): void {
      for (const one of asked.values()) if (one.id === id) one.hear(answers, done, problem);
    },
  };
}
