import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatProgress,
  mergeProgress,
  NO_PROGRESS,
  readProgress,
  storedProgress,
} from '../../../../src/store/lessons/progress.ts';
import type { Progress } from '../../../../src/store/state.ts';
import { memoryStorage } from '../../../../src/store/storage.ts';

const amount = fc.double({ min: 0, max: 1e9, noNaN: true }).map((n) => Math.abs(n));
const names = fc.stringMatching(/^[a-z0-9-]{1,20}$/);
const progresses: fc.Arbitrary<Progress> = fc.record({
  lessons: fc.dictionary(
    names,
    fc.record({ guessMs: amount, totalMs: amount, choice: fc.nat(2), right: fc.boolean() }, { requiredKeys: [] }),
    { noNullPrototype: true },
  ),
  challenges: fc.dictionary(
    names,
    fc.nat(5).chain((hints) => fc.constantFrom({ hints }, { hints, shown: true })),
    { noNullPrototype: true },
  ),
});
const SEED = { seed: 20_261_122, numRuns: 100 };

describe('progress as a text', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(progresses, (progress) => {
        expect(readProgress(formatProgress(progress))).toEqual(progress);
      }),
      SEED,
    );
  });

  it.each([
    ['', 'no JSON'],
    ['{', 'no JSON'],
    ['null', 'another kind'],
    ['[]', 'another kind'],
    ['{"plan":1}', 'another kind'],
    ['{"fanoutProgress":2,"lessons":{},"challenges":{}}', 'version 2'],
    ['{"fanoutProgress":1,"lessons":[]}', 'missing'],
  ])('%s is refused with a reason', (text, reason) => {
    const read = readProgress(text);
    expect('problem' in read && read.problem).toContain(reason);
  });

  it('leaves out what is no entry, and keeps the rest', () => {
    const text = JSON.stringify({
      fanoutProgress: 1,
      lessons: { race: { guessMs: -1, choice: 'A', right: true }, '<b>': {}, state: 5, later: {} },
      challenges: { 'two-slots': { hints: 'many' } },
    });
    expect(readProgress(text)).toEqual({
      lessons: { race: { right: true }, later: {} },
      challenges: { 'two-slots': { hints: 0 } },
    });
  });

  it('a damaged store counts as none', () => {
    expect(storedProgress(memoryStorage({ lessons: 'rubbish' }))).toEqual(NO_PROGRESS);
    expect(storedProgress(memoryStorage())).toEqual(NO_PROGRESS);
  });
});

it('merging loses nothing that was done, and the later wins', () => {
  fc.assert(
    fc.property(progresses, progresses, (a, b) => {
      const both = mergeProgress(a, b);
      expect(new Set(Object.keys(both.lessons))).toEqual(
        new Set([...Object.keys(a.lessons), ...Object.keys(b.lessons)]),
      );
      for (const [name, done] of Object.entries(b.challenges)) expect(both.challenges[name]).toEqual(done);
    }),
    SEED,
  );
});
