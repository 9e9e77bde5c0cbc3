import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { predict } from '../../../src/engine/predict.ts';
import { closeLog } from '../../../src/run/closeLog.ts';
import { foldAll, outcomesOf } from '../../../src/run/fold.ts';
import type { RunEvent } from '../../../src/run/types.ts';
import { ALL, plans } from '../support/arbitraries.ts';
import { story } from '../support/drawing.ts';
import { drive } from '../support/drive.ts';
import { expectLawful, expectWithinLimit } from '../support/laws.ts';
import { planOf } from '../support/plans.ts';
import { property } from '../support/property.ts';
import { TOOLS } from '../support/tools.ts';

/** The log as it was at `moment`. */
const until = (events: readonly RunEvent[], moment: number) => events.filter(({ at }) => at <= moment);

describe('closing the log of a run whose writer was killed', () => {
  const plan = planOf('ok 20', 'ok 100', 'ok 100', { limit: 2 });

  test('in the middle: what ran and what waited is cancelled, with its reason', async () => {
    const log = until((await predict(plan, { tools: TOOLS })).events, 50);
    const closing = closeLog(plan, log, 60, 'crashed');
    expect(story({ events: [...log, ...closing] }).slice(log.length)).toEqual([
      '60 attemptEnded b',
      '60 settled b cancelled',
      '60 attemptEnded c',
      '60 settled c cancelled',
      '60 runSettled',
    ]);
    const state = foldAll([...log, ...closing]);
    expect(state.makespan).toBe(60);
    expect(outcomesOf(state).map(({ kind, reason, cause, loss }) => [kind, reason, cause, loss])).toEqual([
      ['succeeded', undefined, undefined, undefined],
      ['cancelled', 'lost: the engine crashed', 'worker-lost', 'crashed'],
      ['cancelled', 'lost: the engine crashed', 'worker-lost', 'crashed'],
    ]);
  });

  test('before its first event: the whole run is there, cancelled', () => {
    const events = closeLog(plan, [], 30, 'no answer');
    expect(story({ events })).toEqual([
      '30 runStarted',
      '30 queued a',
      '30 queued b',
      '30 queued c',
      '30 settled a cancelled',
      '30 settled b cancelled',
      '30 settled c cancelled',
      '30 runSettled',
    ]);
    expect(outcomesOf(foldAll(events)).map(({ reason, cause, loss }) => [reason, cause, loss])).toEqual(
      plan.calls.map(() => ['stopped', 'worker-lost', 'no answer']),
    );
  });

  test('never before its last event, whatever the killer’s clock says', async () => {
    const log = until((await predict(plan, { tools: TOOLS })).events, 20);
    expect(closeLog(plan, log, 3, 'crashed').map(({ at }) => at)).toEqual([20, 20, 20, 20, 20]);
  });

  test('all calls had settled, only the end is missing: the total is theirs', async () => {
    const { events, makespan } = await predict(plan, { tools: TOOLS });
    const closing = closeLog(plan, events.slice(0, -1), 5000, 'crashed');
    expect(closing).toEqual([{ seq: events.length - 1, at: 5000, type: 'runSettled', makespan }]);
  });

  test('an empty plan', () => {
    expect(story({ events: closeLog({ calls: [] }, [], 7, 'crashed') })).toEqual(['7 runStarted', '7 runSettled']);
  });

  property(
    'every prefix of every log becomes a lawful log that ends',
    fc.tuple(plans({ kinds: ALL, most: 5 }), fc.nat(100)),
    async ([random, abortAt]) => {
      const { heard, run } = await drive(random, { abortAt });
      for (let length = 0; length <= heard.length; length++) {
        const log = heard.slice(0, length);
        const closing = closeLog(run.plan, log, abortAt, 'crashed');
        const events = [...log, ...closing];
        const state = foldAll(events);
        const ended = state.phase === 'settled' && state.settled === random.calls.length && state.running === 0;
        const asNeeded = length < run.events.length ? closing.at(-1)?.type === 'runSettled' : closing.length === 0;
        if (!ended || !asNeeded) expect.fail(`after ${length} events: ${closing.map(({ type }) => type)}`);
        if (length % 10 !== 0) continue;
        expectLawful({ plan: random, events, outcomes: outcomesOf(state), makespan: state.makespan ?? -1 }, random);
        expectWithinLimit(events, random.policy?.limit ?? null);
      }
    },
  );
});
