import { docFrom, tutorialDoc } from '../plan/presetDoc.ts';
import type { FanoutState, Notice, Theme } from '../state.ts';
import type { Storage } from '../storage.ts';
import type { Opening } from '../types.ts';
import { isAway } from '../yourPlans/setAside.ts';
import { readPlan } from '../yourPlans/storedPlan.ts';

export function themeOf(text: string | null): Theme {
  return text === 'light' || text === 'dark' ? text : 'system';
}

export const NOT_LOADED = {
  problem: 'What reads this could not be loaded. Reload the page when the network is back.',
} as const;

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

export function backNotice(what: string): FanoutState['notice'] {
  return { text: `${what} Your own plan is kept.`, action: 'back-to-my-plan' };
}
