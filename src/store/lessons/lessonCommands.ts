import { loadChallenges, TRACKS } from '../../lessons/menu.ts';
import type { Command } from '../commands/commands.ts';
import { selectIsRunning } from '../plan/document.ts';
import type { FanoutState } from '../state.ts';

export type Titles = readonly { readonly name: string; readonly title: string }[];

/** Of every lesson and challenge, which come with the first look at the commands; none without the network. */
export async function lessonTitles(): Promise<Titles> {
  const parts = [...TRACKS.map(({ load }) => load()), loadChallenges()];
  return (await Promise.all(parts)).flat();
}

export function lessonCommands(titles: Titles, state: FanoutState): Command[] {
  const is = state.restrictions?.controls.lessons;
  if (is === 'hidden') return [];
  const off = is !== undefined || selectIsRunning(state);
  return titles.map(({ name, title }) => ({
    name: `Lesson: ${title}`,
    off,
    run: (a) => void a.openLesson(name),
  }));
}
