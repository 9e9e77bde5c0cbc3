import { DEFAULT_PRESET, presetOf } from '../lessons/presets.ts';
import { readLink } from './link.ts';
import type { Doc, FanoutState, Theme } from './state.ts';
import { readPlan, type Storage } from './storage.ts';

export function presetDoc(name: string): Doc | undefined {
  const preset = presetOf(name);
  return preset && { plan: preset.plan, preset: name, atMost: 3, batchesOf: 2 };
}

export function themeOf(text: string | null): Theme {
  return text === 'light' || text === 'dark' ? text : 'system';
}

/** What the page opens with: a link's preset, else the stored plan, else the tutorial. */
export function open(storage: Storage, hash: string): { doc: Doc; notice: FanoutState['notice']; linked: boolean } {
  const link = readLink(hash);
  const fallback = presetDoc(DEFAULT_PRESET) as Doc;
  const text = storage.read('plan');
  if (link.preset !== undefined) {
    const doc = presetDoc(link.preset);
    if (!doc) {
      const notice = {
        text: `This link asks for the preset “${link.preset.slice(0, 40)}”, and there is none of that name. This is the tutorial.`,
      };
      return { doc: fallback, notice, linked: true };
    }
    const own = text !== null && !link.fresh;
    const notice = own
      ? {
          text: `Opened from a link: ${presetOf(link.preset)?.title}. Your own plan is kept.`,
          action: 'back-to-my-plan' as const,
        }
      : undefined;
    return { doc, notice, linked: true };
  }
  if (text === null || link.fresh) return { doc: fallback, notice: undefined, linked: false };
  const stored = readPlan(text);
  if ('problem' in stored) {
    const notice = {
      text: `The plan kept in this browser could not be read: ${stored.problem}. This is the tutorial instead.`,
      action: 'download-broken' as const,
      broken: text,
    };
    return { doc: fallback, notice, linked: false };
  }
  const preset = presetOf(stored.preset);
  // The preset's own object where nothing was changed, so that "edited" can be told by identity.
  const plan = preset && JSON.stringify(preset.plan) === JSON.stringify(stored.plan) ? preset.plan : stored.plan;
  return { doc: { ...stored, plan }, notice: undefined, linked: false };
}
