import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eventsUntil, Replay } from '../../../../src/analysis/timeline/replay.ts';
import { predict } from '../../../../src/engine/predict.ts';
import { foldAll } from '../../../../src/run/fold.ts';
import type { RunEvent } from '../../../../src/run/types.ts';
import { plans } from '../../support/arbitraries.ts';
import { planOf, times } from '../../support/plans.ts';
import { property } from '../../support/property.ts';
import { TOOLS } from '../../support/tools.ts';

describe('the state at any time', () => {
  property(
    'is the fold of the log up to there, in any order of asking',
    fc.tuple(plans(), fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 12 })),
    async ([plan, shares]) => {
      const { events } = await predict(plan, { tools: TOOLS });
      const replay = new Replay(events);
      const end = events.at(-1)?.at ?? 0;
      for (const share of shares) {
        const at = share * end;
        const count = eventsUntil(events, events.length, at);
        expect(count).toBe(events.filter((event) => event.at <= at).length);
        expect(replay.after(count)).toEqual(foldAll(events.slice(0, count)));
      }
    },
  );

  test('goes back over thousands of events, to the first and before it', async () => {
    const { events } = await predict(planOf(...times(2000, 'ok 10'), { limit: 7 }), { tools: TOOLS });
    expect(events.length).toBeGreaterThan(8000);
    const replay = new Replay(events);
    for (const count of [events.length, 4999, 5000, 5001, 1000, 999, 1, 0, 7321, 7320])
      expect(replay.after(count)).toEqual(foldAll(events.slice(0, count)));
  });

  test('a jump ahead folds no more than a jump back: at most what lies behind one checkpoint', async () => {
    const { events } = await predict(planOf(...times(2000, 'ok 10'), { limit: 7 }), { tools: TOOLS });
    let read = 0;
    const log = new Proxy(events, {
      get(target, key, receiver) {
        if (typeof key === 'string' && /^\d+$/.test(key)) read++;
        return Reflect.get(target, key, receiver);
      },
    });
    const replay = new Replay(log);
    replay.upTo(events.length);
    for (const count of [10, 7990, 500, events.length - 1]) {
      read = 0;
      expect(replay.after(count)).toEqual(foldAll(events.slice(0, count)));
      expect(read).toBeLessThan(1000);
    }
    // On by one is one.
    read = 0;
    replay.after(events.length - 2);
    read = 0;
    replay.after(events.length - 1);
    expect(read).toBe(1);
  });

  test('gives a call that has not changed as the same object', async () => {
    const { events } = await predict(planOf('ok 10', 'ok 90'), { tools: TOOLS });
    const replay = new Replay(events);
    const late = replay.after(events.length).calls[0];
    expect(replay.after(events.length - 1).calls[0]).toEqual(late);
    const before = replay.after(events.length - 2).calls[0];
    expect(replay.after(events.length - 1).calls[0]).toBe(before);
  });

  test('follows a log that grows', async () => {
    const { events } = await predict(planOf('ok 10', 'ok 90'), { tools: TOOLS });
    const log: RunEvent[] = [];
    const replay = new Replay(log);
    for (const event of events) {
      log.push(event);
      expect(replay.after(log.length)).toEqual(foldAll(log));
    }
  });
});
