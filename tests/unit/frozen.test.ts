import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Frozen, frozen, plain, planSum, sum } from './support/frozen.ts';
import * as readers from './support/readers.ts';

const { openPage, planOf, viewOf } = readers;

afterEach(() => void vi.unstubAllGlobals());

/**
 * All that the entry expects. A new entry comes without: what it opens to is then said as it is to be written, once
 * somebody has looked at it.
 */
function check(
  reading: Record<string, unknown>,
  { name, expected }: { name: string; expected?: object | undefined },
): void {
  const read = plain(reading) as Record<string, unknown>;
  if (readers.NAMED_SINCE.has(name)) {
    for (const calls of callLists(expected))
      for (const [key, call] of calls.entries())
        if (call.id === '' || call.id === '[undefined]' || call.id === undefined) call.id = `call_${key + 1}`;
    delete (expected as { shared?: unknown }).shared;
  }
  if (expected === undefined) throw new Error(`${name} expects nothing yet. "expected": ${JSON.stringify(read)}`);
  expect(Object.fromEntries(Object.keys(expected).map((field) => [field, read[field]]))).toEqual(expected);
}

/** Those of each plan in what is expected. */
function callLists(expected: unknown): { id?: string }[][] {
  if (typeof expected !== 'object' || expected === null) return [];
  return Object.entries(expected).flatMap(([key, value]) => (key === 'calls' ? [value] : callLists(value)));
}

const writtenAlike = ([name]: readonly [string, unknown]) => !readers.NAMED_SINCE.has(name);

const named = <T extends { name: string }>(entries: readonly T[]) =>
  entries.map((entry) => [entry.name, entry] as const);

describe.each(['plan-links', 'plan-links-2', 'class-links'])('each of the frozen %s', (kind) => {
  const entries = named(frozen(kind));

  it.each(entries)('%s opens to the same plan and view', async (_, entry) => {
    const text = readers.planTextIn(entry.text) as string;
    const { plan, ...around } = readers.readPlanText(text);
    const page = await openPage({ hash: entry.text });
    expect(planSum(planOf(page))).toEqual(planSum(plan));
    const untouched = readers.isUntouched(page);
    const again = readers.sharedAgain(page);
    const shared = again === entry.text ? 'the same' : again;
    check({ plan: planSum(plan), around, view: viewOf(page), untouched, shared }, entry);
  });

  it.each(entries.filter(writtenAlike))('%s is written again byte for byte', (_, { text: whole }) => {
    const text = readers.planTextIn(whole) as string;
    expect(readers.writePlanText(readers.readPlanText(text))).toBe(text);
  });
});

describe('each frozen link to a preset or a lesson', () => {
  it.each(named(frozen('named-links')))('%s opens it', async (_, entry) => {
    const page = await openPage({ hash: entry.text });
    check({ plan: planSum(planOf(page)), view: viewOf(page), shortest: readers.shortestLink(page) }, entry);
  });
});

interface Kept {
  readonly name: string;
  readonly hash?: string;
  readonly kept: Readonly<Record<string, string>>;
  /** All of it is of the page that opens, and nothing in it was made up. */
  readonly own?: boolean;
  readonly expected?: { readonly back?: unknown };
}

describe('each frozen local storage', () => {
  const entries = named([...frozen<Kept>('storage'), ...frozen<Kept>('storage-own')]);

  it.each(entries)('%s opens to the same plan and view', async (_, entry) => {
    const { kept, hash = '' } = entry;
    const page = await openPage({ hash, kept });
    const opened = {
      plan: planSum(planOf(page)),
      view: viewOf(page),
      untouched: readers.isUntouched(page),
      rows: readers.rowsOf(page),
      progress: readers.progressIn(page),
    };
    if (!readers.offersOwnPlan(page)) return check(opened, entry);
    await readers.goBackToOwnPlan(page);
    const back = { plan: planSum(planOf(page)), view: viewOf(page), progress: readers.progressIn(page) };
    check({ ...opened, back }, entry);
  });

  const own = entries.filter(([, { own }]) => own).filter(writtenAlike);
  it.each(own)('%s is written again byte for byte', async (_, { kept, hash = '' }) => {
    const page = await openPage({ hash, kept });
    readers.rowsOf(page);
    readers.editAndUndo(page);
    readers.changeRowsAndBack(page);
    readers.learnNothing(page);
    readers.chooseAgain(page);
    for (const [key, text] of Object.entries(kept)) expect([key, page.written.get(key)]).toEqual([key, text]);
    const plan = kept['fanout.plan'];
    if (plan !== undefined) expect(readers.planWrittenAgain(plan)).toBe(plan);
  });
});

describe('each frozen file of progress', () => {
  it.each(named(frozen('progress-files')))('%s is read as it was, and written again byte for byte', (_, entry) => {
    expect(readers.progressWrittenAgain(entry.text)).toBe(entry.text);
    check({ ...readers.readProgressFile(entry.text) }, entry);
  });
});

interface RunFile extends Frozen {
  /** Changed by hand since it was saved: it opens, but is written otherwise. */
  readonly byHand?: boolean;
}

