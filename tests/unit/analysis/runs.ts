import fc from 'fast-check';
import { plainText } from '../../../src/analysis/format/richText.ts';
import { type Baseline, baselineOf, proofOf, totalOf } from '../../../src/analysis/metrics/proof.ts';
import { question } from '../../../src/analysis/verdict/question.ts';
import { type VerdictContext, verdict } from '../../../src/analysis/verdict/verdict.ts';
import { virtualClock } from '../../../src/engine/clocks/virtualClock.ts';
import { execute } from '../../../src/engine/execute.ts';
import { predict } from '../../../src/engine/predict.ts';
import { foldAll, type RunState } from '../../../src/run/fold.ts';
import { policyOf } from '../../../src/run/policy.ts';
import type { Ms, Plan, Policy, Run, ToolCall } from '../../../src/run/types.ts';
import { simulatedTools as tools } from '../../../src/tools/simulated.ts';

const call = (id: string, name: string, query: string, ms?: Ms): ToolCall => ({
  id,
  name,
  args: { query, ...(ms !== undefined && { ms }) },
});

export const fast = (id: string, ms?: Ms) => call(id, 'fast_tool', 'task', ms);
export const slow = (id: string, ms?: Ms) => call(id, 'slow_tool', 'task', ms);
export const failing = (id: string, ms?: Ms) => call(id, 'failing_tool', 'task', ms);
export const flaky = (id: string, ms?: Ms) => call(id, 'flaky_tool', 'weather', ms);
export const hanging = (id: string) => call(id, 'hanging_tool', 'search');
export const blocking = (id: string, ms?: Ms) => call(id, 'blocking_tool', 'crunch', ms);
export const unknown = (id: string) => call(id, 'no_such_tool', 'x');

/** The tutorial's four calls: two fast ones, a slow one, and a slow one that fails. */
export const TUTORIAL: ToolCall[] = [
  call('fast_1', 'fast_tool', 'task 1'),
  call('slow_1', 'slow_tool', 'task 2'),
  call('fast_2', 'fast_tool', 'task 3'),
  call('error_1', 'slow_tool', 'fail'),
];

export const blocks = ({ name }: { name: string }) => name === 'blocking_tool' || name === 'block_tool';

/** A run of a plan with everything the page knows beside it: the totals of one by one and all at once. */
export interface Told {
  run: Run;
  state: RunState;
  policy: Policy;
  oneByOne: Baseline;
  allAtOnceMs: Ms;
}

export async function told(calls: ToolCall[], policy: Partial<Policy> = {}): Promise<Told> {
  const under = async (width: Partial<Policy>) =>
    foldAll((await predict({ calls, policy: { ...policy, ...width } }, { tools })).events);
  const run = await predict({ calls, policy }, { tools });
  return {
    run,
    state: foldAll(run.events),
    policy: policyOf(run.plan),
    oneByOne: baselineOf(await under({ limit: 1, batchSize: null })) as Baseline,
    allAtOnceMs: totalOf(await under({ limit: null, batchSize: null })) as Ms,
  };
}

/** The main sentence and the notes for the predicted run, as if it had been measured. */
export async function verdictOn(
  calls: ToolCall[],
  policy: Partial<Policy> = {},
  more: Partial<VerdictContext> = {},
): Promise<string[]> {
  const { state, policy: whole, oneByOne, allAtOnceMs } = await told(calls, policy);
  const proof = proofOf({ state, policy: whole, oneByOne, predictedMs: totalOf(state) });
  const { sentence, notes } = verdict(state, proof, { policy: whole, allAtOnceMs, blocks, ...more });
  return [sentence, ...notes].map(plainText);
}

export async function questionOn(calls: ToolCall[], policy: Partial<Policy> = {}, more = {}): Promise<string> {
  const { state, policy: whole, oneByOne } = await told(calls, policy);
  return plainText(question(calls.length, proofOf({ state, policy: whole, oneByOne }), { policy: whole, ...more }));
}

/** A baseline in which the same calls have results as in `state`. */
export const sameAt = (total: Ms, state: RunState): Baseline => ({ ...(baselineOf(state) as Baseline), total });

/** Stopped at `ms` on a virtual clock. */
export async function stoppedAt(ms: Ms, plan: Plan): Promise<Run> {
  const clock = virtualClock();
  const stop = new AbortController();
  clock.after(ms, () => stop.abort());
  return clock.drive(execute(plan, { tools, clock, signal: stop.signal }));
}

const calls = fc
  .array(
    fc.record({
      tool: fc.constantFrom('fast_tool', 'slow_tool', 'failing_tool', 'no_such_tool'),
      ms: fc.integer({ min: 0, max: 2000 }),
    }),
    { maxLength: 12 },
  )
  .map((list) => list.map(({ tool, ms }, i) => call(`call_${i + 1}`, tool, 'x', ms)));

const width = fc.record({
  limit: fc.option(fc.integer({ min: 1, max: 6 })),
  batchSize: fc.option(fc.integer({ min: 1, max: 5 })),
});

/** Any plan that this engine runs to its end. */
export const anyPlan: fc.Arbitrary<Plan> = fc
  .record({ calls, policy: width, seed: fc.integer({ min: 0, max: 99 }) })
  .map(({ policy, ...plan }) => {
    // A batch larger than the plan is refused.
    const batchSize = policy.batchSize && Math.min(policy.batchSize, Math.max(1, plan.calls.length));
    return { ...plan, policy: { ...policy, batchSize } };
  });
