import { show } from '../../run/check/planError.ts';
import type { ChallengeDone, LessonDone, Progress } from '../state.ts';
import type { Storage } from '../storage.ts';

export const NO_PROGRESS: Progress = { lessons: {}, challenges: {} };
const VERSION = 1;
const MOST_NAMES = 1000;

export function progressText(progress: Progress): string {
  return JSON.stringify({ fanoutProgress: VERSION, ...progress }, null, 2);
}

/** What the text holds, or why it cannot be used. Names that this page does not know are kept: they may be a later one's. */
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

/** Both together: what was done in one of them is done. Where both have it, `after` wins. */
export function merged(before: Progress, after: Progress): Progress {
  return {
    lessons: { ...before.lessons, ...after.lessons },
    challenges: { ...before.challenges, ...after.challenges },
  };
}

/** What cannot be read counts as none: there is nothing in it that one could not do again. */
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
