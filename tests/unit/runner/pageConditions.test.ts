import { describe, expect, it } from 'vitest';
import { virtualClock } from '../../../src/engine/clocks/virtualClock.ts';
import { createController } from '../../../src/engine/controller.ts';
import { execute } from '../../../src/engine/execute.ts';
import { foldAll } from '../../../src/run/fold.ts';
import type { Ms, Plan, RunEvent } from '../../../src/run/types.ts';
import { pageConditions } from '../../../src/runner/pageConditions.ts';
import { planOf } from '../support/plans.ts';
import { TOOLS } from '../support/tools.ts';

type Around = ReturnType<typeof pageConditions>;

/** A run beside which this was seen, as the `run` Worker has it; `block` holds up its thread, so that timers come late. */
async function runBeside(
  plan: Plan,
  acts: [at: Ms, act: (around: Around, block: (ms: Ms) => void) => void][],
): Promise<RunEvent[]> {
  const clock = virtualClock();
  const controller = createController();
  const around = pageConditions(() => clock.now());
  for (const [at, act] of acts) clock.after(at, () => act(around, (ms) => clock.block(ms)));
  const run = await clock.drive(
    execute(plan, {
      tools: TOOLS,
      clock,
      controller,
      onEvent(event) {
        if (event.type === 'runStarted') around.onRunStart(event.calls, controller.disturbed);
        around.onEvent(event);
      },
    }),
  );
  // Lawful: `seq` and `at` never fall, and nothing comes behind the end.
  foldAll(run.events);
  expect(run.events.at(-1)?.type).toBe('runSettled');
  return run.events;
}

const told = (events: RunEvent[]) =>
  events.flatMap((event) => (event.type === 'disturbed' ? [[event.at, event.cause, event.durationMs]] : []));
const PLAN = planOf('ok 100', 'ok 300');

describe('a tab that is hidden', () => {
  it('is told when it is shown again, with its length', async () => {
    const events = await runBeside(PLAN, [
      [50, (around) => around.visibility(true, 50)],
      [150, (around) => around.visibility(false, 150)],
    ]);
    expect(told(events)).toEqual([[150, 'hidden-tab', 100]]);
  });
  it('to the end is told just before it, and at the end', async () => {
    const events = await runBeside(PLAN, [[50, (around) => around.visibility(true, 50)]]);
    expect(told(events)).toEqual([[300, 'hidden-tab', 250]]);
    expect(events.at(-1)).toMatchObject({ type: 'runSettled', at: 300, makespan: 300 });
  });
  it('since before the run counts from its start', async () => {
    const clock = virtualClock();
    const around = pageConditions(() => clock.now());
    around.visibility(true, -500);
    const seen: unknown[] = [];
    around.onRunStart(1, (...what) => seen.push(what));
    around.visibility(false, 70);
    expect(seen).toEqual([['hidden-tab', 70]]);
  });
  it('twice is told twice; while nothing runs it is not told', async () => {
    const seen: unknown[] = [];
    const around = pageConditions(() => 0);
    around.visibility(true, -9);
    around.visibility(false, -8);
    around.onRunStart(1, (...what) => seen.push(what));
    around.visibility(true, 10);
    around.visibility(true, 11);
    around.visibility(false, 20);
    around.visibility(true, 30);
    around.visibility(false, 35);
    around.onEvent({ seq: 0, at: 40, type: 'settled', key: 0, kind: 'succeeded' });
    around.onEvent({ seq: 1, at: 40, type: 'runSettled', makespan: 40 });
    around.visibility(true, 50);
    around.visibility(false, 60);
    expect(seen).toEqual([
      ['hidden-tab', 10],
      ['hidden-tab', 5],
    ]);
  });
});

describe('a long task of the page', () => {
  it('is told only when a timer of the run came late at that time', async () => {
    const events = await runBeside(PLAN, [
      [20, (around) => around.longTask(5, 15)],
      [80, (_, block) => block(90)],
      [250, (around) => around.longTask(200, 250)],
    ]);
    expect(told(events)).toEqual([[170, 'late-timer', 70]]);
  });
  it('is told whichever is heard first', async () => {
    const before = await runBeside(PLAN, [
      [
        80,
        (around, block) => {
          around.longTask(90, 160);
          block(90);
        },
      ],
    ]);
    expect(told(before)).toEqual([
      [170, 'late-timer', 70],
      [170, 'long-task', 70],
    ]);
    const after = await runBeside(PLAN, [
      [80, (_, block) => block(90)],
      [200, (around) => around.longTask(90, 160)],
    ]);
    expect(told(after)).toEqual([
      [170, 'late-timer', 70],
      [200, 'long-task', 70],
    ]);
  });
});
