import { expect, it } from 'vitest';
import { EVENT_KINDS, isError } from '../../../../src/analysis/log/eventKinds.ts';
import { predict } from '../../../../src/engine/predict.ts';
import { simulatedTools as tools } from '../../../../src/tools/simulated.ts';
import { failing, fast, hanging, unknown } from '../runs.ts';

it('every type of event is of one kind', () => {
  const types = Object.values(EVENT_KINDS).flatMap((kind) => kind.types);
  expect(new Set(types).size).toBe(types.length);
  // As many as `RunEvent` has.
  expect(types).toHaveLength(15);
});

it('an error is a failure, a timeout or a rejection, and nothing that went well', async () => {
  const calls = [fast('a'), failing('b'), hanging('c'), unknown('d')];
  const { events } = await predict({ calls, policy: { timeoutMs: 2000 } }, { tools });
  const found = events.filter(isError).map((event) => [event.type, 'key' in event && event.key]);
  expect(found).toEqual([
    ['settled', 3],
    ['attemptEnded', 1],
    ['settled', 1],
    ['attemptEnded', 2],
    ['settled', 2],
  ]);
});