describe('each frozen run file', () => {
  const files = ['run-files', 'run-files-3', 'run-files-4', 'run-files-4-pools', 'run-files-4-own'].flatMap((kind) =>
    frozen<RunFile>(kind),
  );
  const entries = named(files);

  it.each(entries)('%s opens to the same run', async (_, entry) => {
    const run = readers.readRunFile(entry.text);
    const page = await openPage({ run: entry.text });
    expect(planSum(planOf(page))).toEqual(planSum(run.plan));
    check(
      {
        plan: planSum(run.plan),
        reading: sum(readers.readingOf(run)),
        shown: sum(readers.runShown(page)),
        causes: readers.causesOf(run),
        view: viewOf(page),
      },
      entry,
    );
  });

  it.each(entries)('%s is the same run when it has been saved again', async (_, { text }) => {
    const run = readers.readRunFile(text);
    const again = readers.readRunFile(readers.runFileWrittenAgain(run));
    expect(plain(readers.readingOf(again))).toEqual(plain(readers.readingOf(run)));
    expect(planSum(again.plan)).toEqual(planSum(run.plan));
  });

  const versionOf = (text: string) => Number(/"version": ?(\d+)/.exec(text)?.[1]);
  const current = entries.filter(
    ([, { text, byHand }]) => !byHand && readers.WRITTEN_VERSIONS.includes(versionOf(text)),
  );
  it.each(current)('%s is written again byte for byte', async (_, { text }) => {
    const run = readers.readRunFile(text);
    const version = versionOf(text);
    const again = readers.runFileWrittenAgain(run);
    const page = await openPage({ run: text });
    if (run.savedAt !== undefined) expect(readers.savedAgain(page, run.savedAt)).toBe(again);
    if (version >= 3 || !readers.WORDS_ALONE.test(text)) return expect(again).toBe(text);
    expect(versionOf(again)).toBe(3);
    expect(readers.asWrittenBefore3(again, version)).toBe(text);
  });

  it('is there in each version, and today’s among them', () => {
    const versions = new Set(files.map(({ text }) => versionOf(text)));
    expect([...versions].sort()).toEqual(Array.from({ length: Math.max(...versions) }, (_, i) => i + 1));
    expect(readers.WRITTEN_VERSIONS).toContain(Math.max(...versions));
  });

  it.each([
    [
      'type',
      ['runStarted', 'queued', 'ready', 'started', 'attemptEnded', 'partial', 'settled', 'late', 'limitChanged'],
    ],
    ['type', ['paused', 'resumed', 'batchOpened', 'warning', 'disturbed', 'runSettled']],
    ['kind', ['succeeded', 'failed', 'timedOut', 'cancelled', 'skipped', 'rejected']],
    ['result', ['succeeded', 'failed', 'timedOut', 'cancelled']],
    ['code', ['duplicate-id', 'missing-id', 'listener-threw']],
    ['cause', ['late-timer', 'hidden-tab', 'long-task']],
    [
      'reason',
      [
        'stopped',
        'never settles',
        'cancelled by the user',
        'error_1 failed',
        'hang_1 timed out',
        'wrong_1 rejected',
        'fast_1 succeeded first',
        "the run's deadline of 250 ms passed",
        'stopped before the engine was loaded',
        'lost: the engine crashed',
        'lost: the engine did not answer and was ended',
      ],
    ],
    ['cause', ['timeout', 'deadline', 'policy', 'user', 'stop', 'abort', 'worker-lost', 'never-settles']],
    ['loss', ['not loaded', 'crashed', 'no answer']],
    ['code', ['ECONNRESET', '401', 'retry-on']],
    ['status', [403, 429, 502]],
    ['notRetried', ['not-transient', 'not-listed', 'declined']],
    ['recovered', ['timed out after 50 ms', 'failed: Simulated failure']],
  ])('has every %s: %j', (field, words: readonly unknown[]) => {
    const all = files.map(({ text }) => text).join('\n');
    for (const word of words) expect(all).toContain(`"${field}":${JSON.stringify(word)}`);
  });
});

interface Export {
  readonly name: string;
  /** Of this frozen run file. */
  readonly of: string;
  readonly text: string;
}

describe('what is downloaded of a frozen run is the same', () => {
  const files = frozen('run-files');
  const textOf = (name: string) => (files.find((file) => file.name === name) as Frozen).text;

  it.each(named(frozen<Export>('logs')))('log: %s', async (_, { of, text }) => {
    const downloaded = readers.logDownloaded(await openPage({ run: textOf(of) }));
    expect(readers.asWrittenBefore3(downloaded ?? '', 1)).toBe(text);
  });

  /** Definitions are sentences for people, and may be said better. */
  const withoutDefinitions = (text: string) => text.replace(/"definition": ".*"/g, '"definition": ""');
  it.each(named(frozen<Export>('metrics')))('metrics: %s', (_, { of, text }) => {
    const downloaded = readers.metricsDownloaded(readers.readRunFile(textOf(of)));
    expect(withoutDefinitions(readers.asBeforeRetryOn(downloaded))).toBe(withoutDefinitions(text));
  });
});
