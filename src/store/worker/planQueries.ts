import type { Plan } from '../../run/types.ts';
import type { Runner } from '../../runner/client.ts';
import type { OfLog, QueryAnswers, Topic } from '../../runner/predict/queries.ts';
import type { Hear } from '../types.ts';

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
