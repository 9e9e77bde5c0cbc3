import { expect, it } from 'vitest';
import { TRACKS } from '../../../../src/lessons/menu.ts';
import { foldAll } from '../../../../src/run/fold.ts';
import { predictPlan } from '../../../../src/runner/predict/predictPlan.ts';

it('what is predicted can be posted, whatever a tool gives back', async () => {
  const calls = [{ id: 'a', name: 'unawaited_tool', args: { query: 'x' } }];
  const run = await predictPlan({ calls });
  expect(structuredClone(foldAll(run.events)).calls[0]?.outcome?.value).toBe('Promise { <pending> }');
});

it('so can every lesson, as it is and broken', async () => {
  for (const { load } of TRACKS)
    for (const { plan, breakIt } of await load())
      for (const one of [plan, breakIt.change(plan)]) {
        const state = foldAll((await predictPlan(one)).events);
        expect(() => structuredClone(state)).not.toThrow();
      }
});
