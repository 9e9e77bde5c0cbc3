import { knownStories, learn, type Preset } from './known.ts';
import { STORIES } from './stories.ts';

learn(STORIES);

// biome-ignore lint/performance/noBarrelFile: whoever imports from here finds every preset, and not the tutorial alone.
export { DEFAULT_PRESET, type Preset, presetOf } from './known.ts';

export const PRESET_MENU: readonly Omit<Preset, 'plan'>[] = Object.entries(knownStories()).map(
  ([name, { plan: _, ...story }]) => ({ name, ...story }),
);
