import type { FanoutState } from '../state.ts';
import { ANSWER_COMMANDS } from './answerCommands.ts';
import { type Command, selectRestriction } from './command.ts';
import { FINDING_COMMANDS } from './findingCommands.ts';
import { PLAN_COMMANDS } from './planCommands.ts';
import { PRESET_COMMANDS } from './presetCommands.ts';
import { RUN_COMMANDS } from './runCommands.ts';
import { VIEW_COMMANDS } from './viewCommands.ts';

/** All commands of the store, in the order of the palette: the most likely first. */
export const COMMANDS: readonly Command[] = [
  ...ANSWER_COMMANDS,
  ...RUN_COMMANDS,
  ...FINDING_COMMANDS,
  ...PLAN_COMMANDS,
  ...PRESET_COMMANDS,
  ...VIEW_COMMANDS,
];

/** A command as the palette shows it now. */
export interface PaletteEntry {
  readonly name: string;
  readonly keys: string | undefined;
  /** Choosing it does nothing now. */
  readonly off: boolean;
  readonly command: Command;
}

/** What the palette offers now; the same list while it would show the same. */
export function selectCommands(state: FanoutState, commands = COMMANDS): readonly PaletteEntry[] {
  const entries = commands.flatMap((command): PaletteEntry[] => {
    const { label, keys, enabled } = command;
    const name = typeof label === 'function' ? label(state) : label;
    const restriction = selectRestriction(state, command);
    if (name === undefined || restriction === 'hidden') return [];
    const off = restriction === 'locked' || enabled?.(state) === false;
    return [{ name, keys: keys?.[0]?.shown, off, command }];
  });
  if (entries.length !== last.length || !entries.every((entry, i) => isSame(entry, last[i]))) last = entries;
  return last;
}
let last: readonly PaletteEntry[] = [];

const isSame = (a: PaletteEntry, b: PaletteEntry | undefined) =>
  a.name === b?.name && a.keys === b.keys && a.off === b.off && a.command === b.command;

/** Entries whose name holds every word of the text; those that begin with the first word come first. */
export function matching<T extends Pick<PaletteEntry, 'name'>>(entries: readonly T[], text: string): T[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = entries.filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)));
  const first = words[0] ?? '';
  const rank = ({ name }: T) => (name.toLowerCase().startsWith(first) ? 0 : 1);
  return found.sort((a, b) => rank(a) - rank(b));
}
