import { STORIES } from './presetPlans.ts';
import { knownStories, learn, type Preset } from './presetRegistry.ts';

learn(STORIES);

// biome-ignore lint/performance/noBarrelFile: whoever imports from here finds every preset, and not the tutorial alone.
export { DEFAULT_PRESET, type Preset, presetOf } from './presetRegistry.ts';

export const PRESET_MENU: readonly Omit<Preset, 'plan'>[] = Object.entries(knownStories()).map(
  ([name, { plan: _, ...story }]) => ({ name, ...story }),
);
