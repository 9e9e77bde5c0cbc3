import { readLink } from './link.ts';
import type { Found } from './opening.ts';

/** What the page opens with: a link's plan, else the run that a page of one file brings along. */
export async function findFirst(hash: string, run: string | null | undefined): Promise<Found | undefined> {
  const plan = await findPlan(hash);
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

export const NOT_LOADED = {
  problem: 'What reads this could not be loaded. Reload the page when the network is back.',
} as const;

const notLoaded = () => NOT_LOADED;
