import { baselineOf, proofOf } from '../../../src/analysis/metrics/proof.ts';
import { predict } from '../../../src/engine/predict.ts';
import type { RunFacts } from '../../../src/lessons/types.ts';
import { foldAll } from '../../../src/run/fold.ts';
import { policyOf } from '../../../src/run/policy.ts';
import type { Plan } from '../../../src/run/types.ts';
import { runFactsOf } from '../../../src/store/lessons/lessonFacts.ts';
import { withExpected } from '../../../src/tools/expected.ts';
import { lessonTools } from '../../../src/tools/lessonTools.ts';
import { simulatedTools } from '../../../src/tools/simulated.ts';

const toolsOfRun = () => [...simulatedTools, ...lessonTools()];

const stateOf = async (plan: Plan) => foldAll((await predict(withExpected(plan), { tools: toolsOfRun() })).events);

/** What a lesson may say of this plan's run, on the virtual clock, as the page has it. */
export async function factsOn(plan: Plan): Promise<RunFacts> {
  const state = await stateOf(plan);
  const oneByOne = await stateOf({ ...plan, policy: { ...plan.policy, limit: 1, batchSize: null } });
  return runFactsOf(state, proofOf({ state, policy: policyOf(plan), oneByOne: baselineOf(oneByOne) }));
}
