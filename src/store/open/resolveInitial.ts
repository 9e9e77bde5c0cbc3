import { readLink } from '../link/hash.ts';
import { learnPresets } from '../plan/presetDoc.ts';
import type { Storage } from '../storage.ts';
import type { Opening } from '../types.ts';
import { learnToRead } from '../yourPlans/storedPlan.ts';
import { NOT_LOADED, ownPlan } from './initialState.ts';

/** What the page opens with. What reads a link, or the run that a page of one file brings along, comes with the first of them. */
export async function openFirst(hash: string, run: string | null | undefined, storage: Storage): Promise<Opening> {
  const { fresh, plan, preset } = readLink(hash);
  const stored = storage.read('plan');
  const link = fresh || plan !== undefined || preset !== undefined || run;
  const [open] = await Promise.all([
    link ? import('./openPlan.ts').catch(() => undefined) : undefined,
    learnPresets(preset ?? presetIn(stored)),
    stored === null ? undefined : learnToRead(),
  ]);
  if (open) return open.openFirst(hash, run, storage);
  const own = ownPlan(storage);
  return link ? { ...own, notice: own.notice ?? { text: NOT_LOADED.problem } } : own;
}

/** Of a stored plan, which may be damaged. It stands behind the calls, which may have any names. */
function presetIn(stored: string | null): string | undefined {
  return stored?.slice(stored.lastIndexOf('"preset":"')).match(/^"preset":"([^"]+)"/)?.[1];
}
