import { clip } from '../../analysis/format/format.ts';
import { DEFAULT_PRESET, presetOf } from '../../lessons/presetRegistry.ts';
import { jsonText } from '../../run/file/jsonText.ts';
import { policyOf } from '../../run/policy.ts';
import type { PlanDocument } from '../state.ts';
import type { StoredPlan } from '../storage.ts';

export function presetDoc(name: string): PlanDocument | undefined {
  const preset = presetOf(name);
  if (!preset) return undefined;
  const { limit, batchSize } = policyOf(preset.plan);
  // The steppers show what the plan itself asks for.
  const atMost = limit !== null && limit > 1 ? limit : (preset.atMost ?? 3);
  return { plan: preset.plan, preset: name, atMost, batchesOf: batchSize ?? 2 };
}

/** A visit to the tutorial does without the others. Without the network the preset is one that nobody knows. */
export async function learnPresets(wanted: string | undefined): Promise<void> {
  if (wanted && !presetOf(wanted)) await import('../../lessons/allPresets.ts').catch(() => undefined);
}

export const tutorialDoc = () => presetDoc(DEFAULT_PRESET) as PlanDocument;

/** Nothing in it is anybody's work. */
export function isPristine({ preset, plan, name }: PlanDocument): boolean {
  return !name && presetOf(preset)?.plan === plan;
}

export function titleOf({ preset, plan, name }: PlanDocument): string {
  if (name) return clip(name, 80);
  const known = presetOf(preset);
  const title = known?.title ?? 'My plan';
  return known?.plan.calls !== plan.calls ? `${title}, edited` : title;
}

/** With the preset's own object where nothing was changed, so that "edited" can be told by identity. */
export function docFrom(stored: StoredPlan): PlanDocument {
  const preset = presetOf(stored.preset);
  const plan = preset && jsonText(preset.plan) === jsonText(stored.plan) ? preset.plan : stored.plan;
  return { ...stored, plan };
}
