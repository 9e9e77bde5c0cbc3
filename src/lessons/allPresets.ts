import { PRESET_DEFINITIONS } from './presetPlans.ts';
import { type Preset, registeredPresets, registerPresets } from './presetRegistry.ts';

registerPresets(PRESET_DEFINITIONS);

// biome-ignore lint/performance/noBarrelFile: whoever imports from here finds every preset, and not the tutorial alone.
export { DEFAULT_PRESET, type Preset, presetOf } from './presetRegistry.ts';

export const PRESET_MENU: readonly Omit<Preset, 'plan'>[] = Object.entries(registeredPresets()).map(
  ([name, { plan: _, ...story }]) => ({ name, ...story }),
);
