import { getEventListeners } from 'node:events';
import { describe, expect, test, vi } from 'vitest';
import { virtualClock } from '../../../src/engine/clocks/virtualClock.ts';
import { createController } from '../../../src/engine/controller.ts';
import { execute } from '../../../src/engine/execute.ts';
import { Execution } from '../../../src/engine/execution.ts';
import { draw, story } from '../support/drawing.ts';
import { counted, drive } from '../support/drive.ts';
import { planOf, times } from '../support/plans.ts';
import { sleep, TOOLS, tool } from '../support/tools.ts';

describe('the caller aborts the run', () => {
  test('case 24: signal already aborted: no tool starts, every call cancelled at 0', async () => {
    const invoke = vi.fn();
    const { run } = await drive(planOf('it', 'nobody', 'it', { limit: 1, batchSize: 1 }), {
      tools: { it: { name: 'it', invoke } },
      signal: AbortSignal.abort('too late'),
    });
    expect(invoke).not.toHaveBeenCalled();
    expect(run.outcomes.map(({ kind, attempts, settledAt }) => [kind, attempts, settledAt])).toEqual([
      ['cancelled', 0, 0],
      ['rejected', 0, 0],
      ['cancelled', 0, 0],
    ]);
    expect(story(run).at(-1)).toBe('0 runSettled');
  });

  test('a reason of null says nothing: the calls were stopped', async () => {
    const { run } = await drive(planOf('ok 20'), { signal: AbortSignal.abort(null) });
    expect(run.outcomes[0]).toMatchObject({ kind: 'cancelled', reason: 'stopped' });
  });

  test('case 25: abort in the middle: waiting calls cancelled, running ones signalled, settled in the same tick', async () => {
    const plan = planOf('ok 20', 'ok 100', 'ok 40', 'ok 100', { limit: 2 });
    const { run, heard } = await drive(plan, { abortAt: 50, abortWith: 'enough' });
    expect(draw(run, { per: 10 })).toEqual([
      'a ##', //
      'b ####/',
      'c ..##/',
      'd ..../',
    ]);
    expect(run.outcomes.map(({ kind, reason, abandoned }) => [kind, reason, abandoned])).toEqual([
      ['succeeded', undefined, undefined],
      ['cancelled', 'enough', true],
      ['cancelled', 'enough', true],
      ['cancelled', 'enough', undefined],
    ]);
    expect(run.makespan).toBe(50);
    // What ran on ended unseen, and only the listener heard of it.
    expect(story({ events: heard }, 'runSettled', 'late')).toEqual([
      '50 runSettled',
      '60 late c succeeded',
      '100 late b succeeded',
    ]);
    expect(run.events).toEqual(heard.slice(0, -2));
  });

  test('case 25: no later batch opens', async () => {
    const { run } = await drive(planOf('ok 30', 'ok 30', 'ok 30', { batchSize: 1 }), { abortAt: 10 });
    expect(story(run, 'batchOpened', 'started')).toEqual(['0 batchOpened', '0 started a']);
  });

  test('case 25: every record is there when the tool hears of it', async () => {
    let seen: string[] = [];
    const nosy = tool(({ ms }, { clock, signal }) => {
      signal.addEventListener('abort', () => {
        seen = types.slice();
      });
      return sleep(clock, ms);
    });
    const types: string[] = [];
    await drive(planOf('nosy 100'), { tools: { nosy }, abortAt: 50, onEvent: ({ type }) => types.push(type) });
    expect(seen.slice(-3)).toEqual(['attemptEnded', 'settled', 'runSettled']);
  });

  test('case 26: the reason reaches tools, also one that reads its signal later, and outcomes', async () => {
    const reason = new Error('the user went away');
    const reasons: unknown[] = [];
    const early = tool((_, { signal }) => {
      signal.addEventListener('abort', () => reasons.push(signal.reason));
      return new Promise(() => {});
    });
    const later = tool(async ({ ms }, ctx) => {
      await sleep(ctx.clock, ms);
      reasons.push(ctx.signal.reason);
    });
    const { run } = await drive(planOf('early', 'later 80'), {
      tools: { early, later },
      abortAt: 50,
      abortWith: reason,
    });
    expect(reasons).toEqual([reason, reason]);
    expect(run.outcomes.map((outcome) => outcome.reason)).toEqual([reason.message, reason.message]);
  });

  test('case 26: without a reason, the platform’s own words', async () => {
    const { run } = await drive(planOf('ok 100'), { abortAt: 50 });
    expect(run.outcomes[0]?.reason).toBe('This operation was aborted');
  });

  test('case 28: abort after the end: nothing', async () => {
    const { run, heard } = await drive(planOf('ok 10', 'heeds 20'), { abortAt: 30 });
    expect(run.outcomes.map(({ kind }) => kind)).toEqual(['succeeded', 'succeeded']);
    expect(heard).toEqual(run.events);
  });

  test('case 30: 10,000 calls add one listener to the caller’s signal, and it is gone afterwards', async () => {
    const caller = new AbortController();
    const add = vi.spyOn(caller.signal, 'addEventListener');
    let during = 0;
    const count = tool(() => {
      during = getEventListeners(caller.signal, 'abort').length;
    });
    await execute(planOf(...times(10_000, 'count')), { tools: { count }, signal: caller.signal });
    expect(add).toHaveBeenCalledTimes(1);
    expect(during).toBe(1);
    expect(getEventListeners(caller.signal, 'abort')).toEqual([]);
  });

  test.each([
    ['an empty plan', planOf(), {}],
    ['only rejected calls', planOf('nobody', 'picky'), {}],
    ['a run that ended by itself', planOf('ok 10', 'fail 10'), {}],
    ['a run that was aborted', planOf('hang'), { abortAt: 10 }],
    ['a run at its deadline', planOf('hang', { deadlineMs: 10 }), {}],
    ['a failure that ended it', planOf('hang', 'fail 10', { onError: 'fail-fast' }), {}],
  ])('no listener is left on the signal after %s', async (_, plan, options) => {
    const { signal } = await drive(plan, options);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  test('ended by a failure while the rate held calls back: the engine leaves no timer behind', async () => {
    const { clock, pending } = counted(virtualClock());
    const plan = planOf('fail 10', 'ok 10', 'ok 10', { rate: { starts: 1, perMs: 1000 }, onError: 'fail-fast' });
    const run = await clock.drive(execute(plan, { tools: TOOLS, clock }));
    expect(run.makespan).toBe(10);
    expect(pending()).toBe(0);
  });

  test('at its own end, what the rate held back having been cancelled: the engine leaves no timer behind', async () => {
    const { clock, pending } = counted(virtualClock());
    const controller = createController();
    clock.after(5, () => controller.cancelCall(1));
    const plan = planOf('ok 10', 'ok 10', { rate: { starts: 1, perMs: 1000 } });
    const run = await clock.drive(execute(plan, { tools: TOOLS, clock, controller }));
    expect(run.makespan).toBe(10);
    expect(pending()).toBe(0);
  });

  test('a tool that aborts the run while it starts: the rest never starts', async () => {
    const caller = new AbortController();
    const last = tool((_, { clock }) => {
      clock.block(10);
      caller.abort('by myself');
    });
    const { run, heard } = await drive(planOf('ok 50', 'last', 'ok 50'), {
      tools: { ...TOOLS, last },
      signal: caller.signal,
    });
    expect(story(run, 'started')).toEqual(['0 started a', '0 started b']);
    expect(run.outcomes.map(({ kind, abandoned = false }) => [kind, abandoned])).toEqual([
      ['cancelled', true],
      ['cancelled', true],
      ['cancelled', false],
    ]);
    expect(story({ events: heard }, 'late')).toEqual(['10 late b succeeded', '50 late a succeeded']);
  });

  test('aborted while it had given the thread back: the engine leaves no timer behind', async () => {
    const { clock, pending } = counted(virtualClock());
    const caller = new AbortController();
    clock.after(5, () => caller.abort());
    const blocks = tool(() => clock.block(10));
    await clock.drive(execute(planOf('blocks', 'blocks'), { tools: { blocks }, clock, signal: caller.signal }));
    expect(pending()).toBe(0);
  });

  test('a tool that aborts the run while it starts: the engine leaves no timer behind', async () => {
    const { clock, pending } = counted(virtualClock());
    const caller = new AbortController();
    const last = tool(() => {
      clock.block(10);
      caller.abort();
    });
    await execute(planOf('last', 'last', 'last'), { tools: { last }, clock, signal: caller.signal });
    expect(pending()).toBe(0);
  });

  test.each(['queued', 'ready', 'started', 'attemptEnded', 'settled', 'batchOpened', 'runSettled'])(
    'a listener that aborts on `%s`: one outcome a call, a lawful log',
    async (type) => {
      const plan = planOf('ok 20', 'picky', 'ok 10', 'ok 30', { limit: 1, batchSize: 2 });
      const { run, heard } = await drive(plan, { onEvent: (event, abort) => event.type === type && abort() });
      expect(run.outcomes).toHaveLength(4);
      expect(run.outcomes.filter(({ kind }) => kind === 'cancelled')).toHaveLength(type === 'runSettled' ? 0 : 3);
      expect(story({ events: heard }, 'settled')).toHaveLength(4);
      expect(story({ events: heard }, 'runSettled')).toHaveLength(1);
    },
  );

  test('the run is drained when the last abandoned work has ended, and not before', async () => {
    const clock = virtualClock();
    const caller = new AbortController();
    clock.after(10, () => caller.abort());
    const plan = planOf('ok 50', 'ok 90', 'ok 5');
    const execution = new Execution(plan, { tools: TOOLS, clock, mode: 'execute', signal: caller.signal });
    await clock.drive(execution.settled);
    expect(clock.now()).toBe(10);
    await clock.drive(execution.drained);
    expect(clock.now()).toBe(90);
    expect(story(execution.run(), 'late')).toEqual(['50 late a succeeded', '90 late b succeeded']);
  });

  test('cancelled on its very start, before its tool was called: nothing is abandoned', async () => {
    const { run, heard } = await drive(planOf('ok 20'), {
      onEvent: ({ type }, abort) => type === 'started' && abort(),
    });
    expect(run.outcomes).toMatchObject([{ kind: 'cancelled', attempts: 1 }]);
    expect(run.outcomes[0]).not.toHaveProperty('abandoned');
    expect(heard).toEqual(run.events);
  });
});
