import { ANSWER_COMMANDS } from '../../store/commands/answerCommands.ts';
import type { Command } from '../../store/commands/command.ts';
import { PLAN_COMMANDS } from '../../store/commands/planCommands.ts';
import { RUN_COMMANDS } from '../../store/commands/runCommands.ts';
import { VIEW_COMMANDS } from '../../store/commands/viewCommands.ts';
import { AXIS_COMMANDS } from '../axis/axisCommands.ts';

/** Every command that can have a key, in the order of the key sheet, and of two with one key the first wins; those of the palette alone are loaded with it. */
export const KEY_COMMANDS: readonly Command[] = [
  ...ANSWER_COMMANDS,
  ...RUN_COMMANDS,
  ...PLAN_COMMANDS,
  ...VIEW_COMMANDS,
  ...AXIS_COMMANDS,
];

interface KeySheetEntry {
  readonly input: string;
  readonly does: string;
}

/** The lines of the key sheet and of docs/gestures.md: keys of the page, and keys of the time axis. */
export function keySheetOf(commands = KEY_COMMANDS): { page: KeySheetEntry[]; axis: KeySheetEntry[] } {
  const keys = commands.flatMap((command) => command.keys ?? []);
  const of = (wanted: 'axis' | undefined) =>
    keys.flatMap(({ shown, does, part }) => (does !== undefined && part === wanted ? [{ input: shown, does }] : []));
  return { page: of(undefined), axis: of('axis') };
}
