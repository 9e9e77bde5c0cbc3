import { describe, expect, test } from 'vitest';
import { virtualClock } from '../../../src/engine/clocks/virtualClock.ts';
import { execute } from '../../../src/engine/execute.ts';
import { predict } from '../../../src/engine/predict.ts';
import type { ToolContext } from '../../../src/engine/types.ts';
import { foldAll } from '../../../src/run/fold.ts';
import { draw, story } from '../support/drawing.ts';
import { drive } from '../support/drive.ts';
import { planOf, times } from '../support/plans.ts';
import { sleep, TOOLS } from '../support/tools.ts';

describe('events', () => {
  test('every call is queued, ready, started, ended, settled; in this order', async () => {
    const run = await predict(planOf('ok 10', 'fail 5'), { tools: TOOLS });
    expect(story(run)).toEqual([
      '0 runStarted',
      '0 queued a',
      '0 queued b',
      '0 ready a',
      '0 ready b',
      '0 started a',
      '0 started b',
      '5 attemptEnded b',
      '5 settled b failed',
      '10 attemptEnded a',
      '10 settled a succeeded',
      '10 runSettled',
    ]);
  });

  test('case 44: a listener that always throws does not disturb the run: one warning', async () => {
    const plan = planOf('ok 10', 'fail 5', { limit: 1 });
    const { run } = await drive(plan, {
      onEvent() {
        throw new TypeError('not my day');
      },
    });
    expect(draw(run)).toEqual(draw(await predict(plan, { tools: TOOLS })));
    expect(run.events.filter(({ type }) => type === 'warning')).toEqual([
      { seq: 1, at: 0, type: 'warning', code: 'listener-threw', message: 'A listener threw: not my day' },
    ]);
  });

  test('case 44: also when it throws at the very end', async () => {
    const { run } = await drive(planOf('ok 10'), {
      onEvent({ type }) {
        if (type === 'runSettled') throw null;
      },
    });
    expect(story(run).slice(-2)).toEqual(['10 runSettled', '10 warning']);
    expect(foldAll(run.events).warnings).toEqual(['A listener threw: null was thrown']);
  });

  test('case 45: partial results come in order, before the end of their call; none after it', async () => {
    let kept: ToolContext | undefined;
    const talks = {
      name: 'talks',
      async invoke(args: object, ctx: ToolContext) {
        kept = ctx;
        ctx.report('at once');
        await TOOLS.talks.invoke({ ms: 10, ...args }, ctx);
        setTimeout(() => ctx.report('too late'));
      },
    };
    const { run, heard } = await drive(planOf('talks'), { tools: { talks } });
    kept?.report('much too late');
    const partials = run.events.filter(({ type }) => type === 'partial');
    expect(partials).toMatchObject([{ value: 'at once' }, { value: 1 }, { value: 2 }, { value: 3 }]);
    expect(story(run).slice(-6)).toEqual([
      '10 partial a',
      '20 partial a',
      '30 partial a',
      '30 attemptEnded a',
      '30 settled a succeeded',
      '30 runSettled',
    ]);
    expect(heard).toEqual(run.events);
  });

  test.each(['started', 'attemptEnded', 'settled'])(
    'a listener that on `%s` takes time and makes a tool report does not turn the log’s time back',
    async (type) => {
      const contexts: ToolContext[] = [];
      const held = {
        name: 'held',
        invoke({ ms }: { ms: number }, ctx: ToolContext) {
          contexts.push(ctx);
          return sleep(ctx.clock, ms);
        },
      };
      const { run } = await drive(planOf('held 50', 'held 20', 'held 90', 'held 90', { limit: 3 }), {
        tools: [held],
        abortAt: 60,
        onEvent(event) {
          if (event.type !== type) return;
          for (const ctx of contexts) {
            ctx.clock.block(5);
            ctx.report('by the listener');
          }
        },
      });
      const state = foldAll(run.events);
      expect(run.outcomes).toEqual(state.calls.map(({ outcome }) => outcome));
      expect(state.makespan).toBe(Math.max(...run.outcomes.map(({ settledAt }) => settledAt)));
    },
  );

  test('`execute` ends with the log so far; what it answers with does not grow later', async () => {
    const { run, heard } = await drive(planOf('ok 100'), { abortAt: 10 });
    expect(story(run).at(-1)).toBe('10 runSettled');
    expect(heard.length).toBe(run.events.length + 1);
  });
});

