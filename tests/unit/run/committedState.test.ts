import fc from 'fast-check';
import { expect, it } from 'vitest';
import { commit, stateOf, withUpdate } from '../../../src/agent/commit.ts';
import { plainState } from '../../../src/agent/plainState.ts';
import { predict } from '../../../src/engine/predict.ts';
import { stateAfter } from '../../../src/run/committedState.ts';
import { errorLines } from '../../../src/run/text/errorLines.ts';
import { plans } from '../support/arbitraries.ts';
import { TOOLS } from '../support/tools.ts';

it('is what the commit of the run itself makes of State', async () => {
  await fc.assert(
    fc.asyncProperty(plans({ most: 6 }), fc.boolean(), async (plan, alike) => {
      // Missing and double ids among them.
      const calls = plan.calls.map((call, key) =>
        alike ? { ...call, id: ['', 'a', 'a', '__proto__'][key % 4] as string } : call,
      );
      const run = await predict({ ...plan, calls }, { tools: TOOLS });
      const before = stateOf(run.plan);
      expect(stateAfter(run)).toEqual(plainState(withUpdate(before, commit(before, run, new Map(), errorLines(run)))));
    }),
    { seed: 71, numRuns: 150 },
  );
});
