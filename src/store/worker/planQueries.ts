import type { Runner } from '../../runner/client.ts';
import type { QueryAnswers, Topic } from '../../runner/predict/queries.ts';
import type { QueryListener, StoreInternals } from '../types.ts';

/** Queries to the `plan` Worker: one of each topic is open. Answers to a dropped one reach nobody. */
export function createPlanQueries(runner: () => Pick<Runner, 'ask'>): {
  readonly query: StoreInternals['query'];
  onAnswers(answers: QueryAnswers): void;
} {
  let lastId = 0;
  const open = new Map<Topic, { id: number; listener: QueryListener<Topic> }>();
  return {
    query(topic, plans, listener, log) {
      const id = ++lastId;
      // The answers of an id are of its topic.
      open.set(topic, { id, listener: listener as QueryListener<Topic> });
      runner().ask({ id, topic, plans, ...(log && { log }) });
    },
    onAnswers({ id, answers, done, problem }) {
      for (const one of open.values()) if (one.id === id) one.listener(answers, done, problem);
    },
  };
}
