import { describe, expect, it } from 'vitest';
import { codeOf } from '../../../src/code/generateCode.ts';
import { virtualClock } from '../../../src/engine/clocks/virtualClock.ts';
import { execute } from '../../../src/engine/execute.ts';
import { predict } from '../../../src/engine/predict.ts';
import type { Plan, Run, RunEvent } from '../../../src/run/types.ts';
import { property } from '../support/property.ts';
import { expectSame } from './observed.ts';
import { NAMES, numbered, pagePlans, planOf, predicted } from './plans.ts';
import { runFanout, runLangGraph } from './runTypeScript.ts';

describe('TypeScript with this library', () => {
  /**
   * Logs without the words of rejections, which are the tool's own; abandoned work that ends at one moment is in the order
   * of the calls, since it ends in as many turns as its tool happens to need.
   */
  function log({ events }: Run): object[] {
    const late = new Map<number, Extract<RunEvent, { type: 'late' }>[]>();
    for (const event of events)
      if (event.type === 'late')
        late.set(
          event.at,
          [...(late.get(event.at) ?? []), event].sort((a, b) => b.key - a.key),
        );
    return events.map((event) => {
      const { seq: _, ...rest } = (event.type === 'late' && late.get(event.at)?.pop()) || event;
      return rest.type === 'settled' && rest.kind === 'rejected' ? { ...rest, error: 0 } : rest;
    });
  }

  async function same(plan: Plan): Promise<void> {
    const { run } = await runFanout(codeOf(plan, 'fanout').text, (given, { tools }) => predict(given, { tools }));
    expect(log(run)).toEqual(log(await predicted(plan)));
  }

  it.each(NAMES)('has the log that was predicted: %s', (name) => same(planOf(name)));

  it('has the log that was predicted: tools of one’s own', () => same(OWN));

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

/** Calls of one name that behave differently, of a name of the page's, and of names that make one identifier. */
const OWN: Plan = {
  calls: [
    { id: 'a', name: 'fast_tool', args: { query: 'q0' } },
    {
      id: 'b',
      name: 'fast_tool',
      args: { query: 'q1', n: 1 },
      behavior: { kind: 'slow', ms: 70.5, result: { n: [1] } },
    },
    { id: 'c', name: 'get flights', args: { query: 'q2', to: ['x'] }, behavior: { kind: 'failing', ms: 31 } },
    { id: 'd', name: 'get_flights', args: { query: 'q3' }, behavior: { kind: 'fast', ms: 32, result: null } },
    { id: 'e', name: 'getFlights', args: { query: 'q4' }, behavior: { kind: 'fast', ms: 33 } },
    { id: 'f', name: 'getFlights', args: { query: 'q5' }, behavior: { kind: 'flaky', ms: 34, failures: 1, error: '' } },
    { id: 'g', name: 'متر', args: { query: 'q6' }, behavior: { kind: 'fast', ms: 35, result: '</script>' } },
  ],
  policy: { retry: { attempts: 2, baseMs: 10, factor: 1, maxMs: 10, jitter: 0 } },
};

it('stubs of one’s own tools have their names and the schemas of their arguments', () => {
  const fanout = codeOf(OWN, 'fanout').text;
  expect(fanout).toContain('const getFlightsTool: Tool<{ query: string; to: string[] }> = {');
  expect(fanout).toContain("  name: 'get flights',");
  expect(fanout).toContain('const getFlightsTool2: Tool<{ query: string }> = {');
  expect(fanout).toContain('const ownTool: Tool<{ query: string }> = {');
  expect(codeOf(OWN, 'langgraph').text).toContain('schema: z.object({ query: z.string(), n: z.number().optional() }),');
  expect(codeOf(OWN, 'python').text).toContain('async def get_flights_tool_2(**args: Any) -> Any:');
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

  it('does what was predicted: tools of one’s own', () => same(OWN));

  property('does what was predicted', pagePlans(), same, { runs: 100 });
});
