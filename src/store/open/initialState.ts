import { presetOf } from '../../lessons/presetRegistry.ts';
import { jsonText } from '../../run/file/jsonText.ts';
import { tutorialDoc } from '../plan/presetDoc.ts';
import type { FanoutState, Notice, PlanDocument, Theme } from '../state.ts';
import type { Storage, StoredPlan } from '../storage.ts';
import { isAway } from '../yourPlans/setAside.ts';
import { readPlan } from '../yourPlans/storedPlan.ts';

export function themeOf(text: string | null): Theme {
  return text === 'light' || text === 'dark' ? text : 'system';
}

/** What a link or a file holds that was read with code of its own, or why it could not be read, in sentences. */
export type OpenResult =
  | { readonly doc: PlanDocument; readonly title: string; readonly view: Partial<FanoutState> }
  | { readonly problem: string };

export const NOT_LOADED = {
  problem: 'What reads this could not be loaded. Reload the page when the network is back.',
} as const;

export interface Opening {
  doc: PlanDocument;
  notice: FanoutState['notice'];
  /** What is shown is the link's, and nothing of one's own was overwritten for it. */
  linked: boolean;
  view?: Partial<FanoutState>;
}

/** What the page opens with where no link asks for more: the stored plan, else the tutorial. */
export function ownPlan(storage: Storage): Opening {
  const text = storage.read('plan');
  const away = isAway(storage);
  if (text === null)
    return { doc: tutorialDoc(), notice: away ? backNotice('This is the tutorial.') : undefined, linked: false };
  const stored = readPlan(text);
  if ('problem' in stored)
    return {
      doc: tutorialDoc(),
      notice: brokenNotice(stored.problem, text, ' This is the tutorial instead.'),
      linked: false,
    };
  const notice = away ? backNotice('This plan began as a link’s.') : undefined;
  return { doc: docFrom(stored), notice, linked: false };
}

export function brokenNotice(problem: string, broken: string, instead = ''): Notice {
  const text = `The plan kept in this browser could not be read: ${problem}.${instead}`;
  return { text, action: 'download-broken', broken };
}

/** With the preset's own object where nothing was changed, so that "edited" can be told by identity. */
export function docFrom(stored: StoredPlan): PlanDocument {
  const preset = presetOf(stored.preset);
  const plan = preset && jsonText(preset.plan) === jsonText(stored.plan) ? preset.plan : stored.plan;
  return { ...stored, plan };
}

export function backNotice(what: string): FanoutState['notice'] {
  return { text: `${what} Your own plan is kept.`, action: 'back-to-my-plan' };
}
