import { PRESET_MENU } from '../../lessons/allPresets.ts';
import type { PaletteCommand } from './command.ts';
import { isEditable } from './planCommands.ts';

export const PRESET_COMMANDS: readonly PaletteCommand[] = PRESET_MENU.map(({ name, title }) => ({
  name: `preset-${name}`,
  label: `Preset: ${title}`,
  control: 'presets',
  enabled: isEditable,
  run: (actions) => actions.selectPreset(name),
}));
