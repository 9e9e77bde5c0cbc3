import type { Challenge, Lesson } from './types.ts';

/** A track of lessons. Lesson names are listed here, so that a link finds its file without loading the others. */
export interface Track {
  title: string;
  about: string;
  names: readonly string[];
  load(): Promise<readonly Lesson[]>;
}

export const TRACKS: readonly Track[] = [
  {
    title: 'The tutorial',
    about: 'From one call to four, and what becomes of them',
    names: ['tool-call', 'all-at-once', 'state', 'order', 'one-error'],
    load: async () => (await import('./tracks/tutorial.ts')).LESSONS,
  },
  {
    title: 'What goes wrong',
    about: 'Seen once, you know it when you meet it',
    names: [
      'missing-await',
      'wrong-call',
      'error-text',
      'silent-failure',
      'fail-fast',
      'hanging-tool',
      'too-many',
      'blocking',
      'race',
    ],
    load: async () => (await import('./tracks/pitfalls.ts')).LESSONS,
  },
  {
    title: 'What to do about it',
    about: 'What the tutorial leaves as next steps, one by one',
    names: [
      'timeouts',
      'timeout-no-cancel',
      'deadline',
      'retries',
      'fallbacks',
      'recovery',
      'limits',
      'batches',
      'orders',
      'reading',
    ],
    load: async () => (await import('./tracks/remedies.ts')).LESSONS,
  },
  {
    title: 'Deeper',
    about: 'For those who have met the rest',
    names: ['head-of-line', 'starvation', 'rate-limits', 'not-parallel', 'tool-node'],
    load: async () => (await import('./tracks/deeper.ts')).LESSONS,
  },
];

export async function loadChallenges(): Promise<readonly Challenge[]> {
  return (await import('./challenges.ts')).CHALLENGES;
}

export async function lessonOf(name: string): Promise<Lesson | undefined> {
  const track = TRACKS.find(({ names }) => names.includes(name));
  return (await track?.load())?.find((lesson) => lesson.name === name);
}

export async function challengeOf(name: string): Promise<Challenge | undefined> {
  return (await loadChallenges()).find((challenge) => challenge.name === name);
}
