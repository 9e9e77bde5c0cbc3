import type { Plan } from '../run/types.ts';
import { STORIES, type Story } from './stories.ts';

export interface Preset extends Omit<Story, 'plan'> {
  /** As in links: `#preset=NAME`. */
  name: string;
  plan: Plan;
}

export const DEFAULT_PRESET = 'tutorial';

const made = new Map<string, Preset>();

/** The same object each time, so that a plan can be compared with its preset's by identity. */
export function presetOf(name: string): Preset | undefined {
  const known = made.get(name);
  if (known) return known;
  if (!Object.hasOwn(STORIES, name)) return undefined;
  const story = STORIES[name] as Story;
  const preset = { ...story, name, plan: story.plan() };
  made.set(name, preset);
  return preset;
}

export const PRESET_MENU: readonly Omit<Preset, 'plan'>[] = Object.entries(STORIES).map(
  ([name, { plan: _, ...story }]) => ({
    name,
    ...story,
  }),
);
