import { describe, expect, it } from 'vitest';
import { codeOf } from '../../../src/code/generateCode.ts';
import { virtualClock } from '../../../src/engine/clocks/virtualClock.ts';
import { execute } from '../../../src/engine/execute.ts';
import { predict } from '../../../src/engine/predict.ts';
import type { Plan, Run } from '../../../src/run/types.ts';
import { property } from '../support/property.ts';
import { expectSame } from './observed.ts';
import { NAMES, numbered, pagePlans, planOf, predicted } from './plans.ts';
import { runFanout, runLangGraph } from './runTypeScript.ts';

describe('TypeScript with this library', () => {
  /** Logs without the words of rejections, which are the tool's own. */
  const log = ({ events }: Run) =>
    events.map((event) => (event.type === 'settled' && event.kind === 'rejected' ? { ...event, error: 0 } : event));

  async function same(plan: Plan): Promise<void> {
    const { run } = await runFanout(codeOf(plan, 'fanout').text, (given, { tools }) => predict(given, { tools }));
    expect(log(run)).toEqual(log(await predicted(plan)));
  }

  it.each(NAMES)('has the log that was predicted: %s', (name) => same(planOf(name)));

  property('has the log that was predicted', pagePlans(), same, { runs: 100 });

  it('is executed, and prints what each call brought', async () => {
    const clock = virtualClock();
    const { printed } = await runFanout(codeOf(planOf('tutorial'), 'fanout').text, (plan, { tools }) =>
      clock.drive(execute(plan, { tools, clock })),
    );
    expect(printed).toEqual([
      ['fast_1', 'succeeded', 'Fast result for: task 1'],
      ['slow_1', 'succeeded', 'Slow result for: task 2'],
      ['fast_2', 'succeeded', 'Fast result for: task 3'],
      ['error_1', 'failed', 'Simulated failure'],
      ['Executed 4 tools in 1.00 seconds'],
    ]);
  });
});

describe('TypeScript with LangGraph alone', () => {
  async function same(plan: Plan): Promise<void> {
    const { text, gaps } = codeOf(plan, 'langgraph');
    const run = await predicted(plan);
    const observed = await runLangGraph(text);
    if (run.stalled) expect(observed).toBeUndefined();
    else if (gaps.length === 0) expectSame(observed as NonNullable<typeof observed>, run);
  }

  it.each(NAMES)('does what was predicted: %s', (name) => same(numbered(planOf(name))));

  property('does what was predicted', pagePlans(), same, { runs: 100 });
});
