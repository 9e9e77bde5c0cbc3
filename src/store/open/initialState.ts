import { documentOf, tutorialDocument } from '../plan/presetDocument.ts';
import type { FanoutState, Notice, Theme } from '../state.ts';
import type { Storage } from '../storage.ts';
import type { InitialState } from '../types.ts';
import { isOwnSetAside } from '../yourPlans/setAside.ts';
import { readStoredPlan } from '../yourPlans/storedPlan.ts';

export function parseTheme(text: string | null): Theme {
  return text === 'light' || text === 'dark' ? text : 'system';
}

export const NOT_LOADED = {
  problem: 'What reads this could not be loaded. Reload the page when the network is back.',
} as const;

/** What the page begins with where no link names a plan: the stored plan, else the tutorial. */
export function ownInitialState(storage: Storage): InitialState {
  const text = storage.read('plan');
  const away = isOwnSetAside(storage);
  if (text === null)
    return { doc: tutorialDocument(), notice: away ? backNotice('This is the tutorial.') : undefined, linked: false };
  const stored = readStoredPlan(text);
  if ('problem' in stored)
    return {
      doc: tutorialDocument(),
      notice: brokenNotice(stored.problem, text, ' This is the tutorial instead.'),
      linked: false,
    };
  const notice = away ? backNotice('This plan began as a link’s.') : undefined;
  return { doc: documentOf(stored), notice, linked: false };
}

export function brokenNotice(problem: string, broken: string, instead = ''): Notice {
  const text = `The plan kept in this browser could not be read: ${problem}.${instead}`;
  return { text, action: 'download-broken', broken };
}

export function backNotice(what: string): FanoutState['notice'] {
  return { text: `${what} Your own plan is kept.`, action: 'back-to-my-plan' };
}