test('a run counts its time from its own start, however long its clock has been going', async () => {
  const clock = virtualClock();
  clock.block(1000);
  const run = await clock.drive(execute(planOf('ok 20', 'ok 30', { limit: 1 }), { tools: TOOLS, clock }));
  expect(story(run, 'ready', 'started', 'settled')).toEqual([
    '0 ready a',
    '0 ready b',
    '0 started a',
    '20 settled a succeeded',
    '20 started b',
    '50 settled b succeeded',
  ]);
  expect(run.makespan).toBe(50);
});

describe('ids', () => {
  test('case 12: two calls with one id: both run, two records, told apart by position; a warning', async () => {
    const [call] = planOf('ok 10').calls;
    const run = await predict({ calls: [call, call].flatMap((one) => one ?? []) }, { tools: TOOLS });
    expect(run.outcomes.map(({ key, id, kind }) => [key, id, kind])).toEqual([
      [0, 'a', 'succeeded'],
      [1, 'a', 'succeeded'],
    ]);
    expect(run.events.filter(({ type }) => type === 'warning')).toMatchObject([{ code: 'duplicate-id', key: 1 }]);
  });

  test('case 13: missing id: one is made that nobody has, and a warning', async () => {
    const calls = [
      { name: 'sync', args: {} },
      { id: '', name: 'sync', args: {} },
      { id: 'call_1', name: 'sync', args: {} },
    ] as never;
    const run = await predict({ calls }, { tools: TOOLS });
    expect(run.outcomes.map(({ id }) => id)).toEqual(['call_1_', 'call_2', 'call_1']);
    expect(run.plan.calls.map(({ id }) => id)).toEqual(['call_1_', 'call_2', 'call_1']);
    expect(run.events.filter(({ type }) => type === 'warning')).toMatchObject([
      { code: 'missing-id', key: 0 },
      { code: 'missing-id', key: 1 },
    ]);
  });
});

describe('never ending', () => {
  test('case 16: a deaf tool without a timeout: the prediction is stalled at the last known time', async () => {
    const run = await predict(planOf('ok 100', 'hang', 'ok 50', 'ok 10', { limit: 2 }), { tools: TOOLS });
    expect(run.stalled).toBe(true);
    expect(draw(run, { per: 10 })).toEqual([
      'a ##########',
      'b ###############/',
      'c ..........#####',
      'd ...............#',
    ]);
    expect(run.outcomes[1]).toMatchObject({ kind: 'cancelled', reason: 'never settles', abandoned: true });
    expect(run.events.at(-1)).toMatchObject({ type: 'runSettled', makespan: 160, stalled: true });
  });

  test('case 16: it holds the only slot: the calls behind it never start', async () => {
    const run = await predict(planOf('hang', 'ok 50', { limit: 1 }), { tools: TOOLS });
    expect(run.outcomes.map(({ kind, attempts, abandoned }) => [kind, attempts, abandoned])).toEqual([
      ['cancelled', 1, true],
      ['cancelled', 0, undefined],
    ]);
    expect(run).toMatchObject({ stalled: true, makespan: 0 });
  });

  test('a tool that sleeps for ever is one that never settles', async () => {
    const plan = { calls: [{ id: 'a', name: 'ok', args: { ms: Number.POSITIVE_INFINITY } }, ...planOf('ok 10').calls] };
    const run = await predict(plan, { tools: TOOLS });
    expect(run).toMatchObject({ stalled: true, makespan: 10 });
  });

  test('a run that ends is not stalled', async () => {
    expect(await predict(planOf(...times(3, 'ok 10')), { tools: TOOLS })).not.toHaveProperty('stalled');
  });

  test('on the real clock only the caller can end it', async () => {
    const caller = new AbortController();
    setTimeout(() => caller.abort('Stop'), 5);
    const run = await execute(planOf('hang'), { tools: TOOLS, signal: caller.signal });
    expect(run.outcomes).toMatchObject([{ kind: 'cancelled', reason: 'Stop', abandoned: true }]);
  });
});
