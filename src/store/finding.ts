import { presetOf } from '../lessons/known.ts';
import { readLink } from './link.ts';
import type { Found } from './opening.ts';

/** What the page opens with: a link's plan, else the run that a page of one file brings along. `stored`: the plan kept here. */
export async function findFirst(
  hash: string,
  run: string | null | undefined,
  stored: string | null,
): Promise<Found | undefined> {
  const [plan] = await Promise.all([findPlan(hash), learnPresets(readLink(hash).preset ?? presetIn(stored))]);
  return plan || !run
    ? plan
    : import('./openedRun.ts').then(({ foundInRunFile }) => foundInRunFile(run, SAVED), notLoaded);
}
const SAVED = 'This page was saved with a run';

/** The reader comes with the first such link; without one there is nothing to wait for. */
export async function findPlan(hash: string): Promise<Found | undefined> {
  const { plan } = readLink(hash);
  return plan === undefined ? undefined : import('./found.ts').then(({ foundInLink }) => foundInLink(plan), notLoaded);
}

/** A visit to the tutorial does without the others. Without the network the preset is one that nobody knows. */
export async function learnPresets(wanted: string | undefined): Promise<void> {
  if (wanted && !presetOf(wanted)) await import('../lessons/presets.ts').catch(() => undefined);
}

/** Of a stored plan, which may be damaged. It stands behind the calls, which may have any names. */
function presetIn(stored: string | null): string | undefined {
  return stored?.slice(stored.lastIndexOf('"preset":"')).match(/^"preset":"([^"]+)"/)?.[1];
}

export const NOT_LOADED = {
  problem: 'What reads this could not be loaded. Reload the page when the network is back.',
} as const;

const notLoaded = () => NOT_LOADED;
