import { clip } from '../../analysis/format/format.ts';
import { DEFAULT_PRESET, presetOf } from '../../lessons/presetRegistry.ts';
import { jsonText } from '../../run/file/jsonText.ts';
import { policyOf } from '../../run/policy.ts';
import type { PlanDocument } from '../state.ts';
import type { StoredPlan } from '../storage.ts';

export function presetDocument(name: string): PlanDocument | undefined {
  const preset = presetOf(name);
  if (!preset) return undefined;
  const { limit, batchSize } = policyOf(preset.plan);
  // The steppers show the plan's own limit and batch size.
  const atMost = limit !== null && limit > 1 ? limit : (preset.atMost ?? 3);
  return { plan: preset.plan, preset: name, atMost, batchesOf: batchSize ?? 2 };
}

/** The tutorial needs no other preset. Without the network the wanted one counts as unknown. */
export async function loadPresets(wanted: string | undefined): Promise<void> {
  if (wanted && !presetOf(wanted)) await import('../../lessons/allPresets.ts').catch(() => undefined);
}

export const tutorialDocument = () => presetDocument(DEFAULT_PRESET) as PlanDocument;

/** It is a preset as it is, and holds no work of the person. */
export function isPristine({ preset, plan, name }: PlanDocument): boolean {
  return !name && presetOf(preset)?.plan === plan;
}

export function titleOf({ preset, plan, name }: PlanDocument): string {
  if (name) return clip(name, 80);
  const known = presetOf(preset);
  const title = known?.title ?? 'My plan';
  return known?.plan.calls !== plan.calls ? `${title}, edited` : title;
}

/** With the preset's own object where nothing was changed, so that identity says whether it was edited. */
export function documentOf(stored: StoredPlan): PlanDocument {
  const preset = presetOf(stored.preset);
  const plan = preset && jsonText(preset.plan) === jsonText(stored.plan) ? preset.plan : stored.plan;
  return { ...stored, plan };
}
