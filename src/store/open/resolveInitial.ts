import { readLink } from '../link/hash.ts';
import { loadPresets } from '../plan/presetDocument.ts';
import type { Storage } from '../storage.ts';
import type { InitialState } from '../types.ts';
import { loadPlanReader } from '../yourPlans/storedPlan.ts';
import { NOT_LOADED, ownInitialState } from './initialState.ts';

/** What the page begins with. The reader of links, and of the run in an offline page, is loaded with the first of them. */
export async function resolveInitial(
  hash: string,
  run: string | null | undefined,
  storage: Storage,
): Promise<InitialState> {
  const { fresh, plan, preset } = readLink(hash);
  const stored = storage.read('plan');
  const link = fresh || plan !== undefined || preset !== undefined || run;
  const [open] = await Promise.all([
    link ? import('./openPlan.ts').catch(() => undefined) : undefined,
    loadPresets(preset ?? presetIn(stored)),
    stored === null ? undefined : loadPlanReader(),
  ]);
  if (open) return open.readInitial(hash, run, storage);
  const own = ownInitialState(storage);
  return link ? { ...own, notice: own.notice ?? { text: NOT_LOADED.problem } } : own;
}

/** Of a stored plan, which may be damaged. It stands behind the calls, which may have any names. */
function presetIn(stored: string | null): string | undefined {
  return stored?.slice(stored.lastIndexOf('"preset":"')).match(/^"preset":"([^"]+)"/)?.[1];
}
