import { readLink } from './link.ts';
import type { Found } from './opening.ts';

/** The reader comes with the first such link; without one there is nothing to wait for. */
export async function findPlan(hash: string): Promise<Found | undefined> {
  const { plan } = readLink(hash);
  if (plan === undefined) return undefined;
  return import('./found.ts').then(({ foundInLink }) => foundInLink(plan), notLoaded);
}

function notLoaded(): Found {
  return { problem: 'What reads it could not be loaded. Reload the page when the network is back.' };
}
