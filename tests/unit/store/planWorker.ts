import { predict } from '../../../src/engine/predict.ts';
import { createQueries, type QueryHost } from '../../../src/runner/predict/queries.ts';
import { simulatedTools as tools } from '../../../src/tools/simulated.ts';
import type { Started } from './startStore.ts';

/** What the store asks besides predictions, and has asked so far, is answered by the Worker's own code, as copies. */
export function answerAsks(
  { runner }: Started,
  predictWith: QueryHost['predict'] = (plan) => predict(plan, { tools }),
): void {
  const hear = createQueries({
    predict: predictWith,
    post: (answers) => runner.listener.answered(structuredClone(answers)),
    turn: async () => {},
    now: () => 0,
  });
  for (const ask of runner.asks) void hear(structuredClone(ask));
  runner.ask = (ask) => {
    runner.asks.push(ask);
    void hear(structuredClone(ask));
  };
}
