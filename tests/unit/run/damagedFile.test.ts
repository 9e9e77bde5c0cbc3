import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { predict } from '../../../src/engine/predict.ts';
import { RunFileError, readRunFile, writeRunFile } from '../../../src/run/file/runFile.ts';
import { planOf } from '../support/plans.ts';
import { property } from '../support/property.ts';
import { tool } from '../support/tools.ts';

/** The file of a run of one call, with this result. */
async function saved(value: unknown) {
  return JSON.parse(writeRunFile(await predict(planOf('it'), { tools: { it: tool(() => value) } })));
}

describe('a file that cannot be opened says what happened', () => {
  // biome-ignore lint/suspicious/noExplicitAny: a file may hold anything; that is what is tested.
  type File = any;
  const WRONG: [what: string, spoil: (file: File) => void, happened: string, expected?: string][] = [
    ['no version', (file) => delete file.version, "The file's version is undefined."],
    ['a version that is none', (file) => (file.version = '1'), 'The file\'s version is "1".'],
    ['a version before the first', (file) => (file.version = 0), "The file's version is 0."],
    [
      'from the future',
      (file) => (file.version = 5),
      'The file is of version 5, from a newer Fanout.',
      'version 4 or older',
    ],
    ['no log', (file) => delete file.events, 'The file is damaged at events.', 'a value of type array'],
    [
      'a time that is none',
      (file) => (file.events[3].at = '0'),
      'The file is damaged at events[3].at.',
      'a value of type number',
    ],
    [
      'a time before the start',
      (file) => (file.events[0].at = -1),
      'The file is damaged at events[0].at.',
      'at least 0',
    ],
    ['half a call', (file) => (file.events[2].key = 0.5), 'The file is damaged at events[2].key.', 'a whole number'],
    [
      'an unknown event',
      (file) => (file.events[2].type = 'boom'),
      'The file is damaged at events[2].type.',
      'the type of an event',
    ],
    [
      'an unknown outcome',
      (file) => (file.events[5].kind = 'won'),
      'The file is damaged at events[5].kind.',
      'one of "succeeded", "failed"',
    ],
    ['no plan', (file) => delete file.plan, 'The file is damaged at plan.'],
    [
      'a bad plan',
      (file) => (file.plan.policy = { limit: 0 }),
      "The file's plan cannot be run: policy.limit: expected",
    ],
    [
      'an illegal log',
      (file) => (file.events[3].attempt = 2),
      "The file's log is not lawful: event 3 (started of call 0): attempt 1 is next.",
    ],
    [
      'an event left out',
      (file) => file.events.splice(2, 1),
      "The file's log is not lawful: event 3 (started of call 0): expected event 2.",
    ],
    ['no end', (file) => file.events.pop(), "The file's log ends after 6 events, before its run does."],
    ['no events', (file) => (file.events = []), "The file's log ends after 0 events"],
    ['another plan', (file) => file.plan.calls.push(file.plan.calls[0]), "The file's plan has 2 calls and its log 1."],
    [
      'another id',
      (file) => (file.plan.calls[0].id = 'z'),
      'Call 1 is "z" ("it") in the file\'s plan and "a" ("it") in its log.',
    ],
    [
      'another name',
      (file) => (file.plan.calls[0].name = 'z'),
      'Call 1 is "a" ("z") in the file\'s plan and "a" ("it") in its log.',
    ],
    ['a call too few', (file) => file.plan.calls.pop(), "The file's plan has 0 calls and its log 1."],
    [
      'another total',
      (file) => (file.events[6].makespan = 5),
      "The file's log says that the run took 5 ms, and its last call settled at 0 ms.",
    ],
    ['a count of calls past all measure', (file) => (file.events[0].calls = 1e15), "The file's log is not lawful"],
  ];

  test.each(WRONG)('%s', async (_, spoil, happened, expected = '') => {
    const file = await saved(7);
    spoil(file);
    expectRefused(JSON.stringify(file), happened, expected);
  });

  test.each(['[]', 'null', '7', '{"format":"har"}', '{"version":1}'])('%s', (text) => {
    expectRefused(text, 'This is not a run file.', '"format": "fanout-run"');
  });

  test.each([
    ['nothing', ''],
    ['half of it', '{"format":"fanout-run","version":1,"ev'],
    ['something else', '<html>'],
    ['nests without end', `${'['.repeat(1e5)}${']'.repeat(1e5)}`],
  ])('%s', (_, text) => {
    expectRefused(text, 'The file is not JSON', 'the text of a saved run, whole');
  });

  test.each([
    ['a bigint that is none', { $fanout: 'bigint', text: 'ten' }, 'ten'],
    ['a bigint without its text', { $fanout: 'bigint' }, undefined],
    ['an unknown mark', { $fanout: 'matrix', text: '7' }, { $fanout: 'matrix', text: '7' }],
  ])('%s is no damage: it is what stands there', async (_, value, read) => {
    const file = await saved(7);
    file.events[5].value = value;
    expect(readRunFile(JSON.stringify(file)).outcomes[0]?.value).toEqual(read);
  });

  test('a parser that quotes the whole of a long word is cut short', () => {
    const parse = vi.spyOn(JSON, 'parse').mockImplementation(() => {
      throw new SyntaxError(`Unexpected identifier "${'x'.repeat(1e6)}"`);
    });
    try {
      expect(() => readRunFile('x')).toThrow(/^The file is not JSON: Unexpected identifier "x{97}…\./);
    } finally {
      parse.mockRestore();
    }
  });

  property(
    'and nothing but a RunFileError is thrown, wherever it was damaged',
    fc.tuple(fc.nat(), fc.string()),
    async ([at, junk]) => {
      const text = JSON.stringify(await saved({ a: [1, undefined] }));
      const place = at % text.length;
      const damaged = text.slice(0, place) + junk + text.slice(place + junk.length);
      try {
        readRunFile(damaged);
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(RunFileError);
      }
    },
  );

  function expectRefused(text: string, happened: string, expected: string): void {
    let thrown: unknown;
    try {
      readRunFile(text);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(RunFileError);
    const error = thrown as RunFileError;
    expect(error.happened).toContain(happened);
    expect(error.expected).toContain(expected);
    expect(error.todo).toMatch(/\.$/);
    expect(error.message).toBe(`${error.happened} Expected: ${error.expected}. ${error.todo}`);
  }
});
