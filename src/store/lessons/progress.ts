import { show } from '../../run/check/planError.ts';
import type { ChallengeDone, LessonDone, Progress } from '../state.ts';
import type { Storage } from '../storage.ts';

export const NO_PROGRESS: Progress = { lessons: {}, challenges: {} };
const VERSION = 1;
const MOST_NAMES = 1000;

export function formatProgress(progress: Progress): string {
  return JSON.stringify({ fanoutProgress: VERSION, ...progress }, null, 2);
}

/** The progress in the text, or why it cannot be used. Unknown names are kept: a later version may have written them. */
export function readProgress(text: string): Progress | { problem: string } {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return { problem: 'Expected a progress file (JSON), got something that is no JSON.' };
  }
  if (!isRecord(read) || !('fanoutProgress' in read))
    return { problem: 'Expected a progress file of this page, got another kind of file.' };
  if (read.fanoutProgress !== VERSION)
    return { problem: `Expected a progress file of version ${VERSION}, got version ${show(read.fanoutProgress)}.` };
  if (!isRecord(read.lessons) || !isRecord(read.challenges))
    return { problem: 'Expected lists of lessons and challenges in the file, and one of them is missing.' };
  return { lessons: entries(read.lessons, lessonDone), challenges: entries(read.challenges, challengeDone) };
}

/** Everything that was done in either. Where both have an entry, `after` wins. */
export function mergeProgress(before: Progress, after: Progress): Progress {
  return {
    lessons: { ...before.lessons, ...after.lessons },
    challenges: { ...before.challenges, ...after.challenges },
  };
}

/** A text that cannot be read counts as no progress: all of it can be done again. */
export function storedProgress(storage: Storage): Progress {
  const text = storage.read('lessons');
  const read = text === null ? NO_PROGRESS : readProgress(text);
  return 'problem' in read ? NO_PROGRESS : read;
}

function entries<T>(record: Record<string, unknown>, of: (value: Record<string, unknown>) => T): Record<string, T> {
  const known = Object.entries(record).filter(([name, value]) => /^[a-z0-9-]{1,60}$/.test(name) && isRecord(value));
  return Object.fromEntries(
    known.slice(0, MOST_NAMES).map(([name, value]) => [name, of(value as Record<string, unknown>)]),
  );
}

function lessonDone({ guessMs, totalMs, choice, right }: Record<string, unknown>): LessonDone {
  return {
    ...(isAmount(guessMs) && { guessMs }),
    ...(isAmount(totalMs) && { totalMs }),
    ...(isAmount(choice) && { choice }),
    ...(typeof right === 'boolean' && { right }),
  };
}

function challengeDone({ hints, shown }: Record<string, unknown>): ChallengeDone {
  return { hints: isAmount(hints) ? hints : 0, ...(shown === true && { shown }) };
}

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
