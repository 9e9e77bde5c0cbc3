import type { EquippedPlan } from '../run/toolSettings.ts';
import type { Plan, ToolCall } from '../run/types.ts';

/** The menu's headings, in order. */
export const GROUPS = ['Tutorial', 'Pitfalls', 'Policies', 'Stress'] as const;

export interface PresetDefinition {
  group: (typeof GROUPS)[number];
  title: string;
  /** One line for the menu: what the plan contains. */
  about: string;
  /** Two sentences that fit in one line of the card: what to watch and what it means. */
  story: string;
  /** Initial value of the `At most` stepper if the plan has no limit. Absent = 3. */
  atMost?: number;
  /** Built on first use: the menu must not build 10,000 calls. */
  plan: () => EquippedPlan;
}

/** The four calls of the tutorial: two fast, one slow, one slow that fails. */
const TUTORIAL: ToolCall[] = [
  { id: 'fast_1', name: 'fast_tool', args: { query: 'task 1' } },
  { id: 'slow_1', name: 'slow_tool', args: { query: 'task 2' } },
  { id: 'fast_2', name: 'fast_tool', args: { query: 'task 3' } },
  { id: 'error_1', name: 'slow_tool', args: { query: 'fail' } },
];

const tutorial: PresetDefinition = {
  group: 'Tutorial',
  title: 'Tutorial',
  about: 'Two fast calls, a slow one, and a slow one that fails',
  story: 'Four calls start at once and take as long as the slowest. One of them fails, and the others do not mind.',
  plan: () => ({ calls: TUTORIAL, seed: 1 }),
};

export interface Preset extends Omit<PresetDefinition, 'plan'> {
  /** As in links: `#preset=NAME`. */
  name: string;
  plan: Plan;
}

export const DEFAULT_PRESET = 'tutorial';

/** The first visit needs only the tutorial; `allPresets.ts`, loaded on demand, registers the others. */
const registry: Record<string, PresetDefinition> = { [DEFAULT_PRESET]: tutorial };
const presetsByName = new Map<string, Preset>();

export function registerPresets(more: Readonly<Record<string, PresetDefinition>>): void {
  Object.assign(registry, more);
}

export const registeredPresets = (): Readonly<Record<string, PresetDefinition>> => registry;

/** Returns the same object each time, so that a plan can be compared with its preset's by identity. */
export function presetOf(name: string): Preset | undefined {
  const known = presetsByName.get(name);
  if (known) return known;
  if (!Object.hasOwn(registry, name)) return undefined;
  const story = registry[name] as PresetDefinition;
  const preset = { ...story, name, plan: story.plan() };
  presetsByName.set(name, preset);
  return preset;
}
