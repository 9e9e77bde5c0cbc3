import { readLink } from '../link/hash.ts';
import type { DisplayMode } from '../state.ts';

export function displayModeOf(hash: string): DisplayMode {
  const { embed, present } = readLink(hash);
  return embed ? 'embedded' : present ? 'presented' : 'alone';
}
