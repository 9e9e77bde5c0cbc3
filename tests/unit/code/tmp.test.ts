import { expect, it } from 'vitest';
import fc from 'fast-check';
import { codeOf } from '../../../src/code/codeOf.ts';
import { expectSame } from './observed.ts';
import { pagePlans, predicted, planOf, numbered } from './plans.ts';
import { runLangGraph } from './runTypeScript.ts';
it('x', { timeout: 300000 }, async () => {
  const plans = fc.sample(pagePlans(), { seed: 11, numRuns: 1500 });
  let n = 0, bad = 0, g = 0, gb = 0;
  for (const plan of plans) {
    const { text, gaps } = codeOf(plan, 'langgraph');
    const run = await predicted(plan);
    const seen = await runLangGraph(text);
    const gap = gaps.length > 0; if (gap) g++; else n++;
    try { if (run.stalled) expect(seen).toBeUndefined(); else expectSame(seen as never, run); } catch (e) { if (gap) gb++; else bad++; if (!gap && bad < 3 || gap && gb < 3) console.log(gap, JSON.stringify(plan), String(e).slice(0, 500)); }
  }
  console.log('compared', n, 'different', bad, 'with gap', g, 'different', gb);
});
