import { loadChallenges, TRACKS } from '../../lessons/menu.ts';
import type { Command } from '../commands/command.ts';
import { isEditable } from '../commands/planCommands.ts';

export type Titles = readonly { readonly name: string; readonly title: string }[];

/** Of every lesson and challenge, loaded when the palette is first opened. */
export async function lessonTitles(): Promise<Titles> {
  const parts = [...TRACKS.map(({ load }) => load()), loadChallenges()];
  return (await Promise.all(parts)).flat();
}

export function lessonCommands(titles: Titles): Command[] {
  return titles.map(({ name, title }) => ({
    name: `lesson-${name}`,
    label: `Lesson: ${title}`,
    control: 'lessons',
    enabled: isEditable,
    run: (actions) => void actions.openLesson(name),
  }));
}
