import fc from 'fast-check';
import { expect, it } from 'vitest';
import { predict } from '../../../../src/engine/predict.ts';
import { unpack } from '../../../../src/run/file/jsonValues.ts';
import { logText } from '../../../../src/run/file/logFile.ts';
import { foldAll, outcomesOf } from '../../../../src/run/fold.ts';
import type { Plan, RunEvent } from '../../../../src/run/types.ts';
import { plans } from '../../support/arbitraries.ts';
import { property } from '../../support/property.ts';
import { TOOLS as tools } from '../../support/tools.ts';

const read = (text: string) => {
  const [header, ...events] = text
    .trimEnd()
    .split('\n')
    .map((line) => unpack(JSON.parse(line)));
  return {
    header: header as { format: string; version: number; events: number; plan: Plan },
    events: events as RunEvent[],
  };
};

property(
  'a log that is read back folds to the same run',
  plans({ most: 5 }),
  async (plan) => {
    const run = await predict(plan, { tools });
    const { header, events } = read(logText(plan, run.events));
    expect(header).toEqual({ format: 'fanout-log', version: 1, events: run.events.length, plan });
    expect(events).toEqual(run.events);
    expect(outcomesOf(foldAll(events))).toEqual(run.outcomes);
  },
  { runs: 100 },
);

it('one line is one event, whatever a tool returned', () => {
  const value = 'two\nlines\u2028and more';
  const events: RunEvent[] = [
    { seq: 0, at: 0, type: 'runStarted', calls: 1 },
    { seq: 1, at: 0.1, type: 'partial', key: 0, attempt: 1, value },
    { seq: 2, at: 0.1, type: 'partial', key: 0, attempt: 1, value: 10n },
    { seq: 3, at: 0.1, type: 'partial', key: 0, attempt: 1, value: undefined },
  ];
  const text = logText({ calls: [] }, events);
  expect(text.split('\n')).toHaveLength(6);
  expect(text.endsWith('\n')).toBe(true);
  expect(read(text).events).toEqual(events);
});

it('any value comes back, or a text in its place', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const event: RunEvent = { seq: 0, at: 0, type: 'partial', key: 0, attempt: 1, value };
      expect(read(logText({ calls: [] }, [event])).events).toEqual([event]);
    }),
    { seed: 5, numRuns: 200 },
  );
});
